"""The demonstration of 富阳区 and the large set for measuring: made up, labelled as such, never in production."""

from server.demo.card import show
from server.demo.seed import is_loaded, load

__all__ = ["is_loaded", "load", "show"]
