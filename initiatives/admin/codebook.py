"""The codebook beside the fields: for each field with coded values, what each value means."""

from django.contrib.admin.options import InlineModelAdmin
from django.forms import CheckboxSelectMultiple
from django.template.loader import render_to_string
from django.utils.html import format_html

from ..models import Mode, vocabularies
from ..models.vocabularies import ALL, Vocabulary


def vocabulary_of(field) -> type[Vocabulary] | None:
    """The vocabulary whose codes a model field takes, or none."""
    if field.is_relation:
        return vocabularies.Mode if field.remote_field and field.remote_field.model is Mode else None
    codes = {code for code, _ in field.choices or []}
    return next((words for words in ALL if codes and codes >= set(words.values)), None)


def codebook_html(field, id: str) -> str:
    """The values of the field's vocabulary with definition, example and borderline case, folded; empty without one."""
    words = vocabulary_of(field)
    if words is None:
        return ""
    context = {"vocabulary": words, "label": field.verbose_name, "id": id}
    return render_to_string("admin/initiatives/codebook.html", context)


class CodebookMixin:
    """For a ModelAdmin or an inline: its fields with coded values are described by the codebook.

    A record's own form has the entry below the field; rows of a table share the one above it.
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
            ):  # Django’s own description of these leads nowhere
                field.widget.attrs["aria-describedby"] = self.codebook_id(db_field)
        return field

    def codebook_id(self, db_field) -> str:
        return f"codebook-{self.model._meta.model_name}-{db_field.name}"

    def codebook_entries(self) -> list[str]:
        """For the template of an inline: the entry of each of its fields with coded values."""
        names = [name for line in self.fields or [] for name in ([line] if isinstance(line, str) else line)]
        fields = [field for field in self.model._meta.get_fields() if field.name in names]
        return [codebook_html(field, self.codebook_id(field)) for field in fields if vocabulary_of(field)]
