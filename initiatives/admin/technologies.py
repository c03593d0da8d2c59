"""The admin of technologies."""

from django.contrib import admin

from ..models import Technology
from .base import RecordAdmin
from .change_reason import ChangeReasonMixin
from .search import NameSearchMixin
from .spreadsheets import TablesMixin


@admin.register(Technology)
class TechnologyAdmin(ChangeReasonMixin, TablesMixin, NameSearchMixin, RecordAdmin):
    list_display = ["name", "parent", "slug"]
    list_select_related = ["parent"]
    search_fields = found_by = ["name", "slug", "aliases"]
    autocomplete_fields = ["parent"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "slug", "parent", "aliases", "definition", "borderline"]
