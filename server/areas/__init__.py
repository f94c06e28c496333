"""Provinces down to villages by their 12-digit statistical code; a scope is a prefix of it."""
