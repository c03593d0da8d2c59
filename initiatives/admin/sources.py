"""The admin of sources."""

from django.contrib import admin

from ..models import Source
from .base import RecordAdmin
from .initial import recent_source_ids
from .link_checks import links_shown
from .search import is_autocomplete, order_by_keys
from .spreadsheets import TablesMixin


@admin.register(Source)
class SourceAdmin(TablesMixin, RecordAdmin):
    list_display = ["title", "publisher", "published_on", "level", "language"]
    list_filter = ["level", "language"]
    search_fields = ["title", "publisher", "slug", "url"]
    prepopulated_fields = {"slug": ["publisher", "title"]}
    fields = [
        "title",
        "slug",
        "publisher",
        "published_on",
        "url",
        "archive_url",
        "read_at",
        "accessed_on",
        "language",
        "level",
    ]
    readonly_fields = [links_shown]
    kept = ("publisher", "published_on", "language", "level")

    def get_fields(self, request, obj=None):
        return [*self.fields, links_shown] if obj else self.fields

    def get_search_results(self, request, queryset, search_term):
        """Autocomplete fields offer the sources first that the user cited last."""
        queryset, may_repeat = super().get_search_results(request, queryset, search_term)
        if is_autocomplete(request):
            queryset = order_by_keys(recent_source_ids(request.user), queryset)
        return queryset, may_repeat
