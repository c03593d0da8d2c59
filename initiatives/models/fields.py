"""A model attribute for partial dates, and the form field that reads them.

``announced = PartialDateField("…help…")`` gives a model two real date columns, ``announced_earliest`` and
``announced_latest``, so that every database compares and sorts them, and one attribute ``announced`` that reads and
takes a ``PartialDate``. Dates: ``dates.py``.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from .dates import PartialDate


class PartialDateField(property):
    """Two date columns behind one attribute; a property, so that ``Model(name="2023-05")`` takes it too.

    Assigning takes a PartialDate, ISO text, a ``datetime.date`` or None; text that is no date raises ValueError.
    """

    def __init__(self, help_text: str, verbose_name: str = "", indexed: bool = False):
        super().__init__()
        self.help_text, self.verbose_name, self.indexed = help_text, verbose_name, indexed

    def contribute_to_class(self, cls, name):
        self.name = name
        self.verbose_name = self.verbose_name or name.replace("_", " ")
        for end, words in (("earliest", "First day"), ("latest", "Last day")):
            cls.add_to_class(
                f"{name}_{end}",
                models.DateField(
                    f"{self.verbose_name} ({end})",
                    null=True,
                    blank=True,
                    editable=False,
                    db_index=self.indexed,
                    help_text=f"{words} of the span: {self.help_text}",
                ),
            )
        cls.partial_dates = {**getattr(cls, "partial_dates", {}), name: self}
        setattr(cls, name, self)

    def __get__(self, instance, owner=None) -> "PartialDate | None":
        if instance is None:
            return self
        earliest, latest = (getattr(instance, f"{self.name}_{end}") for end in ("earliest", "latest"))
        return PartialDate(earliest, latest) if earliest and latest else None

    def __set__(self, instance, value):
        date = PartialDate.of(value)
        setattr(instance, f"{self.name}_earliest", date and date.earliest)
        setattr(instance, f"{self.name}_latest", date and date.latest)


def span_constraints(model: str, *names: str) -> list[models.CheckConstraint]:
    """For ``Meta.constraints``: both days of each named partial date or neither, in order."""
    return [
        models.CheckConstraint(
            name=f"{model}_{name}_is_a_span",
            condition=Q(**{f"{name}_earliest__isnull": True, f"{name}_latest__isnull": True})
            | Q(**{f"{name}_{end}__isnull": False for end in ("earliest", "latest")})
            & Q(**{f"{name}_latest__gte": F(f"{name}_earliest")}),
            violation_error_message=f"The {name.replace('_', ' ')} has a first and a last day in order, or neither.",
        )
        for name in names
    ]


def date_order_constraint(model: str, first: str, second: str) -> models.CheckConstraint:
    """For ``Meta.constraints``: ``second`` does not certainly lie before ``first`` (either may be unknown)."""
    return models.CheckConstraint(
        name=f"{model}_{second}_not_before_{first}",
        condition=Q(**{f"{first}_earliest__isnull": True})
        | Q(**{f"{second}_latest__isnull": True})
        | Q(**{f"{second}_latest__gte": F(f"{first}_earliest")}),
        violation_error_message=f"“{second.replace('_', ' ')}” lies before “{first.replace('_', ' ')}”.",
    )


class PartialDateFormField(forms.CharField):
    """Reads ``2023``, ``2023-05`` or ``2023-05-20`` into a PartialDate; empty is None."""

    def __init__(self, **kwargs):
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("placeholder", "2023, 2023-05 or 2023-05-20")
        self.widget.attrs.setdefault("size", "14")

    def prepare_value(self, value):
        return value.isoformat() if isinstance(value, PartialDate) else value

    def has_changed(self, initial, data):
        return (self.prepare_value(initial) or "") != (data or "").strip()

    def clean(self, value):
        text = super().clean(value)
        try:
            return PartialDate.of(text)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from None


class LinesField(forms.CharField):
    """A list of short texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value):
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)


class PartialDateModelForm(forms.ModelForm):
    """A ModelForm whose model's partial dates are fields; use ``partial_date_form(Model)`` to make one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self._meta.model.partial_dates:
            if name in self.fields:
                self.initial.setdefault(name, getattr(self.instance, name))

    def _post_clean(self):
        for name in self._meta.model.partial_dates:
            if name in self.cleaned_data:
                setattr(self.instance, name, self.cleaned_data[name])
        super()._post_clean()
        if not self.errors:
            self._check_dates()

    def _check_dates(self):
        """The date columns are no form fields, so Django leaves their constraints out."""
        dates = {f"{name}_{end}" for name in self._meta.model.partial_dates for end in ("earliest", "latest")}
        try:
            self.instance.validate_constraints(exclude=self._get_validation_exclusions() - dates)
        except ValidationError as error:
            self._update_errors(error)


def partial_date_form(model: type[models.Model]) -> type[PartialDateModelForm]:
    """A form class for the model's admin with one text field per partial date."""
    dates = {
        name: PartialDateFormField(label=date.verbose_name.capitalize(), help_text=date.help_text.capitalize())
        for name, date in getattr(model, "partial_dates", {}).items()
    }
    meta = type("Meta", (), {"model": model, "fields": "__all__"})
    return type(f"{model.__name__}Form", (PartialDateModelForm,), {"Meta": meta, **dates})
