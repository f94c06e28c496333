"""A screen at a station's door: the changing duty code, what is on, and who was recorded today."""
