"""Calendars of planned meetings that have a day, for subscription; other meetings have no place on a day yet, or any more."""

import datetime as dt

from icalendar import Calendar, Event

from .citations import permalink
from .citations.items import describe
from .imprint import NAME
from .models import Summit
from .selections import Selection
from .vocabularies import SummitStatus


def calendar(selection: Selection) -> str:
    """The planned meetings of a selection of summits."""
    made = Calendar()
    made.add("prodid", f"-//{NAME}//Planned meetings//EN")
    made.add("version", "2.0")
    made.add("name", f"{selection.sentence} – {NAME}")
    made.add("x-wr-calname", f"{selection.sentence} – {NAME}")
    for summit in selection.records():
        if summit.status == SummitStatus.PLANNED and summit.start and summit.start.precision == "day":
            made.add_component(event(summit))
    return made.to_ical().decode()


def event(summit: Summit) -> Event:
    """An event of whole days; in a calendar the end is the day after."""
    last = summit.end if summit.end and summit.end.precision == "day" else summit.start
    made = Event()
    made.add("uid", f"summits/{summit.slug}@minilat")
    made.add("dtstamp", summit.updated_at.astimezone(dt.UTC))
    made.add("last-modified", summit.updated_at.astimezone(dt.UTC))
    made.add("summary", summit.name)
    made.add("dtstart", summit.start.latest)
    made.add("dtend", last.latest + dt.timedelta(days=1))
    made.add("url", permalink(summit))
    made.add("description", describe(summit))
    if summit.place:
        made.add("location", summit.place)
    return made
