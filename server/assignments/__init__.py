"""交办: letters with departments: signed for, returned, extended, answered and signed off, promised and kept."""
