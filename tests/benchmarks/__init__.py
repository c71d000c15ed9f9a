"""How fast it is, measured on real parts; never part of the tests, which know no wall clock."""
