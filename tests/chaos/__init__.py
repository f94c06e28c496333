"""`make chaos`: kill what can be killed while people write and are answered; nothing is lost, nothing told twice."""
