"""Contracts' pages: the list, the draft beside the text that it becomes, and where it is signed."""
