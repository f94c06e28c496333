"""What a district does not need is taken out of use with one press, and its records leave as an archive (F15)."""
