"""进站会商: who comes to a station by which of the five lists, what was found, answered and promised (R0-05, R4-08)."""
