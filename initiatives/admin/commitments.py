"""The admin of commitments, the rows of their parties, and the reasons for missing values."""

from django import forms
from django.contrib import admin
from django.forms.renderers import get_default_renderer
from django.template.loader import render_to_string

from ..models import Commitment, FollowUp, Participation, SearchLogEntry
from ..models.missing_values import MISSING_FIELD_LABELS
from ..models.vocabularies import Blank
from .base import EditorialAdmin, PartInline
from .follow_ups import FollowUpInline
from .inlines import proposed_parties, requested_statement
from .search_log import SearchLogEntryInline
from .spreadsheets import TablesMixin


class ParticipationInline(PartInline):
    model = Participation
    autocomplete_fields = ["state"]
    fields = ["state", "role"]

    def get_extra(self, request, obj=None, **kwargs):
        return len(proposed_parties(request)) if obj is None else 0


class MissingValuesWidget(forms.MultiWidget):
    """One select field for each value that may be missing."""

    def __init__(self, attrs=None):
        choices = [("", "—"), *((reason.value, reason.label) for reason in Blank if reason != Blank.NOT_ASSESSED)]
        super().__init__({field: forms.Select(choices=choices) for field in Commitment.BLANKABLE}, attrs)

    def decompress(self, value):
        reasons = value if isinstance(value, dict) else {}
        return [reasons.get(field, "") for field in Commitment.BLANKABLE]

    def render(self, name, value, attrs=None, renderer=None):
        """The select fields with their labels, and the definitions of the reasons."""
        parts = self.get_context(name, value, attrs)["widget"]["subwidgets"]
        renderer = renderer or get_default_renderer()
        choices = [
            (
                part["attrs"]["id"],
                MISSING_FIELD_LABELS[field],
                self._render(part["template_name"], {"widget": part}, renderer),
            )
            for field, part in zip(Commitment.BLANKABLE, parts, strict=True)
        ]
        reasons = [(reason.label, reason.definition) for reason in Blank]
        return render_to_string("admin/initiatives/widgets/blanks.html", {"choices": choices, "reasons": reasons})


class MissingValuesField(forms.MultiValueField):
    """Edits ``Commitment.blanks``: {field: reason why it is missing}."""

    widget = MissingValuesWidget

    def __init__(self, **kwargs):
        reasons = [reason for reason in Blank.choices if reason[0] != Blank.NOT_ASSESSED]
        fields = [forms.ChoiceField(choices=reasons, required=False) for _ in Commitment.BLANKABLE]
        super().__init__(fields, required=False, require_all_fields=False, label="Missing values and why", **kwargs)

    def compress(self, values):
        return (
            {field: reason for field, reason in zip(Commitment.BLANKABLE, values, strict=True) if reason}
            if values
            else {}
        )

    def has_changed(self, initial, data):
        return (self.clean(data) if data else {}) != (initial or {})


@admin.register(Commitment)
class CommitmentAdmin(TablesMixin, EditorialAdmin):
    """A new commitment of a text begins with its source, and with the members on its day as parties."""

    list_display = ["title", "grouping", "announced", "evidence", "state"]
    list_select_related = ["statement__grouping"]
    list_filter = ["state", "evidence", "statement__grouping", "modes"]
    search_fields = ["title", "summary", "slug", "statement__title"]
    autocomplete_fields = ["statement", "technologies", "source"]
    prepopulated_fields = {"slug": ["title"]}
    fieldsets = [
        (None, {"fields": ["title", "slug", "summary", "wording"]}),
        ("Where it is written", {"fields": ["statement", "locator", "source", "evidence"]}),
        ("What and how", {"fields": ["technologies", "modes"]}),
        (
            "Sum",
            {"fields": [("amount_value", "amount_currency"), ("amount_bound", "amount_scope"), "amount_note"]},
        ),
        ("Time", {"fields": [("target_date", "status_as_of")]}),
        ("Missing values", {"classes": ["collapse"], "fields": ["blanks"]}),
    ]
    inlines = [ParticipationInline, FollowUpInline, SearchLogEntryInline]
    kept = ("statement", "source", "evidence")
    children = [
        (FollowUp, "Add a follow-up", {"commitment": "pk"}),
        (SearchLogEntry, "Record a search", {"commitment": "pk"}),
    ]

    def get_changeform_initial_data(self, request):
        initial = super().get_changeform_initial_data(request)
        if text := requested_statement(request):
            initial.setdefault("source", text.source_id)
        return initial

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if isinstance(inline, ParticipationInline) and request.method == "GET" and obj.pk is None:
            kwargs["initial"] = [{"state": state.pk} for state in proposed_parties(request)]
        return kwargs

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "blanks":
            return MissingValuesField()
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_formset(self, request, form, formset, change):
        """New searches get the user as author."""
        if formset.model is SearchLogEntry:
            for row in formset.extra_forms:
                row.instance.done_by = request.user
        super().save_formset(request, form, formset, change)
