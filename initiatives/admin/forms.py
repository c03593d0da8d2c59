"""Forms of records: proposed slugs, values kept by “Save and add another”, and labels for rows."""

from urllib.parse import urlencode

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst

from ..models.fields import PartialDateModelForm, partial_date_form
from .initial import free_slug


class ProposedSlugForm(PartialDateModelForm):
    """A form that makes an empty slug from ``slug_from``, and proposes a free slug if the typed one is taken."""

    slug_from: tuple[str, ...] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            if not self.instance.pk:
                self.fields[
                    "slug"
                ].help_text = "The permanent address of the record. If empty, it is made from the name."

    def clean_slug(self):
        model, slug = self._meta.model, self.cleaned_data["slug"]
        if not slug:
            slug = free_slug(model, " ".join(self.cleaned_data.get(name) or "" for name in self.slug_from))
            if not slug:
                raise ValidationError("Write an address in Latin letters, digits and hyphens.")
        elif model.objects.filter(slug=slug).exclude(pk=self.instance.pk).exists():
            raise ValidationError(f"“{slug}” is taken; “{free_slug(model, slug)}” is free.")
        return slug


def record_form_factory(model, slug_from, base=ProposedSlugForm):
    """The form class of a model, with partial dates as text and slugs made from the fields ``slug_from``."""
    return type(f"{model.__name__}Form", (base, partial_date_form(model)), {"slug_from": tuple(slug_from)})


class RecordFormMixin:
    """For a ModelAdmin: proposes slugs and fixes those of public records; “Save and add another” keeps the fields
    ``kept``.

    Unusable initial values in the address are ignored.
    """

    kept: tuple[str, ...] = ()  # fields that “Save and add another” carries into the next form

    def get_form(self, request, obj=None, change=False, **kwargs):
        kwargs.setdefault("form", record_form_factory(self.model, self.prepopulated_fields.get("slug", ())))
        return super().get_form(request, obj, change=change, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        fields = tuple(super().get_readonly_fields(request, obj))
        is_public = obj is not None and getattr(obj, "was_public", True)
        return (*fields, "slug") if is_public and "slug" in self.prepopulated_fields else fields

    def get_changeform_initial_data(self, request):
        given = super().get_changeform_initial_data(request)
        return {name: value for name, value in given.items() if self._is_usable(name, value)}

    def _is_usable(self, name, value) -> bool:
        try:
            field = self.model._meta.get_field(name)
        except FieldDoesNotExist:
            return True
        if not field.is_relation:
            return True
        keys = value if isinstance(value, list) else [value]
        return all(key.isascii() and key.isdecimal() and len(key) < 19 for key in keys)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """The form of a new record has no buttons on top, so that the first field is first for keyboard users."""
        response = super().render_change_form(request, context, add, change, form_url, obj)
        response.context_data["save_on_top"] = self.save_on_top and not add
        return response

    def response_add(self, request, obj, post_url_continue=None):
        return self._with_context(request, obj, super().response_add(request, obj, post_url_continue))

    def response_change(self, request, obj):
        return self._with_context(request, obj, super().response_change(request, obj))

    def _with_context(self, request, obj, response):
        if "_addanother" not in request.POST or not isinstance(response, HttpResponseRedirect):
            return response
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_add")
        return HttpResponseRedirect(f"{address}?{urlencode(query_values(obj, self.kept))}")


def query_values(record, names) -> dict[str, str]:
    """The non-empty values of these fields as query parameters."""
    values = {}
    for name in names:
        value = getattr(record, name)
        value = (
            value.pk if isinstance(value, models.Model) else value.isoformat() if hasattr(value, "isoformat") else value
        )
        if value:
            values[name] = str(value)
    return values


class LabelledRows(BaseInlineFormSet):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = "Delete"


class LabelledRowsMixin:
    """For rows in a table: gives each field an ``aria-label`` with the name of its column."""

    formset = LabelledRows

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        for name, field in formset.form.base_fields.items():
            field.widget.attrs.setdefault("aria-label", capfirst(field.label or name.replace("_", " ")))
        return formset
