"""Probable duplicates among commitments, statements, summits, groupings and sources.

Only records of one bucket are compared (``DuplicateRule.bucket``): commitments of the same grouping, statements of
the same grouping, day, kind and language. Two records resemble each other if their names share most of their words
and all of their numbers, or if they have the same address. Withdrawn records are left out. A dismissed pair is left
out as long as the names and addresses of both stay the same.

``_Index`` avoids comparing all pairs: two names that share most of their words share one of their rarest words.
"""

import hashlib
import json
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache, reduce
from urllib.parse import urlsplit

from django.db.models import Q

from ..models import Commitment, DismissedDuplicate, Grouping, Source, Statement, Summit
from ..models.vocabularies import EditorialState

SIMILARITY_THRESHOLD = 0.7
STOP_WORDS = frozenset(["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with", "s"])


@dataclass(frozen=True)
class DuplicateRule:
    """The columns by which records of a model are compared: equal in both (bucket), names, and addresses."""

    bucket: tuple[str, ...]
    names: tuple[str, ...]
    addresses: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.bucket, *self.names, *self.addresses)


DUPLICATE_RULES = {
    Commitment: DuplicateRule(("statement__grouping_id",), ("title",)),
    Statement: DuplicateRule(
        ("grouping_id", "issued_on_earliest", "issued_on_latest", "kind", "language"), ("title",), ("url",)
    ),
    Summit: DuplicateRule(("grouping_id", "start_earliest", "start_latest"), ("name",)),
    Grouping: DuplicateRule((), ("name", "short_name", "aliases")),
    Source: DuplicateRule(
        ("publisher", "published_on_earliest", "published_on_latest", "language"), ("title",), ("url", "archive_url")
    ),
}


@dataclass(frozen=True)
class DuplicatePair:
    """Two records that resemble each other; ``same``: they have the same name, not only a similar one."""

    one: object
    other: object
    same: bool


@lru_cache(maxsize=50_000)
def significant_words(text: str) -> frozenset[str]:
    """The words of a name without accents, capitals and stop words."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return frozenset(re.findall(r"\w+", plain)) - STOP_WORDS


def are_similar_names(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two names share most of their words and all of their numbers."""
    if not one or not other or _numbers(one) != _numbers(other):
        return False
    return len(one & other) >= SIMILARITY_THRESHOLD * len(one | other)


@lru_cache(maxsize=50_000)
def _numbers(name: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in name if any(char.isdigit() for char in word))


def normalized_address(address: str) -> str:
    """The address without scheme, “www.”, trailing slash and fragment; empty if it has no host."""
    parts = urlsplit(address.strip())
    query = f"?{parts.query}" if parts.query else ""
    return f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}{query}" if parts.hostname else ""


# --- searching ----------------------------------------------------------------------------------------------------------

_cache: ContextVar[dict | None] = ContextVar("the indexes of this block", default=None)


@contextmanager
def cached_duplicate_index():
    """Within this block the names of a model are read once for all calls of ``duplicates_of``.

    States are read each time, so transitions may happen inside the block; changes of names may not.
    """
    token = _cache.set({})
    try:
        yield
    finally:
        _cache.reset(token)


def duplicates_of(record) -> list[DuplicatePair]:
    """The records of the same model that this one resembles, same names first; empty for models without a rule."""
    model = type(record)
    if model not in DUPLICATE_RULES:
        return []
    own = comparison_entry(record)
    found = dict(_index_for(record, own).like(own))
    others = _live(model).filter(pk__in=found) if found else []
    pairs = [DuplicatePair(record, other, found[other.pk]) for other in others]
    return sorted(pairs, key=lambda pair: (not pair.same, pair.other.slug))


def probable_duplicates(model=None) -> list[DuplicatePair]:
    """Every pair of records, not withdrawn, that resemble each other; of one model or of all."""
    return [pair for noun in ([model] if model else DUPLICATE_RULES) for pair in _pairs(noun)]


def comparison_entry(record) -> "Entry":
    """The ``Entry`` of a record as it is in memory."""
    columns = DUPLICATE_RULES[type(record)].columns
    return Entry.of(type(record), record.pk, [reduce(getattr, column.split("__"), record) for column in columns])


def pair_digest(one: "Entry", other: "Entry") -> str:
    """SHA-256 of the names and addresses of both; a dismissal is in force as long as it stays the same."""
    content = [[sorted(map(sorted, entry.names)), sorted(entry.places)] for entry in sorted((one, other), key=_by_key)]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def _by_key(entry: "Entry") -> int:
    return entry.pk


