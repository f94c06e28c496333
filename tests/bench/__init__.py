"""`make bench`: how fast the product is beside the barest thing that could do the same, in the same minutes."""
