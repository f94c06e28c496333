"""Content safety: nothing a resident wrote is shown in public before it was looked at."""
