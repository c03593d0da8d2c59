"""The rows of a list in pages: by page number, or by cursor for a harvest of all rows.

A harvest goes from the latest change to the earliest. A record that changes during the harvest moves to its beginning,
which has been read already. So no row moves to another page and none is read twice; the record comes with the next
harvest, which asks for ``updated_since`` the ``since`` of this one.
"""

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import BadRequest
from django.db.models import Q
from django.http import Http404, QueryDict
from django.utils import timezone

from ..models.permalinks import absolute
from ..publishing.selection import ChunkedQuery

if TYPE_CHECKING:
    from .parameters import QueryParameters

DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE = 20, 100
MAX_PAGE_NUMBER = 10**9
FIRST_CURSOR = "start"
_CURSOR = re.compile(r"(\d{1,17})-(\d{1,17})-(\d{1,18})", re.ASCII)
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
# A transaction that began before a harvest may be committed during it, with the time at which it began.
OVERLAP = dt.timedelta(minutes=10)


@dataclass
class Page:
    """The primary keys on one page; ``next`` and ``previous`` are the query parameters of the neighbouring pages."""

    keys: list[int]
    count: int
    page: int | None = None
    pages: int | None = None
    since: dt.datetime | None = None
    next: dict | None = None
    previous: dict | None = None


def changed_since(rows, parameters: "QueryParameters"):
    """The rows that changed since ``updated_since``, or all."""
    since = parameters.updated_since
    return rows.with_changed_at().filter(changed_at__gte=since) if since else rows


def paginate(selection: ChunkedQuery, parameters: "QueryParameters") -> Page:
    """The requested page. Http404 for a page after the last, BadRequest for an invalid cursor."""
    return _by_cursor(selection, parameters) if parameters.cursor else _by_number(selection, parameters)


def _by_number(selection: ChunkedQuery, parameters: "QueryParameters") -> Page:
    number, size = parameters.page, parameters.size
    count = changed_since(selection.filterset.select(), parameters).count()
    pages = max(1, -(-count // size))
    if number > pages:
        raise Http404(f"There is no page {number}. The last page is {pages}.")
    keys = changed_since(selection.filterset.qs, parameters).values_list("pk", flat=True)
    start = (number - 1) * size
    return Page(
        list(keys[start : start + size]),
        count,
        number,
        pages,
        next={"page": number + 1} if number < pages else None,
        previous={"page": number - 1} if number > 1 else None,
    )


def _by_cursor(selection: ChunkedQuery, parameters: "QueryParameters") -> Page:
    rows = changed_since(selection.filterset.select(), parameters)
    count = rows.count()
    since, remaining = _parse_cursor(parameters.cursor)
    rows = rows.with_changed_at().filter(remaining).order_by("-changed_at", "-pk")
    found = list(rows.values_list("changed_at", "pk")[: parameters.size + 1])
    shown = found[: parameters.size]
    following = {"cursor": _encode_cursor(since, *shown[-1])} if len(found) > len(shown) else None
    return Page([pk for _, pk in shown], count, since=since, next=following)


def _parse_cursor(cursor: str) -> tuple[dt.datetime, Q]:
    """When the harvest began, and the condition for the rows that remain."""
    if cursor == FIRST_CURSOR:
        return timezone.now() - OVERLAP, Q()
    try:
        began_at, changed_at, pk = map(int, _CURSOR.fullmatch(cursor).groups())
        began, last = (EPOCH + dt.timedelta(microseconds=number) for number in (began_at, changed_at))
        if began > timezone.now():
            raise OverflowError
        return began, Q(changed_at__lt=last) | Q(changed_at=last, pk__lt=pk)
    except (AttributeError, OverflowError):
        raise BadRequest(f"cursor: use “{FIRST_CURSOR}”, or follow the address in “next”.") from None


def _encode_cursor(began: dt.datetime, changed_at: dt.datetime, pk: int) -> str:
    microsecond = dt.timedelta(microseconds=1)
    return f"{(began - EPOCH) // microsecond}-{(changed_at - EPOCH) // microsecond}-{pk}"


def url_with_parameters(path: str, query: QueryDict, changes: dict | None) -> str | None:
    """The absolute address of the path with the query and the changes in it; None if ``changes`` is None."""
    if changes is None:
        return None
    query = query.copy()
    for name, value in changes.items():
        query[name] = str(value)
    return absolute(f"{path}?{query.urlencode()}" if query else path)
