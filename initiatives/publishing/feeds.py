"""Atom feeds: what was changed last, newest first, under names that stay when the site moves.

A feed is named by what it follows, an entry by its record: neither by an address, nor by the order or the spelling of the
query.

A ``Feed`` is plain data with its entries; ``render_atom`` writes it. ``list_feed`` makes the feed of a selection,
``changes_feed`` that of the newest changes, ``history_feed`` that of one record.
"""

import datetime as dt
import re
from dataclasses import dataclass, field

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from ..history.changes import NewChange, PublicChange
from ..models.permalinks import absolute, permalink, permanent_name
from .citations.items import record_description, record_title
from .selection import ChunkedQuery, url_with_query
from .site import LICENCE_NAME, SITE_NAME

ATOM_CONTENT_TYPE = "application/atom+xml; charset=utf-8"
MAX_ENTRIES = 50
# When the record began: the time of a feed that has no entry yet.
EMPTY_FEED_UPDATED = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
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
        return max((entry.updated for entry in self.entries), default=EMPTY_FEED_UPDATED)


def record_entry(noun: str, record) -> Entry:
    """A record that has ``links`` for its texts and its ``changed_at``, as an entry."""
    technologies = record.technologies.all() if noun == "commitments" else ()
    return Entry(
        key=f"{noun}/{record.slug}",
        title=record_title(record),
        address=permalink(record),
        updated=record.changed_at.replace(microsecond=0),
        published=(getattr(record, "published_at", None) or record.created_at).replace(microsecond=0),
        text=record_description(record),
        categories=[technology.name for technology in technologies],
    )


def list_feed(selection: ChunkedQuery) -> str:
    noun, asked = selection.noun, selection.meant
    feed = Feed(
        key=url_with_query(noun.name, asked),
        title=f"{selection.sentence} – {SITE_NAME}",
        page=absolute(url_with_query(noun.path, asked)),
        address=absolute(url_with_query(noun.file("atom"), asked)),
        entries=[record_entry(noun.name, record) for record in selection.newest(MAX_ENTRIES)],
    )
    return render_atom(feed)


def changes_feed(changes: list[NewChange], query: str) -> str:
    """The newest changes of the whole record that a query of ``/changes/`` asks for; ``query`` is its text, or empty."""
    suffix = f"?{query}" if query else ""
    feed = Feed(
        key=f"changes{suffix}",
        title=f"Changes to the record – {SITE_NAME}",
        page=absolute(f"/changes/{suffix}"),
        address=absolute(f"/changes.atom{suffix}"),
        entries=[_change_entry(change) for change in changes],
    )
    return render_atom(feed)


def _change_entry(change: NewChange) -> Entry:
    when = change.when.replace(microsecond=0)
    return Entry(
        key=f"changes{change.address}{change.number}",
        title=f"{change.record}: {change.heading[:1].lower()}{change.heading[1:]}",
        address=absolute(change.address),
        updated=when,
        published=when,
        text=_entry_text(change.sentences, change.reason),
    )


def history_feed(record, changes: list[PublicChange]) -> str:
    """The newest changes of one public record."""
    path = f"{record.get_absolute_url()}history"
    feed = Feed(
        key=path.lstrip("/"),
        title=f"{record_title(record)}: changes – {SITE_NAME}",
        page=absolute(f"{path}/"),
        address=absolute(f"{path}.atom"),
        entries=[_version_entry(record, path, change) for change in changes[:MAX_ENTRIES]],
    )
    return render_atom(feed)


def _version_entry(record, path: str, change: PublicChange) -> Entry:
    when = change.when.replace(microsecond=0)
    return Entry(
        key=f"{path.lstrip('/')}/{change.when.isoformat()}",
        title=f"{record_title(record)}: {change.sentences[0].rstrip('.')}",
        address=absolute(f"{path}/"),
        updated=when,
        published=when,
        text=_entry_text(change.sentences, change.reason),
    )


def _entry_text(sentences: list[str], reason: str) -> str:
    return " ".join([*sentences, *([f"Reason: {reason}"] if reason else [])])


class _Atom(Atom1Feed):
    """Atom with the feed's own time also when it is empty."""

    def latest_post_date(self):
        return self.feed["updated"]


def render_atom(feed: Feed) -> str:
    atom = _Atom(
        title=replace_control_characters(feed.title),
        link=feed.page,
        description="",
        language="en",
        author_name=SITE_NAME,
        feed_url=feed.address,
        feed_guid=permanent_name(feed.key).urn,
        feed_copyright=LICENCE_NAME,
        updated=feed.updated,
    )
    for entry in feed.entries:
        atom.add_item(
            title=replace_control_characters(entry.title),
            link=entry.address,
            description=f"<p>{escape(replace_control_characters(entry.text))}</p>",
            unique_id=permanent_name(entry.key).urn,
            pubdate=entry.published,
            updateddate=entry.updated,
            categories=[replace_control_characters(name) for name in entry.categories],
        )
    return atom.writeString("utf-8")


def replace_control_characters(text: str) -> str:
    """Text without the characters that XML does not know."""
    return _CONTROL.sub(" ", text)
