"""Booking: supervisors, the on-call roster, sessions, and who takes an urgent debriefing."""
