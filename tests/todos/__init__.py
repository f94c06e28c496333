"""The to-do centre and the rail."""
