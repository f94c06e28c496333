"""Homes, stations and points where deputies meet residents, and which deputies sit there."""
