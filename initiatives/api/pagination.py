"""Rows in pages: by number for readers, by cursor for those who fetch everything.

A harvest goes from what was changed last to what was changed first. A record that changes meanwhile moves before its
beginning, so it shifts nothing and nothing comes twice; it comes with the next harvest, ``updated_since`` the ``since`` of
this one.
"""

import datetime as dt
import re
from dataclasses import dataclass

from django.core.exceptions import BadRequest
from django.db.models import Q
from django.http import Http404, QueryDict
from django.utils import timezone

from ..models.permalinks import absolute
from ..publishing.selection import ChunkedQuery
from .parameters import FIRST_CURSOR, QueryParameters

_TOKEN = re.compile(r"(\d{1,17})-(\d{1,17})-(\d{1,18})", re.ASCII)
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
# A save that began before a harvest may end within it, with the time of its beginning.
OVERLAP = dt.timedelta(minutes=10)


@dataclass
class Page:
    """The keys of one page and the facts of its place; ``next`` and ``previous`` are the parameters that lead there."""

    keys: list[int]
    count: int
    page: int | None = None
    pages: int | None = None
    since: dt.datetime | None = None
    next: dict | None = None
    previous: dict | None = None


def changed_since(selection: ChunkedQuery, rows, asked: QueryParameters):
    return rows.with_changed_at().filter(changed_at__gte=asked.updated_since) if asked.updated_since else rows


def paginate(selection: ChunkedQuery, asked: QueryParameters) -> Page:
    return _by_cursor(selection, asked) if asked.cursor else _by_number(selection, asked)


def _by_number(selection: ChunkedQuery, asked: QueryParameters) -> Page:
    """Http404 for a page after the last."""
    count = changed_since(selection, selection.filterset.select(), asked).count()
    pages = max(1, -(-count // asked.size))
    if asked.page > pages:
        raise Http404(f"There is no page {asked.page}; the last one is {pages}.")
    rows = changed_since(selection, selection.filterset.qs, asked).values_list("pk", flat=True)
    start = (asked.page - 1) * asked.size
    return Page(
        list(rows[start : start + asked.size]),
        count,
        asked.page,
        pages,
        next={"page": asked.page + 1} if asked.page < pages else None,
        previous={"page": asked.page - 1} if asked.page > 1 else None,
    )


def _by_cursor(selection: ChunkedQuery, asked: QueryParameters) -> Page:
    rows = changed_since(selection, selection.filterset.select(), asked)
    count = rows.count()
    since, after = _parse_cursor(asked.cursor)
    rows = rows.with_changed_at().filter(after).order_by("-changed_at", "-pk")
    found = rows.values_list("changed_at", "pk")[: asked.size + 1]
    here = list(found)
    shown = here[: asked.size]
    more = {"cursor": _encode_cursor(since, *shown[-1])} if len(here) > len(shown) else None
    return Page([pk for _, pk in shown], count, since=since, next=more)


def _parse_cursor(cursor: str) -> tuple[dt.datetime, Q]:
    """When the harvest began, and the condition on what is left of it."""
    if cursor == FIRST_CURSOR:
        return timezone.now() - OVERLAP, Q()
    try:
        since, updated, pk = map(int, _TOKEN.fullmatch(cursor).groups())
        began, last = (EPOCH + dt.timedelta(microseconds=number) for number in (since, updated))
        if began > timezone.now():
            raise OverflowError
        return began, Q(changed_at__lt=last) | Q(changed_at=last, pk__lt=pk)
    except (AttributeError, OverflowError):
        raise BadRequest(f"cursor: {FIRST_CURSOR}, or what “next” named.") from None


def _encode_cursor(since: dt.datetime, updated: dt.datetime, pk: int) -> str:
    micro = dt.timedelta(microseconds=1)
    return f"{(since - EPOCH) // micro}-{(updated - EPOCH) // micro}-{pk}"


def url_with_parameters(path: str, query: QueryDict, changes: dict | None) -> str | None:
    """The full address with these parameters in place of the present ones."""
    if changes is None:
        return None
    query = query.copy()
    for name, value in changes.items():
        query[name] = str(value)
    return absolute(f"{path}?{query.urlencode()}" if query else path)
