"""Units that a case may one day be assigned to."""
