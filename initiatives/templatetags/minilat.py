"""Template tags of the public pages."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from ..prose import as_html

register = template.Library()


@register.simple_tag
def prose(text, links=None):
    """Our text as safe paragraphs; ``links`` is what ``prose.links_in`` found."""
    return as_html(text, links or {})


@register.simple_tag
def cell(noun, row, column, record=None):
    """The cell of a table of records, as ``<noun>/cell.html`` draws it; empty where there is nothing to say.

    ``record`` is the record whose page the table stands on, if it is one.
    """
    drawn = render_to_string(f"{noun}/cell.html", {"row": row, "column": column, "record": record})
    return mark_safe(drawn.strip())  # noqa: S308 (the template has escaped it)
