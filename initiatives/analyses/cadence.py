"""Cadence: how often a grouping meets at a level, how long ago its last meeting was, and which one is announced next.

    usual   = median of the days between consecutive meetings of one level
    on time : time since the last one <= 1.5 x usual
    late    : more than that        dormant: more than 3 x usual

A level with fewer than three meetings has no verdict. A meeting counts from its start. If only the month or year of the
start is known, its middle counts; the time since the last meeting counts from its latest possible day, so that an
uncertain date makes nobody late. Meetings of one level that begin less than a week apart count as one occasion.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..models import Grouping, Summit
from ..models.dates import PartialDate, today
from ..models.vocabularies import SummitLevel, SummitStatus

ON_TIME, LATE, DORMANT, NO_VERDICT, ENDED = "on-time", "late", "dormant", "no-verdict", "ended"
CADENCE_VERDICT_LABELS = {
    ON_TIME: _("On time"),
    LATE: _("Late"),
    DORMANT: _("Dormant"),
    NO_VERDICT: _("No verdict"),
}
CADENCE_LABELS = {**CADENCE_VERDICT_LABELS, ENDED: _("Grouping ended")}
DAYS_PER_MONTH = 30.44
MIN_OCCASIONS = 3
LATE_ABOVE, DORMANT_ABOVE = 1.5, 3
OCCASION_SPAN = dt.timedelta(days=7)


def middle_day(date: PartialDate) -> dt.date:
    """The middle day of a date; the day itself if it is known."""
    return date.earliest + (date.latest - date.earliest) // 2


@dataclass
class Cadence:
    """The meetings of one grouping at one level. ``occasions`` are groups of meetings, oldest first."""

    grouping: Grouping
    level: SummitLevel
    day: dt.date
    occasions: list[list[Summit]] = field(default_factory=list)
    promised: list[Summit] = field(default_factory=list)

    @property
    def last(self) -> Summit | None:
        return self.occasions[-1][-1] if self.occasions else None

    @property
    def intervals(self) -> list[int]:
        """Days between consecutive occasions."""
        starts = [middle_day(occasion[0].start) for occasion in self.occasions]
        return [(after - before).days for before, after in pairwise(starts)]

    @property
    def usual(self) -> float | None:
        """The usual interval in days; None with fewer than three occasions."""
        return median(self.intervals) if len(self.occasions) >= MIN_OCCASIONS else None

    @property
    def since(self) -> int | None:
        """The minimum number of days since the last meeting began."""
        return (self.day - self.last.start.latest).days if self.last else None

    @property
    def ratio(self) -> float | None:
        return self.since / self.usual if self.usual else None

    @property
    def verdict(self) -> str:
        ended = self.grouping.ended
        if ended and ended.latest <= self.day:
            return ENDED
        if self.ratio is None:
            return NO_VERDICT
        return DORMANT if self.ratio > DORMANT_ABOVE else LATE if self.ratio > LATE_ABOVE else ON_TIME

    @property
    def usual_interval_text(self) -> str:
        return format_days(self.usual) if self.usual is not None else ""

    @property
    def elapsed_text(self) -> str:
        return format_days(self.since) if self.since is not None else ""

    @property
    def verdict_label(self) -> str:
        return str(CADENCE_LABELS[self.verdict])


def format_days(days: float) -> str:
    """“45 days”; from two months up “7 months”, from two years up “2 years 3 months”."""
    months = round(days / DAYS_PER_MONTH)
    if months < 2:
        return ngettext("%(number)d day", "%(number)d days", round(days)) % {"number": round(days)}
    years, rest = divmod(months, 12)
    if years < 2:
        return format_months(0, months)
    return format_months(years, rest)


def format_months(years: int, months: int) -> str:
    """“2 years 3 months”, without the part that is 0; empty if both are."""
    parts = []
    if years:
        parts.append(ngettext("%(number)d year", "%(number)d years", years) % {"number": years})
    if months:
        parts.append(ngettext("%(number)d month", "%(number)d months", months) % {"number": months})
    return " ".join(parts)


@dataclass
class GroupingCadence:
    """A grouping and its levels with a held or promised meeting, highest first."""

    grouping: Grouping
    levels: list[Cadence]

    @property
    def verdicts(self) -> set[str]:
        """The verdicts of the levels; ``no-verdict`` for a grouping without meetings."""
        return {level.verdict for level in self.levels} or {NO_VERDICT}


def grouping_cadences(groupings, day: dt.date | None = None) -> list[GroupingCadence]:
    """The rhythm of each of the public groupings on the day, or today; two queries."""
    found: dict[tuple[int, str], list[Summit]] = defaultdict(list)
    rows = Summit.objects.published().filter(grouping__in=groupings.order_by().values("pk"))
    rows = rows.filter(Q(start_latest__lte=day) | ~Q(status=SummitStatus.HELD)) if day else rows
    for row in rows.select_related("source").order_by(F("start_latest").asc(nulls_last=True), "slug"):
        found[row.grouping_id, row.level].append(row)
    return [
        GroupingCadence(
            grouping,
            [
                level
                for level in (
                    _level_cadence(grouping, level, found[grouping.pk, level.value], day) for level in SummitLevel
                )
                if level.occasions or level.promised
            ],
        )
        for grouping in groupings.order_by("short_name", "slug")
    ]


def _level_cadence(grouping: Grouping, level: SummitLevel, meetings: list[Summit], day: dt.date | None) -> Cadence:
    on = day or today()
    held = [row for row in meetings if row.status == SummitStatus.HELD and row.start and row.start.latest <= on]
    answer = Cadence(grouping, level, on, group_into_occasions(held))
    answer.promised = [row for row in meetings if _is_promised(row, answer.last, day)]
    return answer


def group_into_occasions(held: list[Summit]) -> list[list[Summit]]:
    """Meetings in order of time, grouped: a meeting less than a week after the first of an occasion belongs to it."""
    found: list[list[Summit]] = []
    for row in sorted(held, key=lambda row: (middle_day(row.start), row.slug)):
        if found and middle_day(row.start) - middle_day(found[-1][0].start) < OCCASION_SPAN:
            found[-1].append(row)
        else:
            found.append([row])
    return found


def _is_promised(meeting: Summit, last: Summit | None, day: dt.date | None) -> bool:
    """Planned or postponed, and undated or not certainly before the last meeting; on a past day, with a source by then."""
    if meeting.status not in (SummitStatus.PLANNED, SummitStatus.POSTPONED):
        return False
    if meeting.start and last and meeting.start.latest < last.start.earliest:
        return False
    if day is None:
        return True
    known = meeting.source and meeting.source.published_on
    return bool(known and known.latest <= day)
