"""What booking knows, all frozen."""
