"""The admin of technologies."""

from django.contrib import admin

from ..models import Technology
from .base import RecordAdmin
from .spreadsheets import TablesMixin


@admin.register(Technology)
class TechnologyAdmin(TablesMixin, RecordAdmin):
    list_display = ["name", "parent", "slug"]
    list_select_related = ["parent"]
    search_fields = found_by = ["name", "slug", "aliases"]
    autocomplete_fields = ["parent"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "slug", "parent", "aliases", "definition", "borderline"]
