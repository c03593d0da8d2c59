"""The curators' desk, on Django's own admin."""

from . import accounts, imports, ledger, links, nouns

__all__ = ["accounts", "imports", "ledger", "links", "nouns"]
