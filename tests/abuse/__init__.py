"""What nobody should send, sent over HTTP to the real services."""
