"""Papers for people: one shape of a paper, written as Word or as PDF, with pictures drawn from data."""
