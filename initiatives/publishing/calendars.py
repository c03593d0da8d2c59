"""Calendars of planned meetings that have a day, for subscription; other meetings have no place on a day yet, or any more.

A calendar must hold something (RFC 5545, 3.6), so an empty one holds the time zone in which nothing happens, which shows in
no program.
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
    """The planned meetings of a selection of summits."""
    made = Calendar()
    made.add("prodid", f"-//{SITE_NAME}//Planned meetings//EN")
    made.add("version", "2.0")
    made.add("name", f"{selection.sentence} – {SITE_NAME}")
    made.add("x-wr-calname", f"{selection.sentence} – {SITE_NAME}")
    for summit in selection.records():
        if summit.status == SummitStatus.PLANNED and summit.start and summit.start.precision == "day":
            made.add_component(event(summit))
    if not made.subcomponents:
        made.add_component(universal_time())
    return made.to_ical().decode()


def universal_time() -> Timezone:
    """The time zone UTC."""
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", "Etc/UTC")
    standard.add("dtstart", dt.datetime(1970, 1, 1))
    standard.add("tzoffsetfrom", dt.timedelta())
    standard.add("tzoffsetto", dt.timedelta())
    zone.add_component(standard)
    return zone


def event(summit: Summit) -> Event:
    """An event of whole days; in a calendar the end is the day after."""
    last = summit.end if summit.end and summit.end.precision == "day" else summit.start
    made = Event()
    made.add("uid", str(permanent_name(f"summits/{summit.slug}")))
    made.add("dtstamp", summit.updated_at.astimezone(dt.UTC))
    made.add("last-modified", summit.updated_at.astimezone(dt.UTC))
    made.add("summary", summit.name)
    made.add("dtstart", summit.start.latest)
    made.add("dtend", last.latest + dt.timedelta(days=1))
    made.add("url", permalink(summit))
    made.add("description", record_description(summit))
    if summit.place:
        made.add("location", summit.place)
    return made
