"""Who may open what, and what every request is checked for."""
