"""iCalendar files of planned meetings, for subscription. They hold the meetings whose start is a known day.

A calendar needs at least one component (RFC 5545, 3.6), so an empty one holds a time zone, which no program displays.
"""

import datetime as dt

from icalendar import Calendar, Event, Timezone, TimezoneStandard

from ..models import Summit
from ..models.permalinks import permalink, permanent_name
from ..models.vocabularies import SummitStatus
from .citations.items import record_description
from .selection import ChunkedQuery
from .site import SITE_NAME


def summit_calendar(selection: ChunkedQuery) -> str:
    calendar = Calendar()
    calendar.add("prodid", f"-//{SITE_NAME}//Planned meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("name", f"{selection.sentence} – {SITE_NAME}")
    calendar.add("x-wr-calname", f"{selection.sentence} – {SITE_NAME}")
    for summit in selection.records():
        if summit.status == SummitStatus.PLANNED and summit.start and summit.start.precision == "day":
            calendar.add_component(event(summit))
    if not calendar.subcomponents:
        calendar.add_component(utc_time_zone())
    return calendar.to_ical().decode()


def utc_time_zone() -> Timezone:
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", "Etc/UTC")
    standard.add("dtstart", dt.datetime(1970, 1, 1))
    standard.add("tzoffsetfrom", dt.timedelta())
    standard.add("tzoffsetto", dt.timedelta())
    zone.add_component(standard)
    return zone


def event(summit: Summit) -> Event:
    """An all-day event; its DTEND is the day after the last one (RFC 5545, 3.6.1)."""
    last_day = summit.end if summit.end and summit.end.precision == "day" else summit.start
    entry = Event()
    entry.add("uid", str(permanent_name(f"summits/{summit.slug}")))
    entry.add("dtstamp", summit.updated_at.astimezone(dt.UTC))
    entry.add("last-modified", summit.updated_at.astimezone(dt.UTC))
    entry.add("summary", summit.name)
    entry.add("dtstart", summit.start.latest)
    entry.add("dtend", last_day.latest + dt.timedelta(days=1))
    entry.add("url", permalink(summit))
    entry.add("description", record_description(summit))
    if summit.place:
        entry.add("location", summit.place)
    return entry
