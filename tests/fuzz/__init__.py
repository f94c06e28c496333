"""`make fuzz`: the whole face of the product is sent what nobody would send, and has to answer clearly."""
