"""What is done with the calendar: load, decide, save."""
