"""Template tags of the public pages."""

import json

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from ..models.markup import render_html
from ..models.permalinks import absolute
from ..publishing.site import LICENCE_URL, SITE_LICENCE

register = template.Library()

# As Django's json_script has it: no text of the data can end the element.
JSON_SCRIPT_ESCAPES = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026"})


@register.simple_tag
def prose(text, links=None):
    """Our text as safe paragraphs; ``links`` is what ``prose.links_in`` found."""
    return render_html(text, links or {})


@register.simple_tag
def licence_link(words=SITE_LICENCE):
    """A link to the licence of the data."""
    return format_html('<a href="{}" rel="license">{}</a>', LICENCE_URL, words)


@register.simple_tag
def json_ld(data):
    """Data for machines in a page; no text in it can end the element."""
    text = json.dumps(data, ensure_ascii=False).translate(JSON_SCRIPT_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')


@register.simple_tag
def site_file(path):
    """The full address of a static file, for those who read the page elsewhere."""
    return absolute(static(path))


@register.simple_tag
def site_address(path):
    """The full address of a page, for those who read it elsewhere."""
    return absolute(path)


@register.simple_tag
def cell(noun, row, column, record=None):
    """The cell of a table of records, as ``<noun>/cell.html`` draws it; empty where there is nothing to say.

    ``record`` is the record whose page the table stands on, if it is one.
    """
    drawn = render_to_string(f"{noun}/cell.html", {"row": row, "column": column, "record": record})
    return mark_safe(drawn.strip())  # noqa: S308 (the template has escaped it)
