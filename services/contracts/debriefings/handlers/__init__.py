"""What requesters do, what becomes of their requests, and what is forgotten."""
