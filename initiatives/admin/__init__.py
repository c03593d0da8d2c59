"""The curators' desk, on Django's own admin."""

from . import accounts, comments, import_records, leads, link_checks, records, search_log

__all__ = ["accounts", "comments", "import_records", "leads", "link_checks", "records", "search_log"]