def _live(model):
    rows = model.objects.all()
    return rows.exclude(state=EditorialState.WITHDRAWN) if hasattr(model, "state") else rows


def _index_for(record, own: "Entry") -> "_Index":
    """The index of all records of the model inside ``cached_duplicate_index``; otherwise of possible duplicates only."""
    model, cached = type(record), _cache.get()
    if cached is None:
        return _Index(model, model.objects.filter(_near(model, record, own)))
    if model not in cached:
        cached[model] = _Index(model, model.objects.all())
    return cached[model]


def _near(model, record, own: "Entry") -> Q:
    """Condition: in the same bucket, or possibly with the same address."""
    rule = DUPLICATE_RULES[model]
    near = Q(**dict(zip(rule.bucket, own.bucket, strict=True)))
    for column in rule.addresses:
        parts = urlsplit(getattr(record, column).strip())
        if parts.hostname:
            path = f"{parts.hostname.removeprefix('www.')}{parts.path.rstrip('/')}"
            near |= Q(url__icontains=path) | Q(archive_url__icontains=path)
    return near


def _pairs(model) -> list[DuplicatePair]:
    index = _Index(model, _live(model))
    found = {(one.pk, pk): same for one in index.entries.values() for pk, same in index.like(one, after=True)}
    records = model.objects.in_bulk({pk for pair in found for pk in pair})
    return [DuplicatePair(records[one], records[other], same) for (one, other), same in found.items()]


# --- comparing ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """The values by which one record is compared."""

    pk: int | None
    bucket: tuple
    names: frozenset[frozenset[str]]
    places: frozenset[str]

    @classmethod
    def of(cls, model, pk, values) -> "Entry":
        rule = DUPLICATE_RULES[model]
        texts, start = [], len(rule.bucket)
        for value in values[start : start + len(rule.names)]:
            texts += value if isinstance(value, list) else [value]
        addresses = values[start + len(rule.names) :]
        return cls(
            pk,
            tuple(values[:start]),
            frozenset(name for text in texts if (name := significant_words(str(text)))),
            frozenset(where for address in addresses if (where := normalized_address(address))),
        )


class _Index:
    """The records of a queryset by address and by the rarest words of their names.

    If a name of n words must share k of them to be similar, one shared word is among its n - k + 1 rarest. So only
    records with a common rarest word are compared.
    """

    def __init__(self, model, rows):
        rows = rows.order_by("slug").values_list("pk", *DUPLICATE_RULES[model].columns)
        self.entries = {pk: Entry.of(model, pk, values) for pk, *values in rows}
        self.order = {pk: number for number, pk in enumerate(self.entries)}
        self.frequency = Counter(word for entry in self.entries.values() for name in entry.names for word in name)
        self.found_by = defaultdict(list)
        for entry in self.entries.values():
            for key in self._keys(entry):
                self.found_by[key].append(entry)
        standing = DismissedDuplicate.objects.standing().filter(noun=model._meta.model_name)
        self.dismissed = set(standing.values_list("one", "other", "marked_as"))

    def like(self, own: Entry, after: bool = False) -> Iterable[tuple[int, bool]]:
        """Pairs of primary key and “has the same name” for the records that the entry resembles.

        ``after``: only records that come after it in the order of slugs.
        """
        number = self.order[own.pk] if after else -1
        near = {e.pk: e for key in self._keys(own) for e in self.found_by.get(key, ()) if self.order[e.pk] > number}
        for pk, other in near.items():
            if pk != own.pk and (likeness := _likeness(own, other)) and not self._is_dismissed(own, other):
                yield pk, likeness == "same"

    def _keys(self, entry: Entry):
        yield from (("place", where) for where in entry.places)
        for name in entry.names:
            yield from (("word", entry.bucket, _numbers(name), word) for word in self._rarest(name))

    def _rarest(self, name: frozenset[str]) -> list[str]:
        shared = math.ceil(SIMILARITY_THRESHOLD * len(name) - 1e-9)
        return sorted(name, key=lambda word: (self.frequency[word], word))[: len(name) - shared + 1]

    def _is_dismissed(self, one: Entry, other: Entry) -> bool:
        if not self.dismissed or None in (one.pk, other.pk):
            return False
        return (min(one.pk, other.pk), max(one.pk, other.pk), pair_digest(one, other)) in self.dismissed


def _likeness(one: Entry, other: Entry) -> str:
    """“same”, “similar” or an empty string."""
    if one.bucket == other.bucket:
        if one.names & other.names:
            return "same"
        if any(are_similar_names(name, another) for name in one.names for another in other.names):
            return "similar"
    return "similar" if one.places & other.places else ""
