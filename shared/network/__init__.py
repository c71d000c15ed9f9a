"""How the network shows itself on every page: its own name and colour, the languages that it offers."""
