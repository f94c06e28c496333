"""Pictures and recordings people send: cleaned, kept apart, shown through signed short-lived addresses."""
