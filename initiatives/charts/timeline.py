"""Meetings and texts of groupings in time, a lane for each grouping, with what was announced there and what followed.

A mark is a meeting together with its texts, or a text without a meeting; so each commitment belongs to one mark.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..lists.result_list import ResultList
from ..models import Grouping, Statement, Summit
from ..models.dates import PartialDate
from ..models.vocabularies import RESERVED_NONE, SummitStatus
from .axes import follow_up_years
from .drawing import FONT_SIZE, SMALL_FONT_SIZE, clipped, text_width
from .small import chart_caption

MAX_LANES = 8
STATEMENT_MARK = "text"
MARK_LABELS = {
    SummitStatus.HELD.value: _("Meeting held"),
    SummitStatus.PLANNED.value: _("Meeting planned"),
    SummitStatus.POSTPONED.value: _("Meeting postponed"),
    SummitStatus.CANCELLED.value: _("Meeting cancelled"),
    STATEMENT_MARK: _("Text without a meeting"),
}
LEGEND = (
    ("held-count", _("Meeting held, with the number of commitments announced there")),
    ("text-count", _("Text without a meeting, with the number of commitments announced in it")),
    ("held", _("Meeting held")),
    ("planned", "Planned"),
    ("postponed", "Postponed"),
    ("cancelled", "Cancelled"),
    ("text", _("Text without a meeting")),
    ("bar", _("Follow-ups by month (height by square root); below, the commitments followed up in the year")),
    ("bar-vague", _("Follow-ups whose month is not known")),
)


@dataclass
class TimelineMark:
    """A meeting with its texts, or a text alone: when, and how many of the list's commitments it announced.

    ``url`` leads to those commitments, or to the record itself where there are none.
    """

    what: str
    name: str
    date: PartialDate | None
    url: str
    count: int = 0
    city: str = ""
    texts: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        return MARK_LABELS[self.what]

    @property
    def chronological_key(self):
        return (self.date is None, self.date.latest if self.date else dt.date.max, self.name)


@dataclass
class FollowUpYear:
    """What followed in one year: so many follow-ups (by month, ``0`` where it is not known) of so many commitments."""

    code: str
    rows: int
    count: int
    url: str
    months: dict[int, int]


@dataclass
class Lane:
    """One grouping: ``count`` of the list's commitments, its marks in order of time, and what followed by year."""

    slug: str
    name: str
    count: int
    url: str
    marks: list[TimelineMark] = field(default_factory=list)
    years: list[FollowUpYear] = field(default_factory=list)


@dataclass
class Timeline:
    """Lanes over the years from ``first`` to ``last``; ``known`` are the years of everything in the lanes.

    ``earlier`` and ``later`` count the marks that lie outside the years; ``left_out`` the groupings without a lane.
    """

    lanes: list[Lane]
    first: int
    last: int
    known: tuple[int, int]
    usual: tuple[int, int]
    day: dt.date
    earlier: int = 0
    later: int = 0
    left_out: int = 0

    def shows(self, date: PartialDate | None) -> bool:
        return date is None or self.first <= date.year <= self.last


def timeline(listing: ResultList, years: tuple[int | None, int | None], every_lane: bool, today: dt.date):
    """The timeline of the listing's commitments.

    ``years``: the first and last to draw, each perhaps left to the data. Without ``every_lane`` the groupings picked in the
    filter have lanes, or those with the most commitments.
    """
    filterset = listing.filterset
    day = filterset.as_of_day or today
    commitments = filterset.select().order_by()
    announced, statement_of = defaultdict(set), {}
    for pk, statement, grouping in commitments.values_list("pk", "statement_id", "statement__grouping_id"):
        announced[grouping].add(pk)
        statement_of[pk] = statement
    lanes, left_out = _lanes(listing, announced, every_lane)
    _add_marks(listing, lanes, statement_of)
    _add_years(listing, lanes, commitments)
    found = list(lanes.values())
    return _limit_to_years(found, years, day, left_out)


