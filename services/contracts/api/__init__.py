"""Contracts' JSON API."""
