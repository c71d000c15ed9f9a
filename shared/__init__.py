"""What all four services need; no word of the domain but the messages."""
