"""The record of who looked at or changed something: searched, chained, checked every night."""
