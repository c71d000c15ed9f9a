"""The directory's documents."""
