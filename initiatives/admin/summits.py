"""The admin of meetings."""

from django.contrib import admin

from ..models import Statement, Summit
from .base import EditorialAdmin
from .inlines import NewStatementsInline
from .spreadsheets import TablesMixin


@admin.register(Summit)
class SummitAdmin(TablesMixin, EditorialAdmin):
    list_display = ["name", "grouping", "level", "start", "status", "state"]
    list_select_related = ["grouping"]
    list_filter = ["state", "status", "level", "grouping"]
    search_fields = ["name", "city", "sidelines_of", "slug"]
    autocomplete_fields = ["grouping", "host", "source"]
    prepopulated_fields = {"slug": ["name"]}
    fields = [
        "grouping",
        "name",
        "slug",
        ("level", "format", "status"),
        ("start", "end"),
        ("city", "host"),
        "venue",
        "sidelines_of",
        "note",
        "source",
    ]
    inlines = [NewStatementsInline]
    kept = ("grouping", "level", "format")
    children = [(Statement, "Add a text", {"grouping": "grouping", "summit": "pk", "issued_on": "start"})]

    def save_related(self, request, form, formsets, change):
        """A meeting without a source gets the source of its first text."""
        super().save_related(request, form, formsets, change)
        summit = form.instance
        first = summit.statements.filter(source__isnull=False).order_by("pk").first()
        if summit.source_id is None and first:
            summit.source = first.source
            summit.save()
            self.message_user(request, f"The meeting now cites the source of its first text, “{first}”.")
