"""The contract's document: rendered from facts, sealed once when all have signed, verified by whoever has a copy."""
