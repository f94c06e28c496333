"""The first day of an area."""
