"""Coverage: how far the statements of each grouping and year were read, which shows where a blank means “no promise”.

Counts statements, not commitments. The four values are those of ``CodingShown``. Statements without a date have
a column of their own. On a past day they are left out, because it is not known whether they had been issued by then.
"""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from ..models import Grouping, Statement
from ..models.vocabularies import CodingShown


@dataclass
class CoverageCell:
    """Numbers of statements by coverage."""

    counts: Counter = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def read(self) -> int:
        """The number that were read in full or in their technology part."""
        return self.counts[CodingShown.COMPLETE] + self.counts[CodingShown.TECHNOLOGY_PART]

    @property
    def shown(self) -> list[tuple[CodingShown, int]]:
        """The values that occur, in the order of the vocabulary."""
        return [(value, self.counts[value]) for value in CodingShown if self.counts[value]]


@dataclass
class CoverageRow:
    """One grouping: a cell for each year of the table (None: undated), and their sum."""

    grouping: Grouping
    cells: list[CoverageCell]
    total: CoverageCell


@dataclass
class CoverageTable:
    """The table. ``years`` run from the newest to the oldest, undated (None) last where there are any."""

    years: list[int | None]
    rows: list[CoverageRow]
    totals: list[CoverageCell]
    total: CoverageCell
    without: list[Grouping]


def build_coverage_table(groupings, day: dt.date | None = None) -> CoverageTable:
    """The statements of the public groupings by year and coding; two queries. ``without`` have no statement."""
    found: dict[tuple[int, int | None], CoverageCell] = defaultdict(CoverageCell)
    rows = Statement.objects.published().filter(grouping__in=groupings.order_by().values("pk")).with_records()
    rows = rows.filter(issued_on_latest__lte=day) if day else rows
    for row in rows.order_by().only("grouping_id", "issued_on_earliest", "issued_on_latest", "coding"):
        year = row.issued_on.year if row.issued_on else None
        found[row.grouping_id, year].counts[row.coding_shown] += 1
    years = sorted({year for _, year in found}, key=lambda year: (year is None, -(year or 0)))
    listed = list(groupings.order_by("short_name", "slug"))
    table = [_row(grouping, [found.get((grouping.pk, year), CoverageCell()) for year in years]) for grouping in listed]
    table_rows = [row for row in table if row.total.total]
    totals = [_sum(row.cells[place] for row in table_rows) for place in range(len(years))]
    return CoverageTable(
        years, table_rows, totals, _sum(totals), [row.grouping for row in table if not row.total.total]
    )


def _row(grouping: Grouping, cells: list[CoverageCell]) -> CoverageRow:
    return CoverageRow(grouping, cells, _sum(cells))


def _sum(cells) -> CoverageCell:
    return CoverageCell(sum((cell.counts for cell in cells), Counter()))
