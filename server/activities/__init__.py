"""Planned events at stations: who is expected, who came."""
