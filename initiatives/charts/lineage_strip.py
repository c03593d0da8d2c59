"""The small timeline of a commitment's page: one line from the announcement through each follow-up to the day.

Places along the line are per cent of its width, so that it fits any page. Marks are spaced for the narrowest page.
"""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..analyses.lineage import LineageEntry
from ..models.dates import PartialDate
from .drawing import SMALL_FONT_SIZE, text_width

NARROWEST_WIDTH = 300  # pixels that the line has on the narrowest page
MARK, ROW, TOP = 20, 20, 6
START, END, END_BEFORE_UNDATED = 4.0, 96.0, 78.0
UNDATED_AT = 91.0
SILENCE = 365
YEAR_STEPS = (1, 2, 5, 10, 20, 50, 100)


@dataclass
class StripMark:
    """One entry: where it stands, in per cent from the left and pixels from the top."""

    entry: LineageEntry
    x: float
    y: int = 0

    @property
    def words(self) -> str:
        return f"{self.entry.kind_label}, {self.entry.date or _('date not known')}"


@dataclass
class Stretch:
    """The time between two entries, or from the last one to the day; a long one is a silence and says how long."""

    start: float
    end: float
    is_silent: bool
    words: str = ""

    @property
    def middle(self) -> float:
        return round((self.start + self.end) / 2, 2)


@dataclass
class LineageStrip:
    """Marks over a line of stretches, and years below it."""

    marks: list[StripMark]
    stretches: list[Stretch]
    years: list[tuple[float, str]]
    day: PartialDate
    day_x: float
    line: int
    day_words: str
    undated_x: float | None = None
    label: str = ""

    @property
    def day_anchor(self) -> str:
        return "end" if self.day_x > 40 else "start"

    @property
    def day_words_x(self) -> float:
        return min(self.day_x + 4, 100) if self.day_x > 40 else self.day_x

    @property
    def height(self) -> int:
        return self.line + 24


def lineage_strip(entries: list[LineageEntry], today: dt.date, day_words: str = "") -> LineageStrip | None:
    """The strip of a lineage up to the day, which ``day_words`` names on the line; None where no entry has a date."""
    dated = sorted((entry for entry in entries if entry.date), key=lambda entry: entry.date)
    if not dated:
        return None
    day_words = day_words or _("today")
    undated = [entry for entry in entries if not entry.date]
    right = END_BEFORE_UNDATED if undated else END
    first = min(_middle(entry.date) for entry in dated)
    last = max(today.toordinal(), *(_middle(entry.date) for entry in dated))

    def place(day: float) -> float:
        return round(START + (day - first) / max(1, last - first) * (right - START), 2)

    marks = [StripMark(entry, place(_middle(entry.date))) for entry in dated]
    rows = _stack(marks)
    for row, entry in enumerate(undated):
        marks.append(StripMark(entry, UNDATED_AT, row))
    line = TOP + max(rows, len(undated)) * ROW + 4
    for mark in marks:
        mark.y = line - 4 - (mark.y + 1) * ROW
    day_x = place(today.toordinal())
    stretches = _stretches(dated, today, place)
    years = _years(first, last, place, day_x, day_words)
    at = UNDATED_AT if undated else None
    made = LineageStrip(marks, stretches, years, PartialDate.of(today), day_x, line, day_words, at)
    number = sum(entry.number is not None for entry in entries)
    made.label = ngettext(
        "%(kind)s %(date)s, %(number)d follow-up, up to %(day)s",
        "%(kind)s %(date)s, %(number)d follow-ups, up to %(day)s",
        number,
    ) % {"kind": dated[0].kind_label, "date": dated[0].date, "number": number, "day": made.day}
    return made


def _middle(date: PartialDate) -> float:
    return (date.earliest.toordinal() + date.latest.toordinal()) / 2


def _stack(marks: list[StripMark]) -> int:
    """Marks that would touch on the narrowest page stand one above the other; gives the number of rows."""
    width = MARK / NARROWEST_WIDTH * 100
    ends: list[float] = []
    for mark in sorted(marks, key=lambda mark: mark.x):
        row = next((row for row, end in enumerate(ends) if end <= mark.x - width / 2), len(ends))
        ends[row:] = [mark.x + width / 2, *ends[row + 1 :]]
        mark.y = row
    return len(ends)


def _stretches(dated: list[LineageEntry], today: dt.date, place) -> list[Stretch]:
    ends = [(entry.date.latest, _middle(entry.date), entry.date.earliest) for entry in dated]
    found = []
    for (latest, here, _first), (_last, there, earliest) in zip(ends, ends[1:], strict=False):
        found.append(_stretch((earliest - latest).days, place(here), place(there)))
    latest, here, _first = ends[-1]
    if today.toordinal() > here:
        found.append(_stretch((today - latest).days, place(here), place(today.toordinal())))
    return found


def _stretch(days: int, start: float, end: float) -> Stretch:
    silent = days >= SILENCE
    made = Stretch(start, end, silent)
    words = LineageEntry("", "", None, None, None, "", "", gap_days=days).gap_length
    if silent and text_width(words, SMALL_FONT_SIZE) + MARK <= (end - start) / 100 * NARROWEST_WIDTH:
        made.words = words
    return made


def _years(first: float, last: float, place, day_x: float, day_words: str) -> list[tuple[float, str]]:
    """The beginnings of years below the line, as many as fit beside the word for the day."""
    start, end = dt.date.fromordinal(round(first)).year + 1, dt.date.fromordinal(round(last)).year
    room = text_width("2000", SMALL_FONT_SIZE) + 10
    step = YEAR_STEPS[-1]
    for candidate in YEAR_STEPS:
        apart = (
            place(dt.date(start, 1, 1).toordinal() + 365.25 * candidate) - place(dt.date(start, 1, 1).toordinal())
        ) / 100
        if apart * NARROWEST_WIDTH >= room:
            step = candidate
            break
    taken = text_width(day_words, SMALL_FONT_SIZE) + room / 2
    found = []
    for year in range(start, end + 1):
        x = place(dt.date(year, 1, 1).toordinal())
        if year % step == 0 and (day_x - x) / 100 * NARROWEST_WIDTH >= taken:
            found.append((x, str(year)))
    return found
