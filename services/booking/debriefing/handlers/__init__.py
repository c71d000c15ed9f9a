"""What booking does with cases: what it consumes, what those asked answer, what the coordinator does by hand."""
