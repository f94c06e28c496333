"""The text model of server/reading: its labelled letters, how its weights are made, and how well it reads."""
