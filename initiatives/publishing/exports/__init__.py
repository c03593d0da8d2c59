"""A selection as a file: the rows and the order of the page.

``EXPORT_FORMATS`` names each format by the ending of its address. A writer takes a selection and gives the bytes in pieces.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ...models import Source, Statement
from .. import feeds
from ..calendars import summit_calendar
from ..citations.formats import BIBLIOGRAPHY_FORMATS
from ..citations.items import record_items, text_item
from ..selection import ChunkedQuery
from .csv_files import csv_parts
from .json_files import csvw_parts, json_parts
from .xlsx_files import xlsx_parts


def selection_items(selection: ChunkedQuery) -> Iterator[dict]:
    """What a selection is cited by: the list itself and then, once each, what it holds.

    Of texts and publications those themselves; of all else our pages, of commitments with the texts they stand in.
    """
    yield selection.item
    for record in selection.records():
        if isinstance(record, Statement | Source):
            yield text_item(record)
        else:
            yield from record_items(record)


@dataclass(frozen=True)
class ExportFormat:
    """``label`` for readers; ``download``: a browser saves it; ``streamed``: it may be long; ``offered``: pages name it."""

    label: str
    content_type: str
    write: Callable
    download: bool = True
    streamed: bool = True
    offered: bool = True


EXPORT_FORMATS = {
    "csv": ExportFormat("CSV", "text/csv; charset=utf-8", csv_parts),
    "xlsx": ExportFormat("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_parts),
    "json": ExportFormat("JSON", "application/json", json_parts),
    "csv-metadata.json": ExportFormat(
        "Metadata", "application/csvm+json", csvw_parts, download=False, streamed=False, offered=False
    ),
    "atom": ExportFormat("Feed", feeds.ATOM_CONTENT_TYPE, feeds.list_feed, download=False, streamed=False),
    "ics": ExportFormat("Calendar", "text/calendar; charset=utf-8", summit_calendar, streamed=False),
}
EXPORT_FORMATS |= {
    name: ExportFormat(
        file.label, file.content_type, lambda selection, file=file: file.write(selection_items(selection))
    )
    for name, file in BIBLIOGRAPHY_FORMATS.items()
}
