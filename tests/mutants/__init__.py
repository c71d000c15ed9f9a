"""Tests that can fail: a rule is changed in one place, and its tests without I/O must notice (`make mutants`)."""
