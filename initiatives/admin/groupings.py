"""The admin of groupings and the rows of their members."""

from django.contrib import admin

from ..models import Grouping, Membership, Summit
from .base import EditorialAdmin, WidePartInline
from .spreadsheets import TablesMixin


class MembershipInline(WidePartInline):
    model = Membership
    autocomplete_fields = ["state", "source"]
    fields = [("state", "role", "joined", "left"), ("source", "note")]


@admin.register(Grouping)
class GroupingAdmin(TablesMixin, EditorialAdmin):
    list_display = ["short_name", "name", "founded", "ended", "state"]
    search_fields = found_by = ["short_name", "name", "slug", "aliases"]
    autocomplete_fields = ["source"]
    prepopulated_fields = {"slug": ["short_name"]}
    fields = ["name", "short_name", "slug", "aliases", "founded", "ended", "purpose", "source"]
    inlines = [MembershipInline]
    children = [(Summit, "Add a meeting", {"grouping": "pk"})]
