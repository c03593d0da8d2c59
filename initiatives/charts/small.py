"""Small charts for the pages of records and the home page: commitments by year, and the fullest part of the matrix.

Each takes the result list of the record's commitments, so that a mark links to a list of as many commitments. The small
forms of timeline, map and network are in the modules of the large ones.
"""

from dataclasses import dataclass, replace

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from ..lists.filters import CommitmentFilterSet
from ..lists.result_list import ResultList
from ..models import Commitment
from ..models.dates import PartialDate, today
from ..models.vocabularies import RESERVED_NONE
from .axes import AXES, year_codes
from .drawing import SMALL_FONT_SIZE, text_width
from .matrix import EMPTY_CELL_REASONS, Matrix, matrix, matrix_layout


def commitment_result_list(as_of=None, **filters: str) -> ResultList:
    """The listing of the commitments with these filters; the pictures of a record's page share it."""
    query = QueryDict(mutable=True)
    query.update(filters)
    if as_of:
        query["as_of"] = as_of.isoformat()
    return ResultList(query, CommitmentFilterSet, Commitment.objects.published(), "")


@dataclass
class Bar:
    """The commitments announced in a year; no address where there are none. ``code`` is “none” for those without a date."""

    code: str
    label: str
    count: int
    url: str = ""


def year_bars(listing: ResultList) -> list[Bar]:
    """A bar for each year from the first to the last, the empty ones between them too; undated ones come last."""
    axis = AXES["year"]
    members = axis.members(listing.filterset.select())

    def bar(code):
        count = len(members.get(code, ()))
        label = _("No date") if code == RESERVED_NONE else code
        return Bar(code, label, count, listing.narrowed(**{axis.filter: code}) if count else "")

    return [bar(code) for code in year_codes(members)]


def years_chart_context(listing: ResultList) -> dict | None:
    """The bars with caption and the address of the whole chart; none where there is nothing to draw."""
    bars = year_bars(listing)
    if not bars:
        return None
    return {
        "bars": bars,
        "drawing": bars_layout(bars),
        "caption": _("%(caption)s, by the year in which they were announced.") % {"caption": chart_caption(listing)},
        "full_url": listing.narrowed(reverse("trend")),
    }


def chart_caption(listing: ResultList) -> str:
    """“Commitments by the Quad, as recorded on 1 May 2026: 4 commitments”, the start of every caption."""
    values = {"list": listing.sentence, "day": PartialDate.of(today()), "count": listing.count_words}
    return _("%(list)s, as recorded on %(day)s: %(count)s") % values


STEP, HEIGHT, TOP, FOOT = 40, 88, 20, 22


def bars_layout(bars: list[Bar]) -> dict:
    """Where the bars are drawn, in pixels: the number above, the year below."""
    most, left, places = max((bar.count for bar in bars), default=1), 0, []
    for bar in bars:
        step = max(STEP, text_width(bar.label, SMALL_FONT_SIZE) + 8)
        height = max(2, round(HEIGHT * bar.count / most)) if bar.count else 0
        y = TOP + HEIGHT - height
        places.append(
            {"bar": bar, "x": left + 6, "width": step - 12, "middle": left + step // 2, "y": y, "height": height}
        )
        left += step
    return {
        "width": left,
        "height": TOP + HEIGHT + FOOT,
        "ground": TOP + HEIGHT,
        "foot": TOP + HEIGHT + 16,
        "bars": [{**place, "base": place["y"] - 5} for place in places],
    }


def small_matrix(listing: ResultList, rows: int, columns: int) -> Matrix:
    """Technology against grouping, broadest technologies only: the fullest rows and columns."""
    full = matrix(listing, "technology", "grouping", ())
    kept = sorted(full.rows, key=lambda row: -row.count)[:rows]
    kept = [
        replace(row, cells=row.cells[:columns], toggle_url="")
        for row in full.rows
        if any(row is fullest for fullest in kept)
    ]
    used = {cell.blank for row in kept for cell in row.cells if cell.blank}
    blanks = [item for item in EMPTY_CELL_REASONS.items() if item[0] in used]
    return replace(full, rows=kept, columns=full.columns[:columns], blanks=blanks)


def matrix_chart_context(listing: ResultList, rows: int, columns: int) -> dict | None:
    """The small matrix with caption and the address of the whole one; none where there is nothing to draw."""
    drawn = small_matrix(listing, rows, columns)
    if not drawn.rows:
        return None
    caption = _(
        "%(caption)s. The matrix shows the %(rows)d broad technologies and the %(columns)d groupings with the most "
        "commitments. One commitment can be in several cells, so the cells do not add up."
    )
    return {
        "matrix": drawn,
        "drawing": matrix_layout(drawn),
        "caption": caption
        % {"caption": chart_caption(listing), "rows": len(drawn.rows), "columns": len(drawn.columns)},
        "full_url": listing.narrowed(reverse("matrix")),
    }
