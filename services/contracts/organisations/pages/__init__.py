"""The coordinator's pages of organisations and their people."""
