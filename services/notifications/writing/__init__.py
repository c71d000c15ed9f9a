"""Writing: what each letter says, in its reader's language, and the mail that it becomes."""
