"""Calendar feeds, and the page where they are opened."""
