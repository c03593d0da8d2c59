"""Which records can be put into a row by ``expand=``, and how they are read: one more query each, whatever the rows."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Prefetch
from django.http import QueryDict

from ..lists.columns import ColumnSet
from ..lists.columns.parts import PARTICIPATION_COLUMNS
from ..lists.resources import RESOURCES, Resource
from ..models import Participation


def public_rows(noun: Resource, day: dt.date | None = None):
    """The public rows of a noun, as of the day where it knows one, with all that its columns read."""
    dated = day and "as_of" in noun.filterset_class.parameters()
    query = QueryDict(f"as_of={day.isoformat()}") if dated else QueryDict()
    filterset = noun.filterset_class(query, queryset=noun.model.objects.published())
    return noun.table.prepare(filterset.select(), day)


@dataclass(frozen=True)
class Expansion:
    """``path`` leads from the row to the record or, with ``many``, to the records; only public ones are put in.

    ``rows(day)`` gives those that may be, as of the day where one is asked for.
    """

    name: str
    description: str
    model: type
    table: ColumnSet
    path: str
    rows: Callable
    many: bool = False

    @property
    def attribute(self) -> str:
        return f"expanded_{self.name}"

    def fetch(self, day: dt.date | None) -> Prefetch:
        return Prefetch(self.path, queryset=self.rows(day), to_attr=self.attribute)

    def value(self, record):
        """The record, the list of records, or None; after ``fetch``."""
        *steps, _ = self.path.split("__")
        for step in steps:
            record = getattr(record, step)
        return getattr(record, self.attribute, None)


def to_one(name: str, noun: str, description: str, path: str = "", many: bool = False, rows: Callable | None = None):
    """An expansion to a noun of the record."""
    of = RESOURCES[noun]
    return Expansion(
        name, description, of.model, of.table, path or name, rows or (lambda day: public_rows(of, day)), many
    )


def to_many(name: str, noun: str, description: str, path: str = "", rows: Callable | None = None):
    return to_one(name, noun, description, path, True, rows)


def follow_ups(day: dt.date | None):
    """In time; as of a day only those that certainly happened by then."""
    rows = public_rows(RESOURCES["follow-ups"]).in_time()
    return rows.filter(date_latest__lte=day) if day else rows


def memberships(day: dt.date | None):
    """All parts; as of a day those held then."""
    rows = public_rows(RESOURCES["memberships"])
    return rows.on(day) if day else rows


def participations(day):
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
        to_many("follow_ups", "follow-ups", "What later texts and events did to it, in time.", rows=follow_ups),
        to_one("statement", "statements", "The statement that announced it."),
        to_many("technologies", "technologies", "What it is about."),
        to_one("grouping", "groupings", "The grouping that announced it.", "statement__grouping"),
        to_one("summit", "summits", "The meeting that issued the statement.", "statement__summit"),
        SOURCE_EXPANSION,
    ),
    "groupings": (
        to_many("memberships", "memberships", "Every part that a state had or has in it.", rows=memberships),
        to_many("summits", "summits", "Its meetings."),
        to_many("statements", "statements", "Its statements."),
        SOURCE_EXPANSION,
    ),
    "states": (
        to_many("memberships", "memberships", "Every part that it had or has in a grouping.", rows=memberships),
    ),
    "technologies": (
        to_one("parent", "technologies", "The broader technology."),
        to_many("children", "technologies", "The narrower technologies right below it."),
    ),
    "summits": (
        GROUPING_EXPANSION,
        to_one("host", "states", "The state that it was in."),
        to_many("statements", "statements", "The statements that it issued."),
        SOURCE_EXPANSION,
    ),
    "statements": (
        GROUPING_EXPANSION,
        to_one("summit", "summits", "The meeting that issued it."),
        to_many("commitments", "commitments", "The commitments first announced in it."),
        SOURCE_EXPANSION,
    ),
    "sources": (),
    "memberships": (GROUPING_EXPANSION, STATE_EXPANSION, SOURCE_EXPANSION),
    "follow-ups": (
        to_one("commitment", "commitments", "The commitment that it is about."),
        to_one("statement", "statements", "The statement that says so."),
        SOURCE_EXPANSION,
    ),
}
