"""The admin of sources."""

from django.contrib import admin

from ..models import Source
from .base import RecordAdmin
from .change_reason import ChangeReasonMixin
from .leads import FromLeadMixin
from .link_checks import ArchiveMixin
from .search import RecentSourcesMixin
from .spreadsheets import TablesMixin


@admin.register(Source)
class SourceAdmin(FromLeadMixin, ChangeReasonMixin, ArchiveMixin, TablesMixin, RecentSourcesMixin, RecordAdmin):
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
    kept = ("publisher", "published_on", "language", "level")
