"""`make run`: a real PostgreSQL and Valkey from pip wheels, and a runner that restarts what dies."""
