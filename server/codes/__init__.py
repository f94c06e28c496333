"""Codes that people scan: issued per placement, drawn, printed, resolved and revoked."""
