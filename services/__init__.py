"""Four independent services; none imports, calls or reads another."""
