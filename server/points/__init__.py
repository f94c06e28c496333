"""Points: off, and on only by a document, an approval and an end within a year; never a ranking (F02, domain §6.2)."""
