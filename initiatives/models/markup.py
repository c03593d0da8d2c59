"""Our own texts: paragraphs in which ``[[source:slug]]`` and the like are links to records.

``resolve_links(texts)`` looks the records up, a query a noun; ``render_html`` and ``render_plain_text`` put their titles in.
"""

import re
from collections import defaultdict
from collections.abc import Iterable

from django.utils.html import conditional_escape, format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe

from . import Commitment, Grouping, Source, Statement, Summit

LINK = re.compile(r"\[\[(source|commitment|statement|summit|grouping):([a-z0-9-]+)\]\]")
LINKABLE_MODELS = {
    "source": Source,
    "commitment": Commitment,
    "statement": Statement,
    "summit": Summit,
    "grouping": Grouping,
}
HIDDEN_RECORD_TEXT = "a record not yet published"


def resolve_links(texts: Iterable[str | None], previews: bool = False) -> dict[tuple[str, str], tuple[str, str]]:
    """Title and address of every public record that the texts link to, by noun and slug.

    A preview names every source too: one that a draft links to is public with it.
    """
    wanted = defaultdict(set)
    for text in texts:
        for noun, slug in LINK.findall(text or ""):
            wanted[noun].add(slug)
    found = {}
    for noun, slugs in wanted.items():
        rows, drafts = LINKABLE_MODELS[noun].objects.filter(slug__in=slugs), previews and noun == "source"
        for record in rows if drafts else rows.published():
            found[noun, record.slug] = (str(record), record.get_absolute_url() + ("?preview" if drafts else ""))
    return found


def render_html(text: str | None, links: dict) -> SafeString:
    """The text as paragraphs, escaped, with its links; a record that is not public is not named."""
    parts, end = [], 0
    for match in LINK.finditer(text or ""):
        parts.append(conditional_escape(text[end : match.start()]))
        found = links.get((match[1], match[2]))
        parts.append(format_html('<a href="{}">{}</a>', found[1], found[0]) if found else HIDDEN_RECORD_TEXT)
        end = match.end()
    parts.append(conditional_escape((text or "")[end:]))
    return mark_safe(linebreaks("".join(parts)))


def render_plain_text(text: str | None, links: dict) -> str:
    """The text with the titles of what it links to, for files and citations."""
    return LINK.sub(
        lambda match: f"“{links[match.groups()][0]}”" if match.groups() in links else HIDDEN_RECORD_TEXT, text or ""
    )
