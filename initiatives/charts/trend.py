"""Commitments by the year they were announced in, or followed up in, split by a property; and the amounts they name.

Where a commitment has one value of the property (its grouping, its status), the years are stacked; where it can have several
(technologies, modes), each value has a panel of its own, since a stack would count some commitments twice.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..lists.result_list import ResultList
from ..models.dates import PartialDate
from ..models.vocabularies import RESERVED_NONE, AmountBound, AmountScope, Status
from .axes import AXES, Axis, AxisValue, MembersByValue, follow_up_years, shown_values, year_codes
from .drawing import SMALL_FONT_SIZE, clipped, text_width, wrapped

COUNT_LABELS = {"announced": _("Announced"), "follow-ups": _("Followed up"), "amounts": _("Amounts")}
SPLIT_AXES = ("grouping", "technology", "status", "mode")
MAX_SERIES, MAX_PANELS = 6, 12
OTHERS = "others"


@dataclass
class TrendCell:
    """The commitments of one series in one year, and the list of them."""

    count: int
    url: str = ""


@dataclass
class Series:
    """One value of the property over the years; ``tone`` is its colour, ``place`` its pattern, 1 to 7."""

    value: AxisValue
    count: int
    url: str
    place: int = 0
    tone: str = ""
    cells: list[TrendCell] = field(default_factory=list)


@dataclass
class TrendYear:
    """One year: how many commitments, the list of them, and, where follow-ups are counted, how many follow-ups."""

    code: str
    label: str
    count: int
    url: str
    rows: int | None = None


@dataclass
class Trend:
    """Years across, series with a cell for each year; ``stacked_layout`` where no commitment stands in two series."""

    counted: str
    axis: Axis
    years: list[TrendYear]
    series: list[Series]
    left_out: int = 0

    @property
    def stacked(self) -> bool:
        return not self.axis.limited


def trend(listing: ResultList, counted: str, by: str, every_panel: bool) -> Trend:
    """The listing's commitments by year and by the property ``by``."""
    axis, year_filter = AXES[by], "followed_in" if counted == "follow-ups" else "year"
    commitments = listing.filterset.select()
    if counted == "follow-ups":
        by_year, rows = _by_follow_up_year(listing, commitments)
    else:
        by_year, rows = defaultdict(set, AXES["year"].members(commitments)), {}
    members = axis.members(commitments)
    years = [
        TrendYear(
            code,
            _("Date not known") if code == RESERVED_NONE else code,
            len(by_year[code]),
            listing.narrowed(**{year_filter: code}) if by_year[code] else "",
            rows.get(code, 0) if counted == "follow-ups" else None,
        )
        for code in year_codes(by_year)
    ]
    series, left_out = _series(listing, axis, members, every_panel)
    for item, found, values in series:
        for year in years:
            both = found & by_year[year.code]
            url = listing.narrowed(**{axis.filter: values, year_filter: year.code}) if both else ""
            item.cells.append(TrendCell(len(both), url))
    return Trend(counted, axis, years, [item for item, _, _ in series], left_out)


def _by_follow_up_year(listing: ResultList, commitments) -> tuple[MembersByValue, dict[str, int]]:
    """Commitments and number of follow-ups by the year of a follow-up, within the years picked in the filter."""
    found, rows = defaultdict(set), defaultdict(int)
    for code, _day, commitment in follow_up_years(listing, commitments):
        found[code].add(commitment)
        rows[code] += 1
    return found, rows


def _series(listing, axis, members, every_panel):
    """The series, each with its commitments and the filter values that lead to them; and how many values are left out."""
    picked = listing.filterset.picked
    values = shown_values(axis, picked, members)
    any_of, none_of = picked.get(axis.filter) or ((), ())
    if axis.tree:
        values = [value for value in values if value.code in any_of] if any_of else [v for v in values if not v.depth]
    if axis.name != "status":
        values.sort(key=lambda value: -len(members[value.code]))
    most = len(values) if every_panel else MAX_PANELS
    if axis.limited:
        shown, rest, left_out = values[:most], [], max(0, len(values) - most)
    else:
        shown, rest, left_out = (
            (values, [], 0) if len(values) <= MAX_SERIES + 1 else (values[:MAX_SERIES], values[MAX_SERIES:], 0)
        )
    made = []
    for place, value in enumerate(shown, 1):
        found, tone = members[value.code], str(place)
        if axis.name == "status":
            place, tone = list(Status.values).index(value.code) + 1, value.code
        url = listing.narrowed(**{axis.filter: value.code})
        made.append((Series(value, len(found), url, place, tone), found, value.code))
    if rest:
        found = set().union(*(members[value.code] for value in rest))
        # As few words as say it: the others by name where a choice was made, else all but those shown.
        codes = [value.code for value in rest] if any_of else [f"-{value.code}" for value in shown]
        label = f"{len(rest)} others"
        url = listing.narrowed(**{axis.filter: codes})
        made.append(
            (Series(AxisValue(OTHERS, label), len(found), url, MAX_SERIES + 1, str(MAX_SERIES + 1)), found, codes)
        )
    return made, left_out


