"""The curators' desk, on Django's own admin."""

from django.contrib import admin

from . import accounts, imports, ledger, links, nouns

__all__ = ["accounts", "imports", "ledger", "links", "nouns"]

admin.site.site_header = "Minilat: the curators’ desk"
admin.site.site_title = "Minilat"
admin.site.index_title = "The record"
