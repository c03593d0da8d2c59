"""A selection of rows as a file. ``EXPORT_FORMATS`` maps the extension of a file to its format."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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
    """The CSL-JSON items of a selection: the list, then its rows.

    A statement or source gives an item of the text itself, any other record an item of its page, and a commitment also
    one of its statement.
    """
    yield selection.item
    for record in selection.records():
        if isinstance(record, Statement | Source):
            yield text_item(record)
        else:
            yield from record_items(record)


@dataclass(frozen=True)
class ExportFormat:
    """``write`` takes a selection and returns the file, whole or in pieces.

    ``download``: a browser saves the file instead of showing it. ``streamed``: it is sent in pieces. ``offered``: pages
    link to it.
    """

    label: str | Promise
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
        _("Metadata"), "application/csvm+json", csvw_parts, download=False, streamed=False, offered=False
    ),
    "atom": ExportFormat(_("Feed"), feeds.ATOM_CONTENT_TYPE, feeds.list_feed, download=False, streamed=False),
    "ics": ExportFormat(_("Calendar"), "text/calendar; charset=utf-8", summit_calendar, streamed=False),
}
EXPORT_FORMATS |= {
    name: ExportFormat(
        file.label, file.content_type, lambda selection, file=file: file.write(selection_items(selection))
    )
    for name, file in BIBLIOGRAPHY_FORMATS.items()
}
