"""The to-do centre: what waits for me across all features, one click to the page that does it (R0-09)."""
