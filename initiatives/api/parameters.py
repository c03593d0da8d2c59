"""The API’s own query parameters, beside the filters.

An unknown parameter or value raises BadRequest with what is allowed.
"""

import datetime as dt
import re
from dataclasses import dataclass, field

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.utils.dateparse import parse_datetime

from ..lists.resources import Resource
from ..models.dates import PartialDate
from .expansions import expansions_of
from .pagination import DEFAULT_PAGE_SIZE, FIRST_CURSOR, MAX_PAGE_NUMBER, MAX_PAGE_SIZE

SINGLE_VALUE_PARAMETERS = ("page", "size", "cursor", "updated_since")
NAME_LIST_PARAMETERS = ("fields", "expand", "facets")
_DECODED_PLUS = re.compile(r"(?<=:\d\d) (?=\d\d:\d\d$)|(?<=\.\d{6}) (?=\d\d:\d\d$)", re.ASCII)
PARAMETER_DESCRIPTIONS = {
    "fields": "The columns to return; all if left out.",
    "expand": "Related records to add to each row, under “expanded”.",
    "facets": "Filters to count beside the rows.",
    "page": "The number of the page, from 1.",
    "size": f"Rows on a page, 1 to {MAX_PAGE_SIZE}.",
    "cursor": f"“{FIRST_CURSOR}” begins a harvest of all rows, the last changed first; then follow “next”.",
    "updated_since": "Rows changed since a day, or a day and time (2026-11-25T08:00:00Z).",
}


def record_parameters(noun: Resource) -> list[str]:
    """The parameters of a record, besides ``as_of``."""
    return ["fields", "expand"] if expansions_of(noun) else ["fields"]


def list_parameters(noun: Resource) -> list[str]:
    """The parameters of a list, besides the filters."""
    facets = ["facets"] if noun.facet_rules else []
    return [*record_parameters(noun), *facets, *SINGLE_VALUE_PARAMETERS]


@dataclass
class QueryParameters:
    """A parsed query: the API’s own parameters; ``filter_query`` holds the filters."""

    filter_query: QueryDict
    fields: list[str] = field(default_factory=list)
    expand: list[str] = field(default_factory=list)
    facets: list[str] = field(default_factory=list)
    page: int = 1
    size: int = DEFAULT_PAGE_SIZE
    cursor: str = ""
    updated_since: dt.datetime | None = None


def parse_query(query: QueryDict, own: list[str], filters: list[str]) -> QueryParameters:
    """Parse the query; ``own`` and ``filters`` name the allowed parameters."""
    if unknown := [name for name in query if name not in (*own, *filters)]:
        known = ", ".join((*filters, *own))
        allowed = f"Known parameters: {known}." if known else "This address takes no parameters."
        raise BadRequest(f"Unknown parameter: {', '.join(unknown)}. {allowed}")
    filter_query = query.copy()
    values = {name: filter_query.pop(name, []) for name in own}
    for name in SINGLE_VALUE_PARAMETERS:
        if len(values.get(name, [])) > 1:
            raise BadRequest(f"{name}: give only one value.")
    parsed = QueryParameters(filter_query, *(split_names(values.get(name, [])) for name in NAME_LIST_PARAMETERS))
    if values.get("page"):
        parsed.page = parse_number("page", values["page"][0], MAX_PAGE_NUMBER)
    if values.get("size"):
        parsed.size = parse_number("size", values["size"][0], MAX_PAGE_SIZE)
    if values.get("updated_since"):
        parsed.updated_since = parse_datetime_utc(values["updated_since"][0])
    if values.get("cursor"):
        parsed.cursor = values["cursor"][0]
        if values.get("page") or filter_query.get("ordering"):
            raise BadRequest("cursor: a harvest has a fixed order. Leave out page and ordering.")
        if not parsed.cursor:
            raise BadRequest(f"cursor: begin with “{FIRST_CURSOR}”.")
    return parsed


def split_names(values: list[str]) -> list[str]:
    """The names in values that are separated by commas, or repeated."""
    return [name.strip() for text in values for name in text.split(",") if name.strip()]


def parse_number(name: str, text: str, largest: int) -> int:
    if not re.fullmatch(r"[0-9]{1,10}", text) or not 1 <= int(text) <= largest:
        raise BadRequest(f"{name}: give a whole number from 1 to {largest}.")
    return int(text)


def parse_datetime_utc(text: str) -> dt.datetime:
    """A moment in UTC from a day and time (UTC if it has no zone), or the beginning of a day, month or year.

    A “+” before the zone that was not percent-encoded arrives as a space and is restored.
    """
    text = _DECODED_PLUS.sub("+", text)
    try:
        try:
            return dt.datetime.combine(PartialDate.parse(text).earliest, dt.time(), dt.UTC)
        except ValueError:
            moment = parse_datetime(text)
        return moment.astimezone(dt.UTC) if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    except (ValueError, OverflowError, AttributeError):
        raise BadRequest(
            "updated_since: give a day, or a day and time, such as 2026-11-25 or 2026-11-25T08:00:00Z."
        ) from None
