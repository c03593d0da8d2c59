"""What one query selects, for files and feeds: the rows of the page, in its order, in chunks of fixed size.

The keys are read first (a few bytes a row) and the rows then chunk by chunk, so that neither a long list nor a slow reader
keeps the server's memory or a read of the database.
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
    """The public rows of a noun that a query asks for; BadRequest where the query is not understood."""

    def __init__(self, noun: Resource, query: QueryDict):
        self.noun, self.query = noun, query
        self.filterset = strict_filterset(query, noun.filterset_class, noun.model.objects.published())

    @property
    def day(self) -> dt.date | None:
        """The day that the rows are seen as of, where one is asked for."""
        return self.filterset.as_of_day

    @cached_property
    def keys(self) -> array:
        return array("q", self.filterset.qs.values_list("pk", flat=True).iterator(chunk_size=CHUNK_SIZE))

    def records(self, table: ColumnSet | None = None) -> Iterator:
        """The rows in order, each with ``links`` for its texts and all that the table reads."""
        for start in range(0, len(self.keys), CHUNK_SIZE):
            yield from self.read(self.keys[start : start + CHUNK_SIZE], table or self.noun.table)

    def newest(self, number: int) -> list:
        """The rows of which readers saw a change last, newest first, each with its ``changed_at``."""
        rows = self.filterset.select().with_changed_at().order_by("-changed_at", *self.noun.model.key_fields)
        moments = dict(rows.values_list("pk", "changed_at")[:number])
        records = self.read(moments, self.noun.table)
        for record in records:
            record.changed_at = moments[record.pk]
        return records

    def read(self, keys, table: ColumnSet) -> list:
        """The rows with these keys, in this order."""
        rows = self.filterset.annotated.filter(pk__in=list(keys))
        found = {row.pk: row for row in table.prepare(rows, self.day)}
        records = [found[key] for key in keys if key in found]
        links = markup.resolve_links(getattr(row, name) for row in records for name in table.prose)
        for row in records:
            row.links = links
        return records

    # --- what it says of itself

    @property
    def asked(self) -> dict[str, list[str]]:
        """The filters and the order, without what concerns the page."""
        lists = {name: [text for text in texts if text] for name, texts in self.query.lists()}
        return {name: texts for name, texts in lists.items() if texts and name not in PAGE_PARAMETERS}

    @property
    def meant(self) -> dict[str, list[str]]:
        """The filters alone, each value as it is spelled, in one order whatever the order in which they were asked for."""
        picked = self.filterset.picked
        return {name: _query_values(picked[name]) for name in sorted(picked) if picked[name] and name != "ordering"}

    def address(self, path: str = "") -> str:
        """The full address of the list, or of the same query at another path."""
        return absolute(url_with_query(path or self.noun.path, self.asked))

    def file(self, extension: str) -> str:
        return self.address(self.noun.file(extension))

    @cached_property
    def sentence(self) -> str:
        return filter_sentence(self.filterset)

    def file_name(self, extension: str) -> str:
        return download_file_name(self.filterset, extension)

    @property
    def item(self) -> dict:
        """The list itself as something to cite."""
        return list_item(self.sentence, url_with_query(self.noun.path, self.asked))

    @property
    def citation(self) -> str:
        return cite(self.item, "apa")

    @property
    def about(self) -> dict:
        """The file in words: title, day, filters, number, licence, citation."""
        return {
            "title": self.sentence,
            "day": today().isoformat(),
            "filters": self.asked,
            "order": self.filterset.order,
            "count": len(self.keys),
            "page": self.address(),
            "licence": LICENCE_NAME,
            "licence_url": LICENCE_URL,
            "citation": self.citation,
            "release": release.version if (release := catalogue.latest_release()) else None,
            "publisher": SITE_TITLE,
            "codebook": absolute(reverse("codebook")),
        }


def _query_values(picked: PickedValues | PartialDate | str) -> list[str]:
    """What was asked of a filter as a query has it."""
    if isinstance(picked, PickedValues):
        return sorted([*picked.any_of, *(f"-{value}" for value in picked.none_of)])
    return [picked.isoformat() if isinstance(picked, PartialDate) else picked]


def url_with_query(path: str, asked: dict[str, list[str]]) -> str:
    query = QueryDict(mutable=True)
    for name, texts in asked.items():
        query.setlist(name, texts)
    return f"{path}?{query.urlencode()}" if asked else path
