"""The parameters ``fields`` and ``expand``: which columns and which related records a row holds."""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import BadRequest

from ..lists.columns import ColumnSet
from ..lists.resources import Resource
from ..models import markup
from .expansions import Expansion, expansions_of


@dataclass(frozen=True)
class RowShape:
    """The columns and expansions of the rows of a noun. ``ChunkedQuery.read`` takes it in place of a ``ColumnSet``."""

    noun: Resource
    table: ColumnSet
    expansions: tuple[Expansion, ...] = ()

    @property
    def prose(self) -> tuple[str, ...]:
        return self.table.prose

    def prepare(self, queryset, day: dt.date | None = None):
        prefetches = [expansion.prefetch(day) for expansion in self.expansions]
        return self.table.prepare(queryset, day).prefetch_related(*prefetches)

    def attach_links(self, records) -> list:
        """The records as a list; each expanded record gets ``links`` for its texts, read with one look-up for all."""
        expanded = [
            (expansion, row)
            for expansion in self.expansions
            for record in records
            for row in as_list(expansion.value(record))
            if row
        ]
        links = markup.resolve_links(
            getattr(row, name) for expansion, row in expanded for name in expansion.table.prose
        )
        for _, row in expanded:
            row.links = links
        return list(records)


def as_list(value) -> list:
    return value if isinstance(value, list) else [value]


def requested_shape(noun: Resource, fields: list[str], expand: list[str]) -> RowShape:
    """The shape for the values of ``fields`` (none: all columns) and ``expand``; BadRequest lists the known names."""
    known = {expansion.name: expansion for expansion in expansions_of(noun)}
    check_known_names("fields", fields, noun.table.names)
    check_known_names("expand", expand, list(known))
    expansions = tuple(known[name] for name in known if name in expand)
    return RowShape(noun, noun.table.only(fields) if fields else noun.table, expansions)


def check_known_names(parameter: str, requested: list[str], known: list[str]):
    """BadRequest if a requested name is not among the known ones."""
    if unknown := [name for name in requested if name not in known]:
        raise BadRequest(f"{parameter}: unknown value: {', '.join(unknown)}. Known values: {', '.join(known)}.")
