"""Dates of any precision: a day, a month or a year.

A partial date is a span of days, kept by its first and last day; the precision follows from the two. Nothing here
knows a model. Reading and writing is ISO 8601 (``2023``, ``2023-05``, ``2023-05-20``).
"""

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import total_ordering

# A date of any precision as standards that describe data take a pattern; the calendar is not in it.
ISO_FORMAT = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"
_ISO = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?", re.ASCII)


@total_ordering
@dataclass(frozen=True)
class PartialDate:
    """A day, a month or a year, as the span from ``earliest`` to ``latest`` (both inclusive).

    Raises ValueError when the two days are not the ends of one day, one month or one year.
    Orders by latest day, then earliest: a year stands after each of its days, since it may have lasted that long.
    """

    earliest: dt.date
    latest: dt.date

    def __post_init__(self):
        if (self.earliest, self.latest) not in (_day(self.earliest), _month(self.earliest), _year(self.earliest)):
            raise ValueError(f"{self.earliest} to {self.latest} is not a day, a month or a year")

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read ``2023``, ``2023-05`` or ``2023-05-20``; ValueError for anything else, with a sentence for the reader."""
        match = _ISO.fullmatch(text.strip())
        if not match:
            raise ValueError(f"“{text}” is not a date; write 2023, 2023-05 or 2023-05-20")
        year, month, day = (int(part) if part else None for part in match.group("year", "month", "day"))
        try:
            first = dt.date(year, 1 if month is None else month, 1 if day is None else day)
        except ValueError:
            raise ValueError(f"“{text}” is not a day of the calendar") from None
        return cls(*(_day if day is not None else _month if month is not None else _year)(first))

    @classmethod
    def of(cls, value) -> "PartialDate | None":
        """Take text, a ``datetime.date``, a PartialDate or nothing."""
        if value is None or value == "":
            return None
        if isinstance(value, cls):
            return value
        if isinstance(value, dt.date):
            return cls(value, value)
        return cls.parse(str(value))

    @property
    def precision(self) -> str:
        """``day``, ``month`` or ``year``."""
        if self.earliest == self.latest:
            return "day"
        return "month" if self.earliest.month == self.latest.month else "year"

    @property
    def year(self) -> int:
        return self.earliest.year

    def isoformat(self) -> str:
        """As much as is known, in ISO 8601."""
        return self.earliest.isoformat()[: {"day": 10, "month": 7, "year": 4}[self.precision]]

    def __str__(self) -> str:
        """As a page shows it: 20 May 2023, May 2023, 2023."""
        day, month, year = self.earliest.day, calendar.month_name[self.earliest.month], self.earliest.year
        return {"day": f"{day} {month} {year}", "month": f"{month} {year}", "year": f"{year}"}[self.precision]

    def __lt__(self, other: "PartialDate") -> bool:
        return (self.latest, self.earliest) < (other.latest, other.earliest)

    def within(self, *, after: "PartialDate | None" = None, before: "PartialDate | None" = None) -> bool:
        """Whether the whole span lies on or after the start of ``after`` and on or before the end of ``before``."""
        return (after is None or self.earliest >= after.earliest) and (before is None or self.latest <= before.latest)


def _day(first):
    return first, first


def _month(first):
    return first.replace(day=1), first.replace(day=calendar.monthrange(first.year, first.month)[1])


def _year(first):
    return first.replace(month=1, day=1), first.replace(month=12, day=31)


def today() -> dt.date:
    """The day on which the site answers (UTC), in one place so that tests can set it."""
    return dt.datetime.now(dt.UTC).date()
