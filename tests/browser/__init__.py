"""The product in a real browser, over the four real services."""
