"""What a row of an answer holds: the columns of the noun, and the records that ``expand=`` puts into it."""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import BadRequest

from ..lists.columns import ColumnSet
from ..lists.resources import RESOURCES, Resource
from ..models import markup
from .expansions import EXPANSIONS, Expansion

TABLES_BY_NOUN = {noun.name: noun.table for noun in RESOURCES.values()}


@dataclass(frozen=True)
class RowShape:
    """The columns and expansions of a noun’s rows. It prepares a queryset as a ``ColumnSet`` does, and has its ``prose``."""

    noun: Resource
    table: ColumnSet
    expansions: tuple[Expansion, ...] = ()

    @property
    def prose(self) -> tuple[str, ...]:
        return self.table.prose

    def prepare(self, queryset, day: dt.date | None = None):
        return self.table.prepare(queryset, day).prefetch_related(*(more.fetch(day) for more in self.expansions))

    def attach_links(self, records) -> list:
        """The rows that ``prepare`` read, with the links of the texts in what was put into them."""
        inner = [
            (more, row) for more in self.expansions for record in records for row in as_list(more.value(record)) if row
        ]
        links = markup.resolve_links(getattr(row, name) for more, row in inner for name in more.table.prose)
        for _, row in inner:
            row.links = links
        return list(records)


def as_list(value) -> list:
    return value if isinstance(value, list) else [value]


def requested_shape(noun: Resource, fields: list[str], expand: list[str]) -> RowShape:
    """The shape that was asked for, all columns where none is named; BadRequest names what is allowed."""
    table, known = TABLES_BY_NOUN[noun.name], {more.name: more for more in EXPANSIONS[noun.name]}
    check_known_names("fields", fields, table.names)
    check_known_names("expand", expand, list(known))
    return RowShape(
        noun, table.only(fields) if fields else table, tuple(known[name] for name in known if name in expand)
    )


def check_known_names(parameter: str, asked: list[str], known: list[str]):
    if unknown := [name for name in asked if name not in known]:
        raise BadRequest(f"{parameter}: Unknown: {', '.join(unknown)}. Known are {', '.join(known)}.")
