"""The reason for a change of a record that readers have seen."""

from django import forms
from django.core.exceptions import ObjectDoesNotExist

from ..models.fields import partial_date_form
from ..models.parts import has_been_public


class ChangeReasonMixin:
    """For a ModelAdmin: a required reason for changes of records that are or were public.

    The reason is stored in the history of the record and of its changed rows.
    """

    def needs_reason(self, request, obj) -> bool:
        try:
            seen = obj is not None and has_been_public(obj)
        except ObjectDoesNotExist:  # its record was deleted, so it was a draft
            return False
        return seen and self.has_change_permission(request, obj)

    def get_reason_field(self, request, obj) -> forms.CharField | None:
        """The form field for the reason; None if no reason is needed."""
        return reason_field() if self.needs_reason(request, obj) else None

    def get_form(self, request, obj=None, **kwargs):
        if reason := self.get_reason_field(request, obj):
            kwargs["form"] = type("ReasonedForm", (partial_date_form(self.model),), {"change_reason": reason})
        return super().get_form(request, obj, **kwargs)

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if not self.get_reason_field(request, obj):
            return fieldsets
        return [*fieldsets, ("Reason for the change", {"fields": ["change_reason"]})]

    def save_model(self, request, obj, form, change):
        obj._change_reason = form.cleaned_data.get("change_reason") or None
        super().save_model(request, obj, form, change)

    def save_formset(self, request, form, formset, change):
        for part in formset.forms:
            part.instance._change_reason = form.cleaned_data.get("change_reason") or None
        super().save_formset(request, form, formset, change)


def reason_field(help_text: str = "", required: bool = True) -> forms.CharField:
    return forms.CharField(
        label="Reason",
        required=required,
        help_text=help_text
        or "Readers have seen this record. Say why you change it; readers see the reason in its history.",
        widget=forms.Textarea(attrs={"rows": 2, "cols": 70}),
    )
