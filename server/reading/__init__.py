"""Reading what a letter says: its kind, category, level, urgency, and letters like it. Pure functions over text."""