# --- amounts


@dataclass
class Amount:
    """The sum that one commitment names."""

    title: str
    url: str
    date: PartialDate | None
    value: Decimal
    running: Decimal = Decimal(0)


@dataclass
class AmountGroup:
    """Amounts of one currency and one bound, oldest first: only these are ever added up."""

    currency: str
    bound: str
    bound_label: str
    amounts: list[Amount] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        return sum((amount.value for amount in self.amounts), Decimal(0))


@dataclass
class Amounts:
    """``partial``: how many amounts of the list pay for a share or for more than the commitment, and are left out."""

    purses: list[AmountGroup]
    partial: int


def amounts(listing: ResultList) -> Amounts:
    """What the listing's commitments name as a sum for the whole commitment, by currency and bound."""
    rows = listing.filterset.select().filter(amount_value__isnull=False).order_by("slug").select_related("statement")
    found: dict[tuple[str, str], AmountGroup] = {}
    partial = 0
    for row in rows:
        if row.amount_scope != AmountScope.WHOLE:
            partial += 1
            continue
        key = (row.amount_currency, row.amount_bound)
        purse = found.setdefault(key, AmountGroup(*key, AmountBound(row.amount_bound).label))
        purse.amounts.append(Amount(row.title, row.get_absolute_url(), row.announced, row.amount_value))
    order = list(AmountBound.values)
    purses = sorted(found.values(), key=lambda purse: (purse.currency, order.index(purse.bound)))
    for purse in purses:
        purse.amounts.sort(key=lambda amount: (amount.date is None, amount.date or 0, amount.title))
        running = Decimal(0)
        for amount in purse.amounts:
            running += amount.value
            amount.running = running
    return Amounts(purses, partial)


def format_amount(value: Decimal) -> str:
    """“8 000 000”, with thin spaces."""
    return f"{value:,.2f}".removesuffix(".00").replace(",", "\u202f")


# --- measures of the drawings ---

MARGIN, AXIS = 8, 44
BAR, STEP, TALL, FIT = 56, 88, 340, 16
TICKS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000, 50_000)


def ticks(top: int) -> list[int]:
    """Round numbers up to the top, at most six."""
    step = next((step for step in TICKS if top / step <= 5), TICKS[-1])
    return list(range(0, top + step, step))


NOTHING_DRAWN: dict[str, list] = {"ticks": [], "columns": [], "panels": [], "purses": []}


