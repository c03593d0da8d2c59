"""A selection as a file: the rows and the order of the page.

``FORMATS`` names each format by the ending of its address. A writer takes a selection and gives the bytes in pieces.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .. import feeds
from ..calendars import calendar
from ..citations.formats import FILES
from ..citations.items import page_item, text_item
from ..selections import Selection
from .documents import json_parts, sidecar
from .separated import csv_parts
from .workbook import xlsx_parts


def cited(selection: Selection) -> Iterator[dict]:
    """What a selection cites: commitments with the texts they stand in; of texts and publications those themselves."""
    for record in selection.records():
        if selection.noun.name == "commitments":
            yield page_item(record)
        yield text_item(record)


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
    name: Format(
        FILES[name].label, FILES[name].content_type, lambda selection, file=FILES[name]: file.write(cited(selection))
    )
    for name in ("bib", "ris")
}
