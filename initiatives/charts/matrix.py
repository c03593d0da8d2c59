"""Two axes against each other: how many commitments have both values, and why a cell is empty.

One commitment can be in several cells, so the cells do not add up to the total.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from ..lists.result_list import ResultList
from ..models import Membership, Statement
from ..models.vocabularies import Coding
from .axes import AXES, Axis, AxisValue, shown_values
from .drawing import SMALL_FONT_SIZE, clipped, text_width

SHADES = 5
NOTHING, UNREAD, OUTSIDE = "nothing", "unread", "outside"
EMPTY_CELL_REASONS = {
    NOTHING: _("Nothing recorded, and texts of the grouping were read"),
    UNREAD: _("Nothing recorded, and no text of the grouping was read"),
    OUTSIDE: _("The state never took part in the grouping"),
}


@dataclass
class MatrixCell:
    """The commitments of a row and a column: how many, the list of them, a shade from 1 to 5, or why there are none."""

    count: int
    url: str = ""
    shade: int = 0
    blank: str = ""
    label: str = ""

    @property
    def blank_label(self) -> str:
        return EMPTY_CELL_REASONS.get(self.blank, "")


@dataclass
class MatrixRow:
    """A value of the row axis with its cells; a broader technology can be opened and closed."""

    value: AxisValue
    count: int
    url: str
    cells: list[MatrixCell] = field(default_factory=list)
    toggle_url: str = ""
    is_open: bool = False


@dataclass
class Matrix:
    """Rows of cells under columns. ``total``: number of commitments; each can be in several cells."""

    rows_axis: Axis
    columns: list[MatrixRow]
    rows: list[MatrixRow]
    total: int
    blanks: list[tuple[str, str]]


def matrix(listing: ResultList, rows: str, columns: str, opened: tuple[str, ...]) -> Matrix:
    """The matrix of the listing's commitments.

    ``opened``: technologies whose narrower ones are shown, or ``all``.
    """
    rows_axis, columns_axis = AXES[rows], AXES[columns]
    commitments = listing.filterset.select()
    row_members, column_members = rows_axis.members(commitments), columns_axis.members(commitments)
    picked = listing.filterset.picked
    across = [
        value
        for value in shown_values(columns_axis, picked, column_members)
        if not columns_axis.tree or not value.depth
    ]
    if columns in ("grouping", "state"):
        across.sort(key=lambda value: -len(column_members[value.code]))
    down = shown_values(rows_axis, picked, row_members)
    if rows in ("grouping", "state"):
        down.sort(key=lambda value: -len(row_members[value.code]))
    why = _EmptyCellReasons(rows, columns)

    head = [
        MatrixRow(value, len(column_members[value.code]), listing.narrowed(**{columns_axis.filter: value.code}))
        for value in across
    ]
    body = []
    for value in _unfolded(rows_axis, down, opened):
        row = MatrixRow(value, len(row_members[value.code]), listing.narrowed(**{rows_axis.filter: value.code}))
        for column in across:
            both = row_members[value.code] & column_members[column.code]
            label = f"{value.label}, {column.label}"
            if both:
                values = {columns_axis.filter: [column.code]}
                values[rows_axis.filter] = [*values.get(rows_axis.filter, []), value.code]
                row.cells.append(MatrixCell(len(both), listing.narrowed(**values), label=label))
            else:
                row.cells.append(MatrixCell(0, blank=why.of(value.code, column.code), label=label))
        body.append(row)
    _shade(body)
    _add_toggles(listing, rows_axis, body, down, opened)
    used = {cell.blank for row in body for cell in row.cells if cell.blank}
    return Matrix(
        rows_axis,
        head,
        body,
        listing.count,
        [item for item in EMPTY_CELL_REASONS.items() if item[0] in used],
    )


def _unfolded(axis: Axis, values: list[AxisValue], opened: tuple[str, ...]) -> list[AxisValue]:
    """The values whose parents are all open; everything of an axis that is no tree."""
    if not axis.tree or "all" in opened:
        return values
    shown: set[str] = set()
    known = {value.code for value in values}
    for value in values:
        if value.parent not in known or (value.parent in shown and value.parent in opened):
            shown.add(value.code)
    return [value for value in values if value.code in shown]


def _add_toggles(
    listing: ResultList, axis: Axis, rows: list[MatrixRow], values: list[AxisValue], opened: tuple[str, ...]
):
    parents = {value.parent for value in values}
    for row in rows if axis.tree else []:
        if row.value.code in parents:
            row.is_open = row.value.code in opened or "all" in opened
            rest = [code for code in opened if code not in (row.value.code, "all")]
            if "all" in opened:
                rest = sorted(parent for parent in parents if parent and parent != row.value.code)
            row.toggle_url = listing.changed(open=rest if row.is_open else [*rest, row.value.code])


def shade_level(count: int, top: int) -> int:
    """One of five shades by the share of the most, on a square-root scale, so that small numbers differ too."""
    return max(1, round((count / top) ** 0.5 * SHADES))


def _shade(rows: list[MatrixRow]):
    """A shade for each cell, by the share of the fullest one."""
    top = max((cell.count for row in rows for cell in row.cells), default=0)
    for row in rows:
        for cell in row.cells:
            if cell.count:
                cell.shade = shade_level(cell.count, top)


class _EmptyCellReasons:
    """Why a cell is empty: no text of the grouping was read, the state is not in it, or nothing is recorded."""

    def __init__(self, rows: str, columns: str):
        self.place = next((index for index, axis in enumerate((rows, columns)) if axis == "grouping"), None)
        self.read: set[str] = set()
        self.taking_part: set[tuple[str, str]] = set()
        if self.place is None:
            return
        read = Statement.objects.published().exclude(coding=Coding.NOT_READ)
        self.read = set(read.order_by().values_list("grouping__slug", flat=True).distinct())
        self.with_states = "state" in (rows, columns)
        if self.with_states:
            rows_of = Membership.objects.published().values_list("grouping__slug", "state__iso3")
            self.taking_part = set(rows_of)

    def of(self, row: str, column: str) -> str:
        if self.place is None:
            return NOTHING
        grouping, other = (row, column) if self.place == 0 else (column, row)
        if self.with_states and (grouping, other) not in self.taking_part:
            return OUTSIDE
        return NOTHING if grouping in self.read else UNREAD


# --- measures of the drawing ---

CELL, ROW, INDENT, TOGGLE, MARGIN, LABEL = 24, 24, 14, 18, 8, 240


def matrix_layout(drawn: Matrix) -> dict:
    """Where everything of the matrix is drawn, in pixels."""
    label_width = min(LABEL, max((_label_end(row) for row in drawn.rows), default=80))
    head_height = (
        max((text_width(column.value.label, SMALL_FONT_SIZE) for column in drawn.columns), default=40) + 2 * MARGIN
    )
    left = label_width + 36
    columns = [
        {"column": column, "x": left + index * CELL, "middle": left + index * CELL + CELL // 2, "foot": head_height - 6}
        for index, column in enumerate(drawn.columns)
    ]
    rows = []
    for index, row in enumerate(drawn.rows):
        y = head_height + index * ROW
        cells = [
            {"cell": cell, "x": place["x"], "middle": place["middle"]}
            for cell, place in zip(row.cells, columns, strict=True)
        ]
        start = row.value.depth * INDENT + (TOGGLE if drawn.rows_axis.tree else 0)
        places = {"y": y, "base": y + 16, "start": start, "toggle_x": start - TOGGLE, "sum_x": left - 8}
        label = clipped(row.value.label, label_width - start)
        rows.append({"row": row, "label": label, "cells": cells, **places})
    height = head_height + len(drawn.rows) * ROW + MARGIN
    return {"width": left + len(columns) * CELL + MARGIN, "height": height, "columns": columns, "rows": rows}


def _label_end(row: MatrixRow) -> int:
    return row.value.depth * INDENT + TOGGLE + text_width(row.value.label)
