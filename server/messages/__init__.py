"""The resident's case, from sent to rated."""
