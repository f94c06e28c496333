"""我的资料: everything a person has here, packed for them to take away."""
