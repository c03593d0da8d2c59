"""The ledger of looking, and the reasons for what is empty.

“Searched and found nothing” is a claim: it needs an entry in the ledger for the same commitment and value, saved before
or together with it.
"""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms.renderers import get_default_renderer
from django.template.loader import render_to_string

from .. import editorial
from ..blanks import LABELS
from ..dates import today
from ..models import Commitment, SearchRecord
from ..vocabularies import STALE_AFTER_DAYS, Blank, SearchOutcome
from .base import RecordAdmin
from .tables import TablesMixin


class PartDeletion(admin.ModelAdmin):
    """Parts go with a draft that is deleted; parts of what was public stay (``owner`` names the relation)."""

    owner: str

    def has_delete_permission(self, request, obj=None):
        allowed = admin.ModelAdmin.has_delete_permission(self, request, obj)
        return allowed and obj is not None and not getattr(obj, self.owner).was_public


class StaleFilter(admin.SimpleListFilter):
    title = "age"
    parameter_name = "age"

    def lookups(self, request, model_admin):
        return [("live", f"Within {STALE_AFTER_DAYS} days"), ("stale", "Stale: to be repeated")]

    def queryset(self, request, queryset):
        live = SearchRecord.objects.live().values("pk")
        return {"live": queryset.filter(pk__in=live), "stale": queryset.exclude(pk__in=live)}.get(
            self.value(), queryset
        )


class SearchRecordForm(forms.ModelForm):
    def clean_done_on(self):
        day = self.cleaned_data["done_on"]
        if day > today():
            raise ValidationError("A search is recorded once it is done; this day is yet to come.")
        return day


@admin.register(SearchRecord)
class SearchRecordAdmin(PartDeletion, TablesMixin, RecordAdmin):
    """Anybody with the right adds entries; those about a public commitment are changed by editors."""

    form = SearchRecordForm
    owner = "commitment"
    list_display = ["commitment", "field", "question", "done_on", "outcome", "done_by", "is_current"]
    list_select_related = ["commitment", "done_by"]
    list_filter = ["outcome", StaleFilter, "field"]
    search_fields = ["commitment__title", "commitment__slug", "question", "words", "where"]
    autocomplete_fields = ["commitment"]
    date_hierarchy = "done_on"
    fields = ["commitment", "field", "question", "where", "words", "languages", "done_on", "outcome"]

    def get_form(self, request, obj=None, **kwargs):
        return super().get_form(request, obj, form=self.form, **kwargs)

    def get_view_on_site_url(self, obj=None):
        return super().get_view_on_site_url(obj.commitment) if obj else None

    def get_changeform_initial_data(self, request):
        return {"done_on": today(), **super().get_changeform_initial_data(request)}

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or obj.commitment.is_draft or editorial.is_editor(request.user))

    def save_model(self, request, obj, form, change):
        obj.done_by = obj.done_by or request.user
        super().save_model(request, obj, form, change)

    @admin.display(description="current", boolean=True)
    def is_current(self, record):
        return not record.is_stale


class BlanksWidget(forms.MultiWidget):
    """A choice for each value that may be empty."""

    def __init__(self, attrs=None):
        choices = [("", "—"), *((reason.value, reason.label) for reason in Blank if reason != Blank.NOT_ASSESSED)]
        super().__init__({field: forms.Select(choices=choices) for field in Commitment.BLANKABLE}, attrs)

    def decompress(self, value):
        reasons = value if isinstance(value, dict) else {}
        return [reasons.get(field, "") for field in Commitment.BLANKABLE]

    def render(self, name, value, attrs=None, renderer=None):
        """Each choice under its label, and what the codebook says of the reasons."""
        parts = self.get_context(name, value, attrs)["widget"]["subwidgets"]
        renderer = renderer or get_default_renderer()
        choices = [
            (part["attrs"]["id"], LABELS[field], self._render(part["template_name"], {"widget": part}, renderer))
            for field, part in zip(Commitment.BLANKABLE, parts, strict=True)
        ]
        reasons = [(reason.label, reason.definition) for reason in Blank]
        return render_to_string("admin/initiatives/widgets/blanks.html", {"choices": choices, "reasons": reasons})


class BlanksField(forms.MultiValueField):
    """Edits ``Commitment.blanks``: a reason for each value that is empty."""

    widget = BlanksWidget

    def __init__(self, **kwargs):
        reasons = [reason for reason in Blank.choices if reason[0] != Blank.NOT_ASSESSED]
        fields = [forms.ChoiceField(choices=reasons, required=False) for _ in Commitment.BLANKABLE]
        super().__init__(fields, required=False, require_all_fields=False, label="What is empty, and why", **kwargs)

    def compress(self, values):
        return (
            {field: reason for field, reason in zip(Commitment.BLANKABLE, values, strict=True) if reason}
            if values
            else {}
        )

    def has_changed(self, initial, data):
        return (self.clean(data) if data else {}) != (initial or {})


class BlanksForm(forms.ModelForm):
    """For the form of a commitment: “searched” is refused without an entry in the ledger."""

    def clean_blanks(self):
        blanks = self.cleaned_data["blanks"]
        searched = [field for field, reason in blanks.items() if reason == Blank.SEARCHED]
        before = self.initial.get("blanks") or {}
        new = [field for field in searched if before.get(field) != Blank.SEARCHED]
        missing = [LABELS[field] for field in new if field not in self._in_ledger()]
        if missing:
            raise ValidationError(
                f"“{Blank.SEARCHED.label}” for {', '.join(missing)} needs an entry in the ledger of looking (below): "
                f"where, with which words, on which day, with the outcome “{SearchOutcome.NOTHING_FOUND.label}”."
            )
        return blanks

    def _in_ledger(self) -> set[str]:
        """The values that were searched without success, by entries that are saved or come with this form."""
        found = SearchRecord.objects.filter(commitment=self.instance.pk, outcome=SearchOutcome.NOTHING_FOUND)
        fields = set(found.values_list("field", flat=True)) if self.instance.pk else set()
        prefix = "search_records"
        total = self.data.get(f"{prefix}-TOTAL_FORMS", "")
        for number in range(min(int(total), 1000) if total.isascii() and total.isdecimal() and len(total) < 6 else 0):
            row = f"{prefix}-{number}"
            if self.data.get(f"{row}-outcome") == SearchOutcome.NOTHING_FOUND and not self.data.get(f"{row}-DELETE"):
                fields.add(self.data.get(f"{row}-field", ""))
        return fields


class BlanksMixin(admin.ModelAdmin):
    """For the admin of commitments: blanks as choices, and who searched is noted."""

    class Media:
        css = {"all": ["minilat/desk-tables.css"]}

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "blanks":
            return BlanksField()
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (BlanksForm, form), {})

    def save_formset(self, request, form, formset, change):
        if formset.model is SearchRecord:
            for row in formset.extra_forms:
                row.instance.done_by = request.user
        super().save_formset(request, form, formset, change)
