"""A help page for every screen of the console, in plain Chinese."""
