"""诉源治理: what may become a petition is talked over with a mediator; only the parties and the mediator see it (R1-18)."""