def stacked_layout(drawn: Trend) -> dict:
    """Where the stacked bars of years are drawn, in pixels."""
    marks = ticks(max((year.count for year in drawn.years), default=1))
    scale = TALL / marks[-1]
    foot = 30 + TALL
    columns = []
    for index, year in enumerate(drawn.years):
        left = AXIS + 16 + index * STEP
        middle, y, pieces = left + BAR // 2, float(foot), []
        for item in drawn.series:
            cell = item.cells[index]
            if cell.count:
                height = cell.count * scale
                y -= height
                piece = {"series": item, "cell": cell, "x": left, "y": round(y, 1), "height": round(height, 1)}
                plate = text_width(str(cell.count), SMALL_FONT_SIZE) + 6
                places = {"plate": plate, "plate_x": middle - plate // 2, "plate_y": round(y + height / 2 - 7.5, 1)}
                pieces.append({**piece, **places, "base": round(y + height / 2 + 4.5, 1), "fits": height >= FIT + 2})
        labels = [{"y": foot + 18 + line * 15, "text": text} for line, text in enumerate(wrapped(year.label, 9))]
        columns.append({"year": year, "middle": middle, "pieces": pieces, "sum_y": round(y - 7, 1), "labels": labels})
    width = AXIS + 16 + max(1, len(columns)) * STEP
    return {
        **NOTHING_DRAWN,
        "width": max(width, 640),
        "height": foot + 44,
        "bar": BAR,
        "left": AXIS,
        "right": width,
        "foot": foot,
        "ticks": [
            {"y": round(foot - tick * scale, 1), "base": round(foot - tick * scale + 4, 1), "n": tick} for tick in marks
        ],
        "label_x": AXIS - 8,
        "columns": columns,
    }


SMALL_BAR, SMALL_STEP, SMALL_TALL, TITLE, ACROSS = 22, 32, 76, 30, 3


def panels_layout(drawn: Trend) -> dict:
    """Where the panels, one for each series, are drawn; all on one scale."""
    top = max((cell.count for item in drawn.series for cell in item.cells), default=0) or 1
    known = [year for year in drawn.years if year.code != RESERVED_NONE]
    unknown = len(drawn.years) - len(known)
    room = len(known) * SMALL_STEP + unknown * 60
    width = max(room, 220) + 26
    across = max(1, min(ACROSS, 1136 // width))
    height = TITLE + 16 + SMALL_TALL + 38
    placed = []
    for index, item in enumerate(drawn.series):
        left, y = MARGIN + index % across * width, index // across * height
        foot = y + TITLE + 16 + SMALL_TALL
        title = clipped(f"{item.value.label}", width - 100)
        bars = []
        for place, (year, cell) in enumerate(zip(drawn.years, item.cells, strict=True)):
            x = left + place * SMALL_STEP + (19 if year.code == RESERVED_NONE else 5)
            tall = max(2.0, cell.count / top * SMALL_TALL) if cell.count else 0
            bar = {"cell": cell, "year": year, "x": x, "y": round(foot - tall, 1), "height": round(tall, 1)}
            label = _("not known") if year.code == RESERVED_NONE else year.label
            bars.append({**bar, "middle": x + SMALL_BAR // 2, "number_y": round(foot - tall - 4, 1), "label": label})
        spot = {
            "series": item,
            "title": title,
            "x": left,
            "base": y + 22,
            "foot": foot,
            "end": left + room,
            "bars": bars,
        }
        placed.append({**spot, "label_y": foot + 16})
    rows = -(-len(placed) // across)
    size = {"width": max(640, 2 * MARGIN + across * width), "height": rows * height}
    return {**NOTHING_DRAWN, **size, "bar": SMALL_BAR, "panels": placed}


PURSE, LINE, NAMES, LONGEST = 34, 24, 400, 420


def amounts_layout(drawn: Amounts) -> dict:
    """Where the amounts are drawn: a bar for each commitment, on a scale of its own for each currency and bound."""
    y, placed, left = 0, [], MARGIN + 48 + NAMES
    for purse in drawn.purses:
        top = max((amount.value for amount in purse.amounts), default=Decimal(1)) or Decimal(1)
        lines = []
        base = y + 24
        y += PURSE
        for amount in purse.amounts:
            width = max(2.0, round(float(amount.value / top) * LONGEST, 1)) if amount.value else 0
            words = f"{purse.currency} {format_amount(amount.value)}"
            line = {"amount": amount, "y": y + 4, "base": y + 17, "width": width, "value_x": round(left + width + 8, 1)}
            year = str(amount.date.year) if amount.date else "–"
            lines.append({**line, "year": year, "title": clipped(amount.title, NAMES - 12), "words": words})
            y += LINE
        n = len(purse.amounts)
        words = ngettext(
            "%(currency)s, %(bound)s: %(number)d commitment", "%(currency)s, %(bound)s: %(number)d commitments", n
        ) % {"currency": purse.currency, "bound": purse.bound_label.lower(), "number": n}
        if n > 1:
            words += f", together {purse.currency} {format_amount(purse.total)}"
        placed.append({"purse": purse, "words": words, "base": base, "lines": lines})
        y += 12
    names = {"year_x": MARGIN, "name_x": MARGIN + 48, "bar_x": left}
    return {**NOTHING_DRAWN, "width": left + LONGEST + 190, "height": max(y, 40), "purses": placed, **names}
