"""What is done with the directory: load, decide, save."""
