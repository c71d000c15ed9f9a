"""A mail server that keeps every mail and shows it: for development, demo and tests. Nothing leaves this machine."""
