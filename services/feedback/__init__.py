"""Feedback: invitations, anonymous answers, and figures only where enough people have answered."""
