"""The admin of statements."""

from django.contrib import admin

from ..models import Commitment, Statement
from .base import EditorialAdmin
from .inlines import NewCommitmentsInline
from .link_checks import links_shown
from .spreadsheets import TablesMixin


@admin.register(Statement)
class StatementAdmin(TablesMixin, EditorialAdmin):
    list_display = ["title", "grouping", "kind", "issued_on", "coding", "state"]
    list_select_related = ["grouping"]
    list_filter = ["state", "coding", "kind", "grouping"]
    search_fields = ["title", "issuer", "slug", "url"]
    autocomplete_fields = ["grouping", "summit", "source"]
    prepopulated_fields = {"slug": ["title"]}
    fields = [
        "grouping",
        "summit",
        "title",
        "slug",
        ("kind", "issued_on"),
        "issuer",
        "url",
        "archive_url",
        "language",
        "source",
        "coding",
    ]
    readonly_fields = [links_shown]
    kept = ("grouping", "summit", "issued_on", "issuer", "language")
    children = [(Commitment, "Add a commitment", {"statement": "pk"})]

    def get_fields(self, request, obj=None):
        return [*self.fields, links_shown] if obj else self.fields

    def get_inlines(self, request, obj):
        return [NewCommitmentsInline] if obj else []

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        return {**kwargs, "form_kwargs": {"initial": inline.proposals(obj)}}
