"""The doors to the outside world, tried with what strangers send."""
