"""Everything on this machine: a private broker, an embedded store, an inbox for the mails, and the four services."""
