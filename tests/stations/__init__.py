"""Stations: kept by an office, found by everybody."""