def _lanes(listing, announced, every_lane) -> tuple[dict[int, Lane], int]:
    picked = listing.filterset.picked.get("grouping") or ((), ())
    known = [
        (pk, Lane(slug, name, len(announced[pk]), listing.narrowed(grouping=slug)))
        for pk, slug, name in Grouping.objects.published().values_list("pk", "slug", "short_name")
        if slug not in picked[1] and (not picked[0] or slug in picked[0])
    ]
    ranked = sorted(known, key=lambda pair: -pair[1].count)
    if not (every_lane or picked[0]):
        ranked = [(pk, lane) for pk, lane in ranked if lane.count][:MAX_LANES]
    return dict(ranked), len(known) - len(ranked)


def _add_marks(listing, lanes, statement_of):
    counts = defaultdict(int)
    for statement in statement_of.values():
        counts[statement] += 1
    meetings = {row.pk: row for row in Summit.objects.published().filter(grouping__in=lanes)}
    texts_of = defaultdict(list)
    alone = []
    for row in Statement.objects.published().filter(grouping__in=lanes):
        meeting = meetings.get(row.summit_id)
        if meeting and meeting.grouping_id == row.grouping_id:
            texts_of[meeting.pk].append(row)
        else:
            alone.append(row)
    asked = _MarkFilter(listing.filterset)
    marks = defaultdict(list)
    for meeting in meetings.values():
        texts = texts_of[meeting.pk]
        count = sum(counts[text.pk] for text in texts)
        if count or asked.takes(meeting.start, meeting.slug, meeting.level, texts):
            url = meeting.get_absolute_url()
            if count:
                url = listing.narrowed(grouping=lanes[meeting.grouping_id].slug, summit=meeting.slug)
            titles = [text.title for text in texts]
            mark = TimelineMark(meeting.status, meeting.name, meeting.start, url, count, meeting.city, titles)
            marks[meeting.grouping_id].append(mark)
    for text in alone:
        count = counts[text.pk]
        if count or asked.takes(text.issued_on, RESERVED_NONE, RESERVED_NONE, [text]):
            url = listing.narrowed(statement=text.slug) if count else text.get_absolute_url()
            marks[text.grouping_id].append(TimelineMark(STATEMENT_MARK, text.title, text.issued_on, url, count))
    for pk, lane in lanes.items():
        lane.marks = sorted(marks[pk], key=lambda mark: mark.chronological_key)


class _MarkFilter:
    """Which meetings and texts without a commitment of the list belong beside it, by the filters that are about them."""

    def __init__(self, filterset):
        self.picked = filterset.picked

    def takes(self, date, meeting: str, level: str, texts) -> bool:
        year = str(date.year) if date else RESERVED_NONE
        values = {
            "year": {year},
            "summit": {meeting},
            "level": {level},
            "kind": {text.kind for text in texts},
            "statement": {text.slug for text in texts},
        }
        return self._in_time(date) and all(self._has(name, found) for name, found in values.items())

    def _has(self, name, values) -> bool:
        any_of, none_of = self.picked.get(name) or ((), ())
        left = values - set(none_of)
        return bool(left & set(any_of)) if any_of else bool(left) or not values

    def _in_time(self, date) -> bool:
        after = self.picked.get("announced_after")
        ends = [end for end in (self.picked.get("announced_before"), self.picked.get("as_of")) if end]
        if not (after or ends):
            return True
        return bool(date) and all(date.within(after=after, before=end) for end in ends or [None])


def _add_years(listing, lanes, commitments):
    found = defaultdict(lambda: defaultdict(list))
    columns = ("commitment__statement__grouping", "date_latest")
    for code, earliest, commitment, grouping, latest in follow_up_years(listing, commitments, *columns):
        month = earliest.month if earliest and earliest.month == latest.month else 0
        found[grouping][code].append((commitment, month))
    for pk, lane in lanes.items():
        for code, pairs in sorted(found[pk].items()):
            months = defaultdict(int)
            for _pk, month in pairs:
                months[month] += 1
            url = listing.narrowed(grouping=lane.slug, followed_in=code)
            lane.years.append(
                FollowUpYear(code, len(pairs), len({commitment for commitment, _ in pairs}), url, dict(months))
            )


