"""Letters taken away as a sheet: in the background, masked, and with people's names only when a second person agrees."""
