"""Messages on their way: wire format, addresses, the broker, the outbox, and the unit of work that fills it."""
