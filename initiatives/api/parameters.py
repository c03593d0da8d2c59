"""The parameters that the API has besides the filters. What is not understood raises BadRequest, which says what is allowed."""

import datetime as dt
import re
from dataclasses import dataclass, field

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.utils.dateparse import parse_datetime

from ..lists.facets import FACET_RULES
from ..lists.resources import Resource
from ..models.dates import PartialDate
from .expansions import EXPANSIONS

DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE = 20, 100
MAX_PAGE_NUMBER = 10**9
FIRST_CURSOR = "start"
SINGLE_VALUE_PARAMETERS = ("page", "size", "cursor", "updated_since")
_ZONE = re.compile(r"(?<=:\d\d) (?=\d\d:\d\d$)|(?<=\.\d{6}) (?=\d\d:\d\d$)", re.ASCII)
PARAMETER_DESCRIPTIONS = {
    "fields": "Only these columns.",
    "expand": "Records to put into each row, under “expanded”.",
    "facets": "Counts of these filters beside the rows.",
    "page": "The number of the page, from 1.",
    "size": f"Rows on a page, 1 to {MAX_PAGE_SIZE}.",
    "cursor": "“start”, then what “next” names: all rows, last changed first, for a harvest.",
    "updated_since": "Rows that readers saw change since a day, or a day and time (2026-11-25T08:00:00Z).",
}


def record_parameters(noun: Resource) -> list[str]:
    """What a record takes besides ``as_of``."""
    return ["fields", "expand"] if EXPANSIONS[noun.name] else ["fields"]


def list_parameters(noun: Resource) -> list[str]:
    """What a list takes besides the filters."""
    facets = ["facets"] if noun.filterset_class in FACET_RULES else []
    return [*record_parameters(noun), *facets, *SINGLE_VALUE_PARAMETERS]


@dataclass
class QueryParameters:
    """A query taken apart: the API’s own parameters, and ``rest`` with the filters."""

    rest: QueryDict
    fields: list[str] = field(default_factory=list)
    expand: list[str] = field(default_factory=list)
    facets: list[str] = field(default_factory=list)
    page: int = 1
    size: int = DEFAULT_PAGE_SIZE
    cursor: str = ""
    updated_since: dt.datetime | None = None


def parse_query(query: QueryDict, own: list[str], filters: list[str]) -> QueryParameters:
    """Take the query apart; ``own`` and ``filters`` name all that is allowed."""
    if unknown := [name for name in query if name not in (*own, *filters)]:
        known = ", ".join((*filters, *own))
        allowed = f"Known are {known}." if known else "There are no parameters here."
        raise BadRequest(f"Unknown: {', '.join(unknown)}. {allowed}")
    rest = query.copy()
    texts = {name: rest.pop(name, []) for name in own}
    for name in SINGLE_VALUE_PARAMETERS:
        if len(texts.get(name, [])) > 1:
            raise BadRequest(f"{name}: give it once.")
    asked = QueryParameters(rest, *(names(texts.get(name, [])) for name in ("fields", "expand", "facets")))
    if texts.get("page"):
        asked.page = parse_number("page", texts["page"][0], MAX_PAGE_NUMBER)
    if texts.get("size"):
        asked.size = parse_number("size", texts["size"][0], MAX_PAGE_SIZE)
    if texts.get("updated_since"):
        asked.updated_since = parse_datetime_utc(texts["updated_since"][0])
    if texts.get("cursor"):
        asked.cursor = texts["cursor"][0]
        if texts.get("page") or rest.get("ordering"):
            raise BadRequest("cursor: a harvest has an order of its own; leave out page and ordering.")
        if not asked.cursor:
            raise BadRequest(f"cursor: begin with {FIRST_CURSOR}.")
    return asked


def names(texts: list[str]) -> list[str]:
    """Names separated by commas, or repeated."""
    return [name.strip() for text in texts for name in text.split(",") if name.strip()]


def parse_number(name: str, text: str, most: int) -> int:
    if not re.fullmatch(r"[0-9]{1,10}", text) or not 1 <= int(text) <= most:
        raise BadRequest(f"{name}: a whole number from 1 to {most}.")
    return int(text)


def parse_datetime_utc(text: str) -> dt.datetime:
    """The beginning of a day, month or year (UTC), or the day and time; without a zone it is UTC.

    The “+” of a zone arrives as a space where it was not encoded, as in a time copied from an answer.
    """
    text = _ZONE.sub("+", text)
    try:
        try:
            return dt.datetime.combine(PartialDate.parse(text).earliest, dt.time(), dt.UTC)
        except ValueError:
            found = parse_datetime(text)
        return found.astimezone(dt.UTC) if found.tzinfo else found.replace(tzinfo=dt.UTC)
    except (ValueError, OverflowError, AttributeError):
        raise BadRequest("updated_since: a day, or a day and time, as 2026-11-25 or 2026-11-25T08:00:00Z.") from None
