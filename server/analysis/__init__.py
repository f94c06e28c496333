"""What a station wrote of its month: drafted by itself from the figures, edited, sent, and answered (R2-05)."""
