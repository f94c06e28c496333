"""The doors to the outside world: each a Protocol with a real one and a quiet one."""
