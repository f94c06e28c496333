"""督办: a letter with a department is watched at one of five levels, answered for, and let go (domain §5.2)."""
