"""Codes as people meet them: on paper and in a terminal."""