def _limit_to_years(lanes: list[Lane], asked, day: dt.date, left_out: int) -> Timeline:
    """The years asked for, within what is known; else from the first commitment or follow-up on."""
    marks = [mark for lane in lanes for mark in lane.marks if mark.date]
    followed = {int(year.code) for lane in lanes for year in lane.years if year.code != RESERVED_NONE}
    heart = {mark.date.year for mark in marks if mark.count} | followed
    every = {mark.date.year for mark in marks} | followed | {day.year}
    known = (min(every), max(every))
    usual = (min(heart, default=known[0]), known[1])
    first, last = (usual[place] if year is None else year for place, year in enumerate(asked))
    first, last = max(first, known[0]), min(last, known[1])
    if first > last:
        first, last = usual
    drawn = Timeline(lanes, first, last, known, usual, day, left_out=left_out)
    drawn.earlier = sum(mark.date.year < first for mark in marks)
    drawn.later = sum(mark.date.year > last for mark in marks)
    return drawn


# --- measures of the drawing ---

WIDTH, SMALL_WIDTH, GUTTER, UNDATED, MARGIN = 1136, 888, 92, 112, 8
HEAD, NAME, ROW, GAP = 44, 28, 25, 12
BARS, NUMBERS = 30, 20
SIZE, PLAIN, SIGN = 20, 12, 14
YEAR_LABEL_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500)


@dataclass
class _Scale:
    """Days on the picture: from the first day of the first year to the last of the last; undated ones end at ``edge``."""

    first: int
    last: int
    left: int
    right: int
    edge: int

    def x(self, date: dt.date) -> float:
        start, end = dt.date(self.first, 1, 1).toordinal(), dt.date(self.last, 12, 31).toordinal() + 1
        return self.left + (date.toordinal() - start) / (end - start) * (self.right - self.left)

    def middle(self, date: PartialDate) -> float:
        return (self.x(date.earliest) + self.x(date.latest)) / 2

    @property
    def year(self) -> float:
        return (self.right - self.left) / (self.last - self.first + 1)


def timeline_layout(drawn: Timeline, width: int = WIDTH) -> dict:
    """Where everything of the timeline is drawn, in pixels."""
    undated = any(not mark.date for lane in drawn.lanes for mark in lane.marks) or any(
        year.code == RESERVED_NONE for lane in drawn.lanes for year in lane.years
    )
    right = width - MARGIN - (UNDATED if undated else 0)
    scale = _Scale(drawn.first, drawn.last, GUTTER, right, width - MARGIN)
    most = max((n for lane in drawn.lanes for year in lane.years for n in year.months.values()), default=1)
    axis = _axis(drawn, scale)
    head = HEAD + (16 if axis["months"] else 0)
    y, lanes = head, []
    for lane in drawn.lanes:
        placed = _lane(drawn, lane, scale, y, most)
        lanes.append(placed)
        y = placed["bottom"]
    return {
        "width": width,
        "height": y + 28,
        "left": GUTTER,
        "right": right,
        "top": 18,
        "head_words": 32,
        "month_words": 50,
        "foot": y,
        "foot_words": y + 18,
        "undated_x": right + 10 if undated else None,
        "undated_middle": right + 10 + (UNDATED - 10) // 2,
        "lanes": lanes,
        "slices": _slices(lanes, y + 28),
        **axis,
    }


def _slices(lanes: list[dict], height: int) -> list[dict]:
    """A strip for each lane, the years with the first and the last; on paper a page may end between two of them."""
    ends = [0, *(lane["bottom"] for lane in lanes[:-1]), height]
    return [{"y": start, "height": end - start} for start, end in pairwise(ends)]


def _axis(drawn: Timeline, scale: _Scale) -> dict:
    step = next((step for step in YEAR_LABEL_STEPS if step * scale.year >= 44), YEAR_LABEL_STEPS[-1])
    years = [
        {
            "x": round(scale.x(dt.date(year, 1, 1)), 1),
            "middle": round(scale.x(dt.date(year, 1, 1)) + scale.year / 2, 1),
            "label": str(year) if year % step == 0 or step == 1 else "",
        }
        for year in range(drawn.first, drawn.last + 1)
        if year % step == 0 or scale.year >= 4
    ]
    months = []
    if scale.year / 12 >= 30:
        for year in range(drawn.first, drawn.last + 1):
            for month in range(1, 13):
                start = dt.date(year, month, 1)
                middle = scale.x(start) + scale.year / 24
                months.append({"x": round(scale.x(start), 1), "middle": round(middle, 1), "label": f"{start:%b}"})
    return {"years": years, "months": months, **_today(drawn, scale)}


