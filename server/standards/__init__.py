"""What a station is by its own data: six standards, five roles, five functions, six haves, and codes that live."""
