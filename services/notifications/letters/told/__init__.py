"""Who is told what of each event, by the subject that it belongs to: drafts of letters, and what they make stale."""
