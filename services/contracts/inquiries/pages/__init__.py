"""The pages of inquiries: of who asks, of the supervisors asked, and of the coordinator."""
