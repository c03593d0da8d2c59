"""The ledger of looking, and the reasons for what is empty.

“Searched and found nothing” is a claim: it needs an entry in the ledger for the same commitment and value, saved before
or together with it, and keeps it (``soundness``).
"""

from django import forms
from django.contrib import admin
from django.db import transaction

from ..editorial import transitions
from ..editorial.integrity import entry_ids_required_by_claims
from ..editorial.queues import UNPUBLISHED_STATES
from ..models import Commitment, SearchLogEntry
from ..models.dates import today
from ..models.vocabularies import STALE_AFTER_DAYS
from .base import RecordAdmin, WidePartInline
from .change_reason import ChangeReasonMixin, reason_field
from .spreadsheets import TablesMixin


class PartDeletionMixin(admin.ModelAdmin):
    """Parts go with a draft that is deleted; parts of what was public stay (``owner`` names the relation).

    A wrong party or member of what is public is corrected in the form of its record, with a reason.
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
    """An entry of the ledger: one about what readers have seen is entered with a reason, as in the commitment’s form."""

    def clean(self):
        data = super().clean()
        about, reason = data.get("commitment"), data.get("change_reason", "").strip()
        if about and about.was_public and not reason and "change_reason" not in self.errors:
            self.add_error("change_reason", "The commitment is or was published: say why this is entered.")
        return data


@admin.register(SearchLogEntry)
class SearchLogEntryAdmin(ChangeReasonMixin, PartDeletionMixin, TablesMixin, RecordAdmin):
    """An entry is part of its commitment: what is added to a public one is public at once, so an editor adds it."""

    owner = "commitment"
    list_display = ["commitment", "field", "question", "done_on", "outcome", "done_by", "is_current"]
    list_select_related = ["commitment", "done_by"]
    list_filter = ["outcome", SearchAgeFilter, "field"]
    search_fields = ["commitment__title", "commitment__slug", "question", "words", "where"]
    autocomplete_fields = ["commitment"]
    date_hierarchy = "done_on"
    fields = ["commitment", "field", "question", "where", "words", "languages", "done_on", "outcome"]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Locks the commitments before the entry, as their own form does."""
        with transaction.atomic():
            if request.method == "POST":
                keys = _requested_keys(request.POST.get("commitment", ""))
                entry = SearchLogEntry.objects.filter(pk__in=_requested_keys(object_id or ""))
                about = Commitment.objects.filter(pk__in=[*keys, *entry.values_list("commitment", flat=True)])
                list(about.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_reason_field(self, request, obj):
        """An entry that an editor adds, or moves, may come to what is public: its form tells when it is sent."""
        if self.needs_reason(request, obj) or not transitions.is_editor(request.user):
            return super().get_reason_field(request, obj)
        return reason_field("Needed where the commitment is or was published. Readers see it in its history.", False)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (SearchLogEntryForm, form), {})

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "commitment" and not transitions.is_editor(request.user):
            field.queryset = field.queryset.filter(state__in=UNPUBLISHED_STATES)
            field.error_messages["invalid_choice"] = "What is or was public has its searches entered by an editor."
        return field

    def get_deleted_objects(self, objs, request):
        """An entry stays while its commitment claims the search, a draft’s too."""
        *found, protected = super().get_deleted_objects(objs, request)
        held = entry_ids_required_by_claims(objs)
        claims = [f"Commitment: {one.commitment} (it says that this was searched)" for one in objs if one.pk in held]
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


def _requested_keys(text: str) -> list[int]:
    """The primary key that a request names, or none."""
    return [int(text)] if text.isascii() and text.isdecimal() and len(text) < 19 else []


class SearchLogEntryInline(WidePartInline):
    model = SearchLogEntry
    fields = [("field", "done_on", "outcome", "languages"), "question", ("where", "words")]
    verbose_name, verbose_name_plural = "search", "searches (the ledger of looking)"

    def has_delete_permission(self, request, obj=None):
        """What was public is not deleted: that somebody searched stays, though an editor may correct what is said of it."""
        return super().has_delete_permission(request, obj) and not (obj and obj.was_public)
