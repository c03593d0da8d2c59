"""A selection as a file: the rows and the order of the page.

``FORMATS`` names each format by the ending of its address. A writer takes a selection and gives the bytes in pieces.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ...models import Source, Statement
from .. import feeds
from ..calendars import calendar
from ..citations.formats import FILES
from ..citations.items import items_of, text_item
from ..selection import Selection
from .csv_files import csv_parts
from .json_files import json_parts, sidecar
from .xlsx_files import xlsx_parts


def cited(selection: Selection) -> Iterator[dict]:
    """What a selection is cited by: the list itself and then, once each, what it holds.

    Of texts and publications those themselves; of all else our pages, of commitments with the texts they stand in.
    """
    yield selection.item
    for record in selection.records():
        if isinstance(record, Statement | Source):
            yield text_item(record)
        else:
            yield from items_of(record)


@dataclass(frozen=True)
class Format:
    """``label`` for readers; ``download``: a browser saves it; ``streamed``: it may be long; ``offered``: pages name it."""

    label: str
    content_type: str
    write: Callable
    download: bool = True
    streamed: bool = True
    offered: bool = True


FORMATS = {
    "csv": Format("CSV", "text/csv; charset=utf-8", csv_parts),
    "xlsx": Format("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_parts),
    "json": Format("JSON", "application/json", json_parts),
    "csv-metadata.json": Format(
        "Metadata", "application/csvm+json", sidecar, download=False, streamed=False, offered=False
    ),
    "atom": Format("Feed", feeds.CONTENT_TYPE, feeds.list_feed, download=False, streamed=False),
    "ics": Format("Calendar", "text/calendar; charset=utf-8", calendar, streamed=False),
}
FORMATS |= {
    name: Format(file.label, file.content_type, lambda selection, file=file: file.write(cited(selection)))
    for name, file in FILES.items()
}
