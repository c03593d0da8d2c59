"""The search log: what researchers looked up, and whether they found it.

A commitment whose field is marked “searched and not found” needs an entry for this field, saved before or together
with the mark, and keeps it (``editorial.integrity``).
"""

from django.contrib import admin

from ..editorial import transitions
from ..editorial.integrity import entry_ids_required_by_claims
from ..editorial.queues import UNPUBLISHED_STATES
from ..models import SearchLogEntry
from ..models.dates import today
from ..models.vocabularies import STALE_AFTER_DAYS
from .base import RecordAdmin, WidePartInline
from .forms import RecordForm, reason_field
from .spreadsheets import TablesMixin


class SearchAgeFilter(admin.SimpleListFilter):
    title = "age"
    parameter_name = "age"

    def lookups(self, request, model_admin):
        return [("live", f"Within {STALE_AFTER_DAYS} days"), ("stale", "Stale: to be repeated")]

    def queryset(self, request, queryset):
        live = SearchLogEntry.objects.live().values("pk")
        return {"live": queryset.filter(pk__in=live), "stale": queryset.exclude(pk__in=live)}.get(
            self.value(), queryset
        )


class SearchLogEntryForm(RecordForm):
    """The form of an entry. It needs a reason if the commitment is or was public, as in the form of the commitment."""

    def clean(self):
        data = super().clean()
        about, reason = data.get("commitment"), data.get("change_reason", "").strip()
        if about and about.was_public and not reason and "change_reason" not in self.errors:
            self.add_error("change_reason", "This commitment is or was public. Say why you enter this.")
        return data


@admin.register(SearchLogEntry)
class SearchLogEntryAdmin(TablesMixin, RecordAdmin):
    """Entries of a public commitment are public at once, so only editors add them."""

    owner, form_base = "commitment", SearchLogEntryForm
    list_display = ["commitment", "field", "question", "done_on", "outcome", "done_by", "is_current"]
    list_select_related = ["commitment", "done_by"]
    list_filter = ["outcome", SearchAgeFilter, "field"]
    search_fields = ["commitment__title", "commitment__slug", "question", "words", "where"]
    autocomplete_fields = ["commitment"]
    date_hierarchy = "done_on"
    fields = ["commitment", "field", "question", "where", "words", "languages", "done_on", "outcome"]

    def get_reason_field(self, request, obj):
        """Optional for editors on a new entry, because the commitment is chosen in the form; ``clean`` checks it."""
        if self.needs_reason(request, obj) or not transitions.is_editor(request.user):
            return super().get_reason_field(request, obj)
        return reason_field(
            "Required if the commitment is or was public. Readers see the reason in its history.", False
        )

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "commitment" and not transitions.is_editor(request.user):
            field.queryset = field.queryset.filter(state__in=UNPUBLISHED_STATES)
            field.error_messages["invalid_choice"] = (
                "This commitment is or was public. Only editors can enter its searches."
            )
        return field

    def get_deleted_objects(self, objs, request):
        """An entry is protected while its commitment claims the search, even in a draft."""
        *found, protected = super().get_deleted_objects(objs, request)
        held = entry_ids_required_by_claims(objs)
        claims = [f"Commitment: {one.commitment} (it is marked as searched)" for one in objs if one.pk in held]
        return (*found, [*protected, *claims])

    def get_view_on_site_url(self, obj=None):
        return super().get_view_on_site_url(obj.commitment) if obj else None

    def get_changeform_initial_data(self, request):
        return {"done_on": today(), **super().get_changeform_initial_data(request)}

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or transitions.may_change(obj, request.user))

    def save_model(self, request, obj, form, change):
        obj.done_by = obj.done_by or request.user
        super().save_model(request, obj, form, change)

    @admin.display(description="current", boolean=True)
    def is_current(self, record):
        return not record.is_stale


class SearchLogEntryInline(WidePartInline):
    model = SearchLogEntry
    fields = [("field", "done_on", "outcome", "languages"), "question", ("where", "words")]
    verbose_name, verbose_name_plural = "search", "searches (search log)"

    def has_delete_permission(self, request, obj=None):
        """Searches of a commitment that was public cannot be deleted; editors can correct them."""
        return super().has_delete_permission(request, obj) and not (obj and obj.was_public)
