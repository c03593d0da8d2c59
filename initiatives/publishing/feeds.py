"""Atom feeds: what was changed last, newest first, under names that stay when the site moves.

A feed is named by what it follows, an entry by its record: neither by an address, nor by the order or the spelling of the
query. ``list_feed`` writes the feed of a selection, ``changes_feed`` that of the newest changes, ``history_feed`` that of one
record.
"""

import datetime as dt
import re

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


class Feed(Atom1Feed):
    """A feed of this site: its key, from which its permanent name is made, its title, the path of its page and its own."""

    def __init__(self, key: str, title: str, page: str, path: str):
        super().__init__(
            title=replace_control_characters(f"{title} – {SITE_NAME}"),
            link=absolute(page),
            description="",
            language="en",
            author_name=SITE_NAME,
            feed_url=absolute(path),
            feed_guid=permanent_name(key).urn,
            feed_copyright=LICENCE_NAME,
        )

    def add_entry(self, key: str, title: str, address: str, text: str, updated, published=None, categories=()):
        """Add an entry under the permanent name of ``key``; ``published`` is the time of the change by default."""
        self.add_item(
            title=replace_control_characters(title),
            link=address,
            description=f"<p>{escape(replace_control_characters(text))}</p>",
            unique_id=permanent_name(key).urn,
            pubdate=(published or updated).replace(microsecond=0),
            updateddate=updated.replace(microsecond=0),
            categories=[replace_control_characters(name) for name in categories],
        )

    def add_change(self, key: str, title: str, path: str, change: NewChange | PublicChange):
        """Add a change with its sentences and its reason."""
        text = " ".join([*change.sentences, *([f"Reason: {change.reason}"] if change.reason else [])])
        self.add_entry(key, title, absolute(path), text, change.when)

    def latest_post_date(self) -> dt.datetime:
        return max((item["updateddate"] for item in self.items), default=EMPTY_FEED_UPDATED)

    def __str__(self) -> str:
        return self.writeString("utf-8")


def list_feed(selection: ChunkedQuery) -> str:
    noun, asked = selection.noun, selection.meant
    feed = Feed(
        key=url_with_query(noun.name, asked),
        title=selection.sentence,
        page=url_with_query(noun.path, asked),
        path=url_with_query(noun.file("atom"), asked),
    )
    for record in selection.newest(MAX_ENTRIES):
        feed.add_entry(
            key=f"{noun.name}/{record.slug}",
            title=record_title(record),
            address=permalink(record),
            text=record_description(record),
            updated=record.changed_at,
            published=getattr(record, "published_at", None) or record.created_at,
            categories=[row.name for row in record.technologies.all()] if noun.name == "commitments" else (),
        )
    return str(feed)


def changes_feed(changes: list[NewChange], query: str) -> str:
    """The newest changes of the whole record that a query of ``/changes/`` asks for; ``query`` is its text, or empty."""
    suffix = f"?{query}" if query else ""
    feed = Feed(f"changes{suffix}", "Changes to the record", f"/changes/{suffix}", f"/changes.atom{suffix}")
    for change in changes:
        title = f"{change.record}: {change.heading[:1].lower()}{change.heading[1:]}"
        feed.add_change(f"changes{change.address}{change.number}", title, change.address, change)
    return str(feed)


def history_feed(record, changes: list[PublicChange]) -> str:
    """The newest changes of one public record."""
    path = f"{record.get_absolute_url()}history"
    key, name = path.lstrip("/"), record_title(record)
    feed = Feed(key, f"{name}: changes", f"{path}/", f"{path}.atom")
    for change in changes[:MAX_ENTRIES]:
        feed.add_change(
            f"{key}/{change.when.isoformat()}", f"{name}: {change.sentences[0].rstrip('.')}", f"{path}/", change
        )
    return str(feed)


def replace_control_characters(text: str) -> str:
    """Text without the characters that XML 1.0 does not allow."""
    return _CONTROL.sub(" ", text)
