"""The admin of follow-ups and their rows on a commitment."""

from django.contrib import admin

from ..models import FollowUp
from .base import EditorialAdmin, WidePartInline
from .spreadsheets import TablesMixin


class FollowUpInline(WidePartInline):
    model = FollowUp
    autocomplete_fields = ["statement", "source"]
    fields = [("date", "kind", "supports", "locator"), ("statement", "source"), "note"]
    show_change_link = True
    can_delete = False
    verbose_name_plural = "follow-ups (each is published separately)"


@admin.register(FollowUp)
class FollowUpAdmin(TablesMixin, EditorialAdmin):
    list_display = ["commitment", "date", "kind", "supports", "state"]
    list_select_related = ["commitment"]
    list_filter = ["state", "kind"]
    search_fields = ["commitment__title", "commitment__slug", "note"]
    autocomplete_fields = ["commitment", "statement", "source"]
    fields = ["commitment", "date", "kind", "supports", "statement", "source", "locator", "note"]
    kept = ("date", "statement", "source")
