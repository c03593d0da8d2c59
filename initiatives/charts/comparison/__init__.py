"""Two to four groupings, states or technologies side by side, and a state beside a grouping: a listing in, plain data out.

A number is the count of the list that its link leads to; a mark says which of the sides have a thing.
"""

from .bridge import Bridge, bridge
from .sides import KINDS, MOST, Comparison, comparison

__all__ = ["KINDS", "MOST", "Bridge", "Comparison", "bridge", "comparison"]
