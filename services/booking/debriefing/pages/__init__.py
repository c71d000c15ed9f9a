"""Offers by link, and the coordinator's board."""
