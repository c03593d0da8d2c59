"""Records that are probably about the same thing: commitments, statements, summits, groupings and sources.

Two records of a noun are compared only where they could be one (``Rule.bucket``): commitments of the same grouping,
statements of the same grouping, day, kind and language. They resemble each other when their names share most of their
words and all of their numbers, or when they have the same address. Withdrawn records count no more.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from urllib.parse import urlsplit

from django.db.models import Q

from .models import Commitment, Grouping, Source, Statement, Summit
from .vocabularies import EditorialState

ALIKE = 0.7
EMPTY_WORDS = frozenset(["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with", "s"])


@dataclass(frozen=True)
class Rule:
    """How the records of a noun are compared: which could be one, what they are called, and where they are.

    ``near`` narrows the table to those of the same bucket, for asking about one record.
    """

    bucket: Callable
    names: Callable
    near: Callable
    addresses: Callable = lambda record: []
    related: tuple[str, ...] = ()


RULES = {
    Commitment: Rule(
        lambda record: record.statement.grouping_id,
        lambda record: [record.title],
        lambda record: Q(statement__grouping=record.statement.grouping_id),
        related=("statement",),
    ),
    Statement: Rule(
        lambda record: (record.grouping_id, record.issued_on, record.kind, record.language),
        lambda record: [record.title],
        lambda record: Q(grouping=record.grouping_id, kind=record.kind),
        lambda record: [record.url],
    ),
    Summit: Rule(
        lambda record: (record.grouping_id, record.start),
        lambda record: [record.name],
        lambda record: Q(grouping=record.grouping_id),
    ),
    Grouping: Rule(
        lambda record: "", lambda record: [record.name, record.short_name, *record.aliases], lambda record: Q()
    ),
    Source: Rule(
        lambda record: (record.publisher, record.published_on, record.language),
        lambda record: [record.title],
        lambda record: Q(publisher=record.publisher),
        lambda record: [record.url, record.archive_url],
    ),
}


@dataclass(frozen=True)
class Likeness:
    """Two records that are probably one; ``same`` when they have the same name and not only a similar one."""

    one: object
    other: object
    same: bool


def words(text: str) -> frozenset[str]:
    """The words of a name that tell it from others: no accents, no capitals, no little words."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return frozenset(re.findall(r"\w+", plain)) - EMPTY_WORDS


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two names share most of their words and all of their numbers."""
    if not one or not other or _numbers(one) != _numbers(other):
        return False
    return len(one & other) >= ALIKE * len(one | other)


def _numbers(name: frozenset[str]) -> set[str]:
    return {word for word in name if any(char.isdigit() for char in word)}


def place(address: str) -> str:
    """What an address leads to, however it is written; empty for none."""
    parts = urlsplit(address.strip())
    query = f"?{parts.query}" if parts.query else ""
    return f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}{query}" if parts.hostname else ""


def duplicates_of(record) -> list[Likeness]:
    """The records of the same noun that this one resembles, the same name first; empty for nouns without a rule."""
    rule = RULES.get(type(record))
    if rule is None:
        return []
    own, near = _Entry(record, rule), rule.near(record)
    for address in rule.addresses(record):
        parts = urlsplit(address)
        if parts.hostname:
            path = f"{parts.hostname.removeprefix('www.')}{parts.path.rstrip('/')}"
            near |= Q(url__icontains=path) | Q(archive_url__icontains=path)
    found = [likeness for other in _entries(type(record), near) if (likeness := own.likeness(other))]
    return sorted(found, key=lambda likeness: (not likeness.same, likeness.other.slug))


def probable_duplicates(model=None) -> list[Likeness]:
    """Every pair of live records that resemble each other, of one noun or of all."""
    return [pair for noun in ([model] if model else RULES) for pair in _pairs(noun)]


def _pairs(model) -> list[Likeness]:
    entries = _entries(model)
    together = defaultdict(list)
    for entry in entries:
        together[entry.bucket].append(entry)
        for where in entry.places:
            together["address", where].append(entry)
    found = {}
    for near in together.values():
        for one, other in combinations(near, 2):
            key = (one.record.pk, other.record.pk)
            if key not in found and (likeness := one.likeness(other)):
                found[key] = likeness
    return list(found.values())


def _entries(model, near: Q | None = None) -> list["_Entry"]:
    rows = model.objects.filter(near or Q()).select_related(*RULES[model].related).order_by("slug")
    if hasattr(model, "state"):
        rows = rows.exclude(state=EditorialState.WITHDRAWN)
    return [_Entry(record, RULES[model]) for record in rows]


class _Entry:
    """A record with what it is compared by."""

    def __init__(self, record, rule: Rule):
        self.record, self.bucket = record, rule.bucket(record)
        self.names = {name for text in rule.names(record) if (name := words(text))}
        self.places = {where for address in rule.addresses(record) if (where := place(address))}

    def likeness(self, other: "_Entry") -> Likeness | None:
        if self.record.pk == other.record.pk:
            return None
        near = self.bucket == other.bucket
        same = near and bool(self.names & other.names)
        if same or self.places & other.places or (near and self._resembles(other)):
            return Likeness(self.record, other.record, same)
        return None

    def _resembles(self, other: "_Entry") -> bool:
        return any(alike(one, name) for one in self.names for name in other.names)
