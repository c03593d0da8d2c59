"""Template tags of the public pages."""

import datetime as dt
import json

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from ..lists.columns import cell_text
from ..models.dates import PartialDate
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
def record_table(noun, rows, columns, record=None):
    """A table of records from ``<noun>/table.html``, or from ``components/record_table.html`` for a noun without one.

    ``record`` is the record whose page the table stands on, if it is one.
    """
    context = {"rows": rows, "columns": columns, "record": record}
    drawn = render_to_string([f"{noun}/table.html", "components/record_table.html"], context)
    return mark_safe(drawn)  # noqa: S308 (the template has escaped it)


@register.simple_tag
def time_tag(date):
    """A date of any precision, a day, or the day of a moment; without one, that it is not known."""
    if not date:
        return format_html('<span class="soft">{}</span>', _("date not known"))
    if isinstance(date, PartialDate):
        return format_html('<time datetime="{}">{}</time>', date.isoformat(), date)
    day = localtime(date).date() if isinstance(date, dt.datetime) else date
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), date_format(day, "j F Y"))


@register.simple_tag
def code(anchor, label):
    """A word of a vocabulary that leads to its definition; ``anchor`` as on the page of the codebook."""
    return format_html('<a class="code" href="{}#{}">{}</a>', reverse("codebook"), anchor, label)


@register.simple_tag
def shape(anchor, css_class=""):
    """A shape beside a word; ``anchor`` is a symbol of shapes.svg, named like the anchors of the codebook."""
    return format_html(
        '<svg class="shape {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        css_class,
        static("minilat/shapes.svg"),
        anchor,
    )


@register.simple_tag
def part(template_name, **context):
    """A rendered template as safe text: ``{% part "components/where.html" statement=text as where %}`` for use in a message."""
    return mark_safe(render_to_string(template_name, context).strip())  # noqa: S308 (the template has escaped it)
