"""What letters say, by subject: a sentence stands in one piece, as translators see it."""
