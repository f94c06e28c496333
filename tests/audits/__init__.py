"""The audit: chained, kept, searched."""
