"""Codebook entries beside form fields with coded values."""

from django.contrib.admin.options import InlineModelAdmin
from django.forms import CheckboxSelectMultiple
from django.template.loader import render_to_string
from django.utils.html import format_html

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
    words = vocabulary_of(field)
    if words is None:
        return ""
    context = {"vocabulary": words, "label": field.verbose_name, "id": id}
    return render_to_string("admin/initiatives/codebook.html", context)


class CodebookMixin:
    """For a ModelAdmin or an inline: shows the codebook entries of its coded fields.

    A form has the entry below each field; an inline has the entries above its rows.
    """

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if not field or vocabulary_of(db_field) is None:
            return field
        if isinstance(self, InlineModelAdmin):
            field.widget.attrs["aria-describedby"] = self.codebook_id(db_field)
        else:
            field.help_text = format_html("{}{}", field.help_text, codebook_html(db_field, self.codebook_id(db_field)))
            if isinstance(
                getattr(field.widget, "widget", field.widget), CheckboxSelectMultiple
            ):  # Django describes these by an element that does not exist
                field.widget.attrs["aria-describedby"] = self.codebook_id(db_field)
        return field

    def codebook_id(self, db_field) -> str:
        return f"codebook-{self.model._meta.model_name}-{db_field.name}"

    def codebook_entries(self) -> list[str]:
        """For the template of an inline: the entries of its coded fields."""
        names = [name for line in self.fields or [] for name in ([line] if isinstance(line, str) else line)]
        fields = [field for field in self.model._meta.get_fields() if field.name in names]
        return [codebook_html(field, self.codebook_id(field)) for field in fields if vocabulary_of(field)]