def _today(drawn: Timeline, scale: _Scale) -> dict:
    """The line of today with its word, which stands on the side where there is more room."""
    if not drawn.first <= drawn.day.year <= drawn.last:
        return {"today_x": None}
    x = scale.x(drawn.day)
    before = x > (scale.left + scale.right) / 2
    places = {"today_x": round(x, 1), "today_words_x": round(x - 4 if before else x + 4, 1)}
    return {**places, "today_anchor": "end" if before else "start", "today_top": 2}


def _lane(drawn: Timeline, lane: Lane, scale: _Scale, top: int, most: int) -> dict:
    y, marks, sections = top + NAME, [], []
    for label, kinds in ((_("Meetings"), set(MARK_LABELS) - {STATEMENT_MARK}), (_("Other texts"), {STATEMENT_MARK})):
        shown = [mark for mark in lane.marks if mark.what in kinds and drawn.shows(mark.date)]
        if shown:
            sections.append({"label": label, "base": y + 15})
            placed, rows = _rows(shown, scale, y)
            marks += placed
            y += rows * ROW
    years = [_year(year, scale, y, most) for year in lane.years if is_in_shown_years(drawn, year)]
    base = y + BARS
    if years:
        sections.append({"label": "Follow-ups", "base": y + 15})
        y += BARS + NUMBERS
    words = ngettext("%(number)d commitment", "%(number)d commitments", lane.count) % {"number": lane.count}
    name = clipped(lane.name, 400, FONT_SIZE + 1)
    return {
        "lane": lane,
        "name": name,
        "words": words,
        "plate": 8 + text_width(name, FONT_SIZE + 2) + 10 + text_width(words, SMALL_FONT_SIZE),
        "top": top,
        "base": top + 18,
        "sections": sections,
        "marks": marks,
        "years": years,
        "bars_base": base if years else None,
        "bottom": y + GAP,
        "height": y + GAP - top,
    }


def is_in_shown_years(drawn: Timeline, year: FollowUpYear) -> bool:
    return year.code == RESERVED_NONE or drawn.first <= int(year.code) <= drawn.last


def _rows(shown: list[TimelineMark], scale: _Scale, top: int) -> tuple[list[dict], int]:
    """Each mark in the first row where it does not touch the one before; undated ones side by side at the end."""
    ends: list[float] = []
    placed, last_of = [], {}
    dated = [(scale.middle(mark.date), mark) for mark in shown if mark.date]
    for middle, mark in sorted(dated, key=lambda pair: pair[0]):
        width = _width(mark)
        left = min(max(middle - width / 2, scale.left), scale.right - width)
        row = next((row for row, end in enumerate(ends) if end + 3 <= left), len(ends))
        ends[row:] = [left + width, *ends[row + 1 :]]
        spot = _spot(mark, left, top + row * ROW, width)
        if row in last_of:
            _label(last_of[row], left)
        last_of[row] = spot
        if mark.date.precision != "day":
            spot["from"], spot["to"] = round(scale.x(mark.date.earliest), 1), round(scale.x(mark.date.latest), 1)
        placed.append(spot)
    for spot in last_of.values():
        _label(spot, scale.right)
    left, row, rows = scale.right + 14, 0, len(ends)
    for mark in shown:
        if not mark.date:
            width = _width(mark)
            if left + width > scale.edge:
                left, row = scale.right + 14, row + 1
            placed.append(_spot(mark, left, top + row * ROW, width))
            left, rows = left + width + 4, max(rows, row + 1)
    return placed, rows


def _width(mark: TimelineMark) -> int:
    if not mark.count:
        return PLAIN
    sign = SIGN if mark.what not in (SummitStatus.HELD, STATEMENT_MARK) else 0
    return max(SIZE, text_width(str(mark.count), SMALL_FONT_SIZE) + 8) + sign


