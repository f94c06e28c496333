"""Fixed reports that write themselves, and one place where every finished report is found again (domain §7, F08)."""
