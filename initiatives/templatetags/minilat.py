"""Template tags of the public pages."""

import json

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from ..lists.columns import cell_text
from ..lists.resources import RESOURCES
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
    text = json.dumps(data, ensure_ascii=False, default=str).translate(JSON_SCRIPT_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')


@register.simple_tag
def site_file(path):
    """The full address of a static file, for those who read the page elsewhere."""
    return absolute(static(path))


@register.simple_tag
def site_address(path):
    """The full address of a page, for those who read it elsewhere."""
    return absolute(path)


@register.filter
def column_text(record, column):
    """The value of a column of a record as the text of a cell."""
    return cell_text(column.value(record))


@register.simple_tag
def list_column(noun, name):
    """The column of this name in the table of a noun's list, and whether it is the first, which names the record."""
    listed = RESOURCES[noun].table.listed
    return {"column": next(each for each in listed if each.name == name), "is_first": listed[0].name == name}


@register.simple_tag
def cell(noun, row, column, record=None):
    """The cell of a table of records from ``<noun>/cell.html``, or from ``components/cell.html`` for a noun without one.

    ``record`` is the record whose page the table stands on, if it is one.
    """
    context = {"row": row, "column": column, "record": record, "noun": noun}
    drawn = render_to_string([f"{noun}/cell.html", "components/cell.html"], context)
    return mark_safe(drawn.strip())  # noqa: S308 (the template has escaped it)


@register.simple_tag
def part(template_name, **context):
    """A rendered template as safe text: ``{% part "components/date.html" date=day as date %}`` for use in a message."""
    return mark_safe(render_to_string(template_name, context).strip())  # noqa: S308 (the template has escaped it)
