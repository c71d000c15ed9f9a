"""The week's pages, and the day's."""
