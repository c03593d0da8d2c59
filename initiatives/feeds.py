"""Atom feeds: what was changed last, newest first, under names that stay when the site moves.

A ``Feed`` is plain data with its entries; ``as_xml`` writes it. ``list_feed`` makes the feed of a selection; the changes of
one record are another list of entries.
"""

import datetime as dt
import re
from dataclasses import dataclass, field

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from .citations import LICENCE_NAME, NAME, permalink
from .citations.items import describe, title_of
from .columns.shared import updated_at
from .selections import Selection

NEWEST = 50
# When the record began: the time of a feed that has no entry yet.
BEGINNING = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass
class Entry:
    """One entry; ``key`` is its path within the record, from which its permanent name is made."""

    key: str
    title: str
    address: str
    updated: dt.datetime
    published: dt.datetime
    text: str
    categories: list[str] = field(default_factory=list)


@dataclass
class Feed:
    """A feed: its key, title, the page it belongs to, its own address, and its entries, newest first."""

    key: str
    title: str
    page: str
    address: str
    entries: list[Entry]

    @property
    def updated(self) -> dt.datetime:
        return max((entry.updated for entry in self.entries), default=BEGINNING)


def tag(key: str) -> str:
    """The permanent name of a record or a list, whatever host serves it (RFC 4151)."""
    return f"tag:minilat,2026:{key}"


def record_entry(noun: str, record) -> Entry:
    """A record that has ``links`` for its texts, as an entry."""
    technologies = record.technologies.all() if noun == "commitments" else ()
    return Entry(
        key=f"{noun}/{record.slug}",
        title=title_of(record),
        address=permalink(record),
        updated=updated_at(record),
        published=(getattr(record, "published_at", None) or record.created_at).replace(microsecond=0),
        text=describe(record),
        categories=[technology.name for technology in technologies],
    )


def list_feed(selection: Selection) -> str:
    query = selection.address().partition("?")[2]
    feed = Feed(
        key=f"{selection.noun.name}{'?' if query else ''}{query}",
        title=f"{selection.sentence} – {NAME}",
        page=selection.address(),
        address=selection.file("atom"),
        entries=[record_entry(selection.noun.name, record) for record in selection.newest(NEWEST)],
    )
    return as_xml(feed)


class _Atom(Atom1Feed):
    """Atom with the feed's own time also when it is empty."""

    def latest_post_date(self):
        return self.feed["updated"]


def as_xml(feed: Feed) -> str:
    atom = _Atom(
        title=plain(feed.title),
        link=feed.page,
        description="",
        language="en",
        author_name=NAME,
        feed_url=feed.address,
        feed_guid=tag(feed.key),
        feed_copyright=LICENCE_NAME,
        updated=feed.updated,
    )
    for entry in feed.entries:
        atom.add_item(
            title=plain(entry.title),
            link=entry.address,
            description=f"<p>{escape(plain(entry.text))}</p>",
            unique_id=tag(entry.key),
            pubdate=entry.published,
            updateddate=entry.updated,
            categories=[plain(name) for name in entry.categories],
        )
    return atom.writeString("utf-8")


def plain(text: str) -> str:
    """Text without the characters that XML does not know."""
    return _CONTROL.sub(" ", text)
