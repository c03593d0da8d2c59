"""The search log: what researchers looked up, and whether they found it.

A commitment whose field is marked “searched and not found” needs an entry for this field, saved before or together
with the mark, and keeps it (``editorial.integrity``).
"""

from django import forms
from django.contrib import admin
from django.db import transaction

from ..editorial import transitions
from ..editorial.integrity import entry_ids_required_by_claims
from ..editorial.locking import lock_for_checks
from ..editorial.queues import UNPUBLISHED_STATES
from ..models import SearchLogEntry
from ..models.dates import today
from ..models.vocabularies import STALE_AFTER_DAYS
from .base import RecordAdmin, WidePartInline
from .change_reason import ChangeReasonMixin, reason_field
from .conflicts import named_records
from .spreadsheets import TablesMixin


class PartDeletionMixin(admin.ModelAdmin):
    """For the admin of parts: a part can be deleted only if its record (the relation ``owner``) was never public.

    Parts of public records are corrected in the form of the record, with a reason.
    """

    owner: str

    def has_delete_permission(self, request, obj=None):
        allowed = admin.ModelAdmin.has_delete_permission(self, request, obj)
        return allowed and obj is not None and not getattr(obj, self.owner).was_public


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


class SearchLogEntryForm(forms.ModelForm):
    """The form of an entry. It needs a reason if the commitment is or was public, as in the form of the commitment."""

    def clean(self):
        data = super().clean()
        about, reason = data.get("commitment"), data.get("change_reason", "").strip()
        if about and about.was_public and not reason and "change_reason" not in self.errors:
            self.add_error("change_reason", "This commitment is or was public. Say why you enter this.")
        return data


@admin.register(SearchLogEntry)
class SearchLogEntryAdmin(ChangeReasonMixin, PartDeletionMixin, TablesMixin, RecordAdmin):
    """Entries of a public commitment are public at once, so only editors add them."""

    owner = "commitment"
    list_display = ["commitment", "field", "question", "done_on", "outcome", "done_by", "is_current"]
    list_select_related = ["commitment", "done_by"]
    list_filter = ["outcome", SearchAgeFilter, "field"]
    search_fields = ["commitment__title", "commitment__slug", "question", "words", "where"]
    autocomplete_fields = ["commitment"]
    date_hierarchy = "done_on"
    fields = ["commitment", "field", "question", "where", "words", "languages", "done_on", "outcome"]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Locks the commitment of a new entry too, because its claims are checked."""
        with transaction.atomic():
            if request.method == "POST" and object_id is None:
                lock_for_checks([], named_records(request.POST, SearchLogEntry))
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_reason_field(self, request, obj):
        """Optional for editors on a new entry, because the commitment is chosen in the form; ``clean`` checks it."""
        if self.needs_reason(request, obj) or not transitions.is_editor(request.user):
            return super().get_reason_field(request, obj)
        return reason_field(
            "Required if the commitment is or was public. Readers see the reason in its history.", False
        )

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (SearchLogEntryForm, form), {})

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