def _spot(mark: TimelineMark, left: float, y: int, width: int) -> dict:
    size = SIZE if mark.count else PLAIN
    sign = width > PLAIN and mark.what not in (SummitStatus.HELD, STATEMENT_MARK)
    inner = left + (SIGN if sign else 0)
    return {
        "mark": mark,
        "x": round(left, 1),
        "y": y + (SIZE - size) // 2,
        "width": width,
        "size": size,
        "middle": round(inner + (width - (SIGN if sign else 0)) / 2, 1),
        "line": y + SIZE // 2,
        "base": y + 14,
        "end": left + width,
        "sign_x": round(left + 4, 1) if sign else round(left, 1),
        "sign_y": y + 5 if sign else y + 4,
        "sign": sign,
        "from": None,
        "to": None,
        "label": "",
    }


def _label(spot: dict, end: float):
    """The city of a meeting with commitments, where it fits before the next mark."""
    city = spot["mark"].city if spot["mark"].count else ""
    if city and spot["end"] + 4 + text_width(city, SMALL_FONT_SIZE) <= end - 4:
        spot["label"], spot["label_x"] = city, round(spot["end"] + 4, 1)


def _year(year: FollowUpYear, scale: _Scale, top: int, most: int) -> dict:
    words = _("%(number)d followed up") % {"number": year.count}
    known = {"year": year, "base": top + BARS + 15}
    if year.code == RESERVED_NONE:
        middle = scale.right + 10 + (UNDATED - 10) // 2
        return {**known, "bars": [], "words": words, "year_words": _("date not known"), "middle": middle}
    number = int(year.code)
    start = scale.x(dt.date(number, 1, 1))
    month = scale.year / 12
    bars = []
    for place, rows in sorted(year.months.items()):
        height = max(2, round((rows / most) ** 0.5 * (BARS - 2)))
        middle = start + (place - 0.5) * month if place else start + scale.year / 2
        width = max(1.0, month * 0.7)
        month_name = (
            date_format(dt.date(number, place, 1), "F Y")
            if place
            else _("%(year)d, month not known") % {"year": number}
        )
        what = ngettext("%(month)s: %(number)d follow-up", "%(month)s: %(number)d follow-ups", rows)
        what %= {"month": month_name, "number": rows}
        spot = {"x": round(middle - width / 2, 1), "width": round(width, 1), "height": height, "title": what}
        bars.append({**spot, "y": top + BARS - height, "vague": not place})
    if text_width(words, SMALL_FONT_SIZE) > scale.year - 6:
        words = str(year.count) if text_width(str(year.count), SMALL_FONT_SIZE) <= scale.year - 4 else ""
    # a month not known is drawn last: an outline in front of the months
    bars.sort(key=lambda bar: bar["vague"])
    middle = round(start + scale.year / 2, 1)
    return {**known, "bars": bars, "words": words, "year_words": year.code, "middle": middle}


def legend(drawing: dict) -> list[dict]:
    """The signs that stand in the drawing, in words."""
    spots = [spot["mark"] for lane in drawing["lanes"] for spot in lane["marks"]]
    marks = {mark.what + ("-count" if mark.count else "") for mark in spots}
    bars = {
        "bar-vague" if bar["vague"] else "bar"
        for lane in drawing["lanes"]
        for spot in lane["years"]
        for bar in spot["bars"]
    }
    return [
        {"kind": kind, "words": words}
        for kind, words in LEGEND
        if kind in marks | bars or (kind in MARK_LABELS and kind != "held" and f"{kind}-count" in marks)
    ]


def as_of_words(listing: ResultList) -> str:
    return _("as of %(day)s") % {"day": listing.as_of} if listing.as_of else str(_("today"))


def timeline_chart_context(listing: ResultList, today: dt.date) -> dict | None:
    """The small timeline of a grouping's page: one lane, with the address of the whole one. None where nothing is dated."""
    drawn = timeline(listing, (None, None), every_lane=False, today=today)
    if not any(lane.marks or lane.years for lane in drawn.lanes):
        return None
    drawing = timeline_layout(drawn, SMALL_WIDTH)
    caption = _("%(caption)s, where they were announced and when they were followed up.") % {
        "caption": chart_caption(listing)
    }
    if drawn.earlier:
        caption += " " + _("%(number)d earlier meetings and texts are not drawn.") % {"number": drawn.earlier}
    return {
        "timeline": drawn,
        "drawing": drawing,
        "legend": legend(drawing),
        "day_words": as_of_words(listing),
        "caption": caption,
        "full_url": listing.narrowed(reverse("timeline")),
    }
