"""Every figure about letters has one definition, kept as data, from which screen, interface and report are made."""
