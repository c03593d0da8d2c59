"""The form of a record: proposed slugs, partial dates as text, the reason for a change, and what a refused save says."""

from django import forms
from django.core.exceptions import ValidationError

from ..models import Mode
from ..models.fields import LinesField, PartialDateModelForm, partial_date_form
from .initial import free_slug


class RecordForm(PartialDateModelForm):
    """A form that makes an empty slug from ``slug_from``, and proposes a free slug if the typed one is taken.

    It is not valid while there is a ``refusal``: why its save was refused, whatever it holds.
    """

    slug_from: tuple[str, ...] = ()
    refusal: tuple[str, ...] = ()

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

    def clean(self):
        data = super().clean()
        if self.refusal:
            raise ValidationError(list(self.refusal))
        return data


def record_form_factory(model, slug_from=(), base=RecordForm, **fields):
    """The form class of a model, with partial dates as text, slugs made from ``slug_from``, and further ``fields``."""
    attributes = {"slug_from": tuple(slug_from), **fields}
    return type(f"{model.__name__}Form", (base, partial_date_form(model)), attributes)


def reason_field(help_text: str = "", required: bool = True) -> forms.CharField:
    return forms.CharField(
        label="Reason",
        required=required,
        help_text=help_text
        or "Readers have seen this record. Say why you change it; readers see the reason in its history.",
        widget=forms.Textarea(attrs={"rows": 2, "cols": 70}),
    )


def form_field(db_field, make, **kwargs):
    """The form field of a model field: names are wide, other names one a line, modes check boxes.

    ``make`` makes the field as Django’s admin does.
    """
    if db_field.name == "aliases":
        return LinesField(label="Aliases", required=False, help_text="Other names in any script, one per line.")
    if db_field.name in ("title", "name"):
        kwargs["widget"] = forms.TextInput(attrs={"size": 90})
    if db_field.many_to_many and db_field.related_model is Mode:
        kwargs["widget"] = forms.CheckboxSelectMultiple
    field = make(db_field, **kwargs)
    if field and hasattr(field.widget, "can_delete_related"):
        field.widget.can_delete_related = False
    return field
