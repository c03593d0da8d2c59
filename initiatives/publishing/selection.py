"""The rows that a query selects, for files, feeds and the API: those of the list page, in its order, read in chunks.

The primary keys are read first, then the rows chunk by chunk. So memory does not grow with the list, and a slow client
keeps no database query open.
"""

import datetime as dt
from array import array
from collections.abc import Iterator
from functools import cached_property

from django.http import QueryDict
from django.urls import reverse

from ..lists.columns import ColumnSet
from ..lists.filters import PickedValues
from ..lists.resources import Resource
from ..lists.result_list import PAGE_PARAMETERS, strict_filterset
from ..lists.sentences import download_file_name, filter_sentence
from ..models import markup
from ..models.dates import PartialDate, today
from ..models.permalinks import absolute
from .citations.items import list_item
from .citations.styles import cite
from .releases import catalogue
from .site import LICENCE_NAME, LICENCE_URL, SITE_TITLE

CHUNK_SIZE = 500


class ChunkedQuery:
    """The public rows of a noun that a query selects; BadRequest for an unknown parameter or value."""

    def __init__(self, noun: Resource, query: QueryDict):
        self.noun, self.query = noun, query
        self.filterset = strict_filterset(query, noun.filterset_class, noun.model.objects.published())

    @property
    def day(self) -> dt.date | None:
        """The day of the filter ``as_of``, if it is set."""
        return self.filterset.as_of_day

    @cached_property
    def keys(self) -> array:
        return array("q", self.filterset.qs.values_list("pk", flat=True).iterator(chunk_size=CHUNK_SIZE))

    def records(self) -> Iterator:
        """The rows in order, with all that the columns read; each has ``links`` for its texts."""
        for start in range(0, len(self.keys), CHUNK_SIZE):
            yield from self.read(self.keys[start : start + CHUNK_SIZE], self.noun.table)

    def newest(self, number: int) -> list:
        """The rows whose last public change is newest, newest first, each with ``changed_at``."""
        rows = self.filterset.select().with_changed_at().order_by("-changed_at", *self.noun.model.key_fields)
        moments = dict(rows.values_list("pk", "changed_at")[:number])
        records = self.read(moments, self.noun.table)
        for record in records:
            record.changed_at = moments[record.pk]
        return records

    def read(self, keys, table: ColumnSet) -> list:
        """The rows with these primary keys, in this order."""
        rows = self.filterset.annotated.filter(pk__in=list(keys))
        found = {row.pk: row for row in table.prepare(rows, self.day)}
        records = [found[key] for key in keys if key in found]
        links = markup.resolve_links(getattr(row, name) for row in records for name in table.prose)
        for row in records:
            row.links = links
        return records

    # --- the selection in words and as addresses

    @property
    def parameters(self) -> dict[str, list[str]]:
        """The filters and the order as the query gives them, without the parameters of the page."""
        given = {name: [text for text in texts if text] for name, texts in self.query.lists()}
        return {name: texts for name, texts in given.items() if texts and name not in PAGE_PARAMETERS}

    @property
    def meant(self) -> dict[str, list[str]]:
        """The filters, normalised: sorted, with values as the vocabularies spell them.

        Equal selections give equal values.
        """
        picked = self.filterset.picked
        return {name: _query_values(picked[name]) for name in sorted(picked) if picked[name] and name != "ordering"}

    def address(self, path: str = "") -> str:
        """The absolute address of the list, or of another path with the same query."""
        return absolute(url_with_query(path or self.noun.path, self.parameters))

    def file_address(self, extension: str) -> str:
        return self.address(self.noun.file(extension))

    @cached_property
    def sentence(self) -> str:
        return filter_sentence(self.filterset)

    def file_name(self, extension: str) -> str:
        return download_file_name(self.filterset, extension)

    @property
    def item(self) -> dict:
        """The list as a CSL-JSON item."""
        return list_item(self.sentence, url_with_query(self.noun.path, self.parameters))

    @property
    def metadata(self) -> dict:
        """What a file states about itself: title, day, filters, number of rows, licence, citation."""
        return {
            "title": self.sentence,
            "day": today().isoformat(),
            "filters": self.parameters,
            "order": self.filterset.order,
            "count": len(self.keys),
            "page": self.address(),
            "licence": LICENCE_NAME,
            "licence_url": LICENCE_URL,
            "citation": cite(self.item, "apa"),
            "release": release.version if (release := catalogue.latest_release()) else None,
            "publisher": SITE_TITLE,
            "codebook": absolute(reverse("codebook")),
        }


def _query_values(picked: PickedValues | PartialDate | str) -> list[str]:
    """The parsed value of a filter as values of a query."""
    if isinstance(picked, PickedValues):
        return sorted([*picked.any_of, *(f"-{value}" for value in picked.none_of)])
    return [picked.isoformat() if isinstance(picked, PartialDate) else picked]


def url_with_query(path: str, parameters: dict[str, list[str]]) -> str:
    query = QueryDict(mutable=True)
    for name, texts in parameters.items():
        query.setlist(name, texts)
    return f"{path}?{query.urlencode()}" if parameters else path
