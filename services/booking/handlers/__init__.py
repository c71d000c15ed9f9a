"""What booking does when it hears something or is told to: load, decide, save."""
