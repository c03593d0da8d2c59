"""The related records that ``expand=`` adds to a row.

Each expansion costs one more query, whatever the number of rows.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.http import QueryDict

from ..lists.columns import ColumnSet
from ..lists.columns.inner_rows import PARTICIPATION_COLUMNS
from ..lists.resources import RESOURCES, Resource
from ..models import Participation


def public_rows(noun: Resource, day: dt.date | None = None) -> QuerySet:
    """The public rows of a noun with all that its columns read; as of ``day`` if the noun has the filter ``as_of``."""
    dated = day and "as_of" in noun.filterset_class.parameters()
    query = QueryDict(f"as_of={day.isoformat()}") if dated else QueryDict()
    filterset = noun.filterset_class(query, queryset=noun.model.objects.published())
    return noun.table.prepare(filterset.select(), day)


@dataclass(frozen=True)
class Expansion:
    """Related public records that a row can hold.

    ``path`` is the ORM path from the row to the record or, if ``many``, to the records. ``rows(day)`` returns the
    queryset of the records that may be shown, as of the day if there is one.
    """

    name: str
    description: str
    model: type
    table: ColumnSet
    path: str
    rows: Callable[[dt.date | None], QuerySet]
    many: bool = False

    @property
    def attribute(self) -> str:
        return f"expanded_{self.name}"

    def prefetch(self, day: dt.date | None) -> Prefetch:
        return Prefetch(self.path, queryset=self.rows(day), to_attr=self.attribute)

    def value(self, record):
        """The prefetched record, list of records, or None."""
        *steps, _ = self.path.split("__")
        for step in steps:
            record = getattr(record, step)
        return getattr(record, self.attribute, None)


def to_one(name: str, noun: str, description: str, path: str = "", many: bool = False, rows: Callable | None = None):
    """An expansion to one record of the noun; ``path`` is ``name`` by default, ``rows`` all public rows."""
    target = RESOURCES[noun]
    rows = rows or (lambda day: public_rows(target, day))
    return Expansion(name, description, target.model, target.table, path or name, rows, many)


def to_many(name: str, noun: str, description: str, path: str = "", rows: Callable | None = None):
    return to_one(name, noun, description, path, True, rows)


def follow_ups(day: dt.date | None) -> QuerySet:
    """Public follow-ups by date; as of a day, those that certainly happened by then."""
    rows = public_rows(RESOURCES["follow-ups"]).in_time()
    return rows.filter(date_latest__lte=day) if day else rows


def memberships(day: dt.date | None) -> QuerySet:
    """Public memberships; as of a day, those that were held on it."""
    rows = public_rows(RESOURCES["memberships"])
    return rows.on(day) if day else rows


def participations(day: dt.date | None) -> QuerySet:
    return PARTICIPATION_COLUMNS.prepare(Participation.objects.published())


SOURCE_EXPANSION = to_one("source", "sources", "The source.")
GROUPING_EXPANSION = to_one("grouping", "groupings", "The grouping.")
STATE_EXPANSION = to_one("state", "states", "The state.")
EXPANSIONS: dict[str, tuple[Expansion, ...]] = {
    "commitments": (
        Expansion(
            "participations",
            "The parties and their roles.",
            Participation,
            PARTICIPATION_COLUMNS,
            "participations",
            participations,
            many=True,
        ),
        to_many("follow_ups", "follow-ups", "Its follow-ups, by date.", rows=follow_ups),
        to_one("statement", "statements", "The statement that announced it."),
        to_many("technologies", "technologies", "Its technologies."),
        to_one("grouping", "groupings", "The grouping that announced it.", "statement__grouping"),
        to_one("summit", "summits", "The meeting that issued the statement.", "statement__summit"),
        SOURCE_EXPANSION,
    ),
    "groupings": (
        to_many("memberships", "memberships", "All present and past memberships of states in it.", rows=memberships),
        to_many("summits", "summits", "Its meetings."),
        to_many("statements", "statements", "Its statements."),
        SOURCE_EXPANSION,
    ),
    "states": (
        to_many("memberships", "memberships", "All its present and past memberships in groupings.", rows=memberships),
    ),
    "technologies": (
        to_one("parent", "technologies", "The broader technology."),
        to_many("children", "technologies", "The narrower technologies directly below it."),
    ),
    "summits": (
        GROUPING_EXPANSION,
        to_one("host", "states", "The state in which it took place."),
        to_many("statements", "statements", "The statements that it issued."),
        SOURCE_EXPANSION,
    ),
    "statements": (
        GROUPING_EXPANSION,
        to_one("summit", "summits", "The meeting that issued it."),
        to_many("commitments", "commitments", "The commitments that it announced."),
        SOURCE_EXPANSION,
    ),
    "memberships": (GROUPING_EXPANSION, STATE_EXPANSION, SOURCE_EXPANSION),
    "follow-ups": (
        to_one("commitment", "commitments", "The commitment that it follows up."),
        to_one("statement", "statements", "The statement that it cites."),
        SOURCE_EXPANSION,
    ),
}


def expansions_of(noun: Resource) -> tuple[Expansion, ...]:
    return EXPANSIONS.get(noun.name, ())
