"""The database, and the modules that know its driver."""
