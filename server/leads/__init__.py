"""线索台账: letters that became a project lead, a topic, a wish or a legislative comment, and what became of them (O14)."""
