"""代表建议: what deputies hand in by law, who answers it by when, and how the deputy judges the answer (domain §5.3)."""
