"""What every feature stands on. Knows nothing of deputies, stations or messages."""
