"""Two to four groupings, states or technologies side by side, and a state beside a grouping: a listing in, plain data out.

A number is the count of the list that its link leads to; a mark says which of the sides have a thing.
"""

from .bridge import Bridge, bridge
from .sides import MAX_SIDES, SIDE_KINDS, Comparison, comparison

__all__ = ["SIDE_KINDS", "MAX_SIDES", "Bridge", "Comparison", "bridge", "comparison"]
