"""The columns of every noun, for page tables, files, API rows and the data dictionary.

A ``Column`` has its name, label, description and type, how its value is read from a record, and what has to be joined,
fetched or annotated for that. ``ColumnSet.prepare`` adds what the columns need to a queryset in a fixed number of queries.
Counts, statuses and coverage come with the noun's FilterSet, which every queryset here has gone through.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from ...models.dates import PartialDate
from .types import COLUMN_TYPES, ColumnType

LIST_SEPARATOR = "; "


@dataclass(frozen=True)
class Column:
    """One column; ``value(record)`` gives text, a number, a date, a list of texts, or None where there is nothing.

    What it fetches is a relation, a ``Prefetch``, or a function that makes one for the day that the rows are seen as of.

    A column with a ``place`` can be shown in the table of the list, in the order of the places: always when it is the first, by
    default or only when a reader chooses it (``is_default``), and ``as_count`` where the table has no room for the values. The
    template ``table.html`` of the noun draws the cells.
    """

    name: str
    label: str
    description: str
    value: Callable
    type: str = "text"
    joins: tuple[str, ...] = ()
    fetches: tuple = ()
    annotations: dict = field(default_factory=dict)
    place: int = 0
    is_default: bool = True
    as_count: bool = False

    @property
    def is_number(self) -> bool:
        """Whether a table sets it to the right."""
        return self.type == "number" or self.as_count

    @property
    def kind(self) -> ColumnType:
        """What the name of its type stands for."""
        return COLUMN_TYPES[self.type]


@dataclass(frozen=True)
class ColumnSet:
    """The columns of a noun.

    ``prose`` names the fields that hold texts of our own, whose links are looked up together. ``page_only`` are columns of the
    table of the list that files and the API do not have.
    """

    columns: tuple[Column, ...]
    prose: tuple[str, ...] = ()
    page_only: tuple[Column, ...] = ()

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    @property
    def listed(self) -> tuple[Column, ...]:
        """The columns that the table of the list can show, in its order; the first names the record."""
        shown = (column for column in (*self.columns, *self.page_only) if column.place)
        return tuple(sorted(shown, key=lambda column: column.place))

    def default_list_columns(self, *left_out: str) -> list[Column]:
        """The columns that the table shows by default, without those that a page has no need of."""
        return [column for column in self.listed if column.is_default and column.name not in left_out]

    def only(self, names) -> "ColumnSet":
        """The table with these columns alone, in the table's order; KeyError names those that it has not."""
        if unknown := set(names) - set(self.names):
            raise KeyError(", ".join(sorted(unknown)))
        return ColumnSet(tuple(column for column in self.columns if column.name in names), self.prose)

    def prepare(self, queryset, day: dt.date | None = None):
        """The queryset with all that the columns read, as of the day where one is asked for."""
        for column in self.columns:
            queryset = queryset.annotate(**column.annotations)
        joins = dict.fromkeys(path for column in self.columns for path in column.joins)
        queryset = queryset.select_related(*joins) if joins else queryset
        wanted = dict.fromkeys(path for column in self.columns for path in column.fetches)
        return queryset.prefetch_related(*(path(day) if callable(path) else path for path in wanted))


def cell_text(value) -> str:
    """A value as the text of a cell; an empty one where there is nothing."""
    if value is None:
        return ""
    if isinstance(value, list):
        return LIST_SEPARATOR.join(value)
    return value.isoformat() if isinstance(value, PartialDate | dt.date) else str(value)


def json_value(value):
    """A value as JSON has it: null where there is nothing, numbers as numbers, several values as a list."""
    if value is None or value == "":
        return None
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, PartialDate | dt.date) else value
