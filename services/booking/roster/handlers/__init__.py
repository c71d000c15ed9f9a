"""What is done with the roster: load, decide, save."""
