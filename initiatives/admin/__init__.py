"""The curators' desk, on Django's own admin."""

from . import accounts, imports, leads, ledger, links, nouns, remarks

__all__ = ["accounts", "imports", "leads", "ledger", "links", "nouns", "remarks"]
