"""A service's life: its table, its settings, how it starts, is ready, is supervised and ends."""
