"""The changing duty code on a screen at the door."""
