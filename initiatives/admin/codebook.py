"""Codebook entries beside form fields with coded values."""

from functools import cache

from django.contrib.admin.utils import flatten
from django.forms import CheckboxSelectMultiple
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import get_language

from ..models import Mode, vocabularies
from ..models.vocabularies import ALL, Vocabulary


def vocabulary_of(field) -> type[Vocabulary] | None:
    """The vocabulary of a model field, or None."""
    if field.is_relation:
        return vocabularies.Mode if field.remote_field and field.remote_field.model is Mode else None
    codes = {code for code, _ in field.choices or []}
    return next((words for words in ALL if codes and codes >= set(words.values)), None)


def codebook_html(field, id: str) -> str:
    """A folded list of the values with definition, example and borderline case; empty for fields without a
    vocabulary.
    """
    return _rendered(field, id, get_language()) if vocabulary_of(field) else ""


@cache
def _rendered(field, id: str, language: str) -> str:
    context = {"vocabulary": vocabulary_of(field), "label": field.verbose_name, "id": id}
    return render_to_string("admin/initiatives/codebook.html", context)


def codebook_id(model, db_field) -> str:
    return f"codebook-{model._meta.model_name}-{db_field.name}"


def explain_below(field, model, db_field):
    """Put the codebook entry of a coded field below its form field."""
    if not field or vocabulary_of(db_field) is None:
        return
    id = codebook_id(model, db_field)
    field.help_text = format_html("{}{}", field.help_text, codebook_html(db_field, id))
    if isinstance(getattr(field.widget, "widget", field.widget), CheckboxSelectMultiple):
        field.widget.attrs["aria-describedby"] = id  # Django describes these by an element that does not exist


def explain_above(field, model, db_field):
    """Let the form field of a row name its entry, which stands above the rows (``entries_above``)."""
    if field and vocabulary_of(db_field) is not None:
        field.widget.attrs["aria-describedby"] = codebook_id(model, db_field)


def entries_above(model, fields) -> list[str]:
    """The codebook entries of those fields of an inline that are coded."""
    names = flatten(fields)
    found = [field for field in model._meta.get_fields() if field.name in names]
    return [codebook_html(field, codebook_id(model, field)) for field in found if vocabulary_of(field)]
