"""Booking's web pages."""
