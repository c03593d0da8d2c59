"""The curators' desk, on Django's own admin."""

from . import accounts, nouns

__all__ = ["accounts", "nouns"]
