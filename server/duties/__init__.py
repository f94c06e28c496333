"""Duty records and the duty file of a deputy."""
