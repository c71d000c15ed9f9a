"""Agreements: contracts from the first draft to the sealed document."""
