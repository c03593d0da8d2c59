"""Template tags of the public pages."""

from django import template

from ..prose import as_html

register = template.Library()


@register.simple_tag
def prose(text, links=None):
    """Our text as safe paragraphs; ``links`` is what ``prose.links_in`` found."""
    return as_html(text, links or {})
