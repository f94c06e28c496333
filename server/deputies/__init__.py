"""Deputies in office and what they show of themselves (亮身份)."""
