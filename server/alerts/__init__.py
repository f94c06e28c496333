"""预警: what fires now, for whom, since when, and where it is mended (domain §6.5)."""
