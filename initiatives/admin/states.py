"""The admin of states and other parties."""

from django.contrib import admin

from ..models import State
from .base import RecordAdmin
from .spreadsheets import TablesMixin


@admin.register(State)
class StateAdmin(TablesMixin, RecordAdmin):
    list_display = ["name", "iso3", "kind", "region"]
    list_filter = ["kind", "region"]
    search_fields = found_by = ["name", "iso3", "iso2", "slug", "official_name", "aliases"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "slug", "official_name", "iso3", "iso2", "numeric", "kind", "region", "aliases"]
