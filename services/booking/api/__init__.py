"""Booking's JSON API, for the coordinator's tools."""
