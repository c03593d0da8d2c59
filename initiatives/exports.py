"""The filtered list as a file: exactly the rows and the order of the page."""

import csv
from itertools import islice

from django.http import StreamingHttpResponse

from . import prose
from .columns import COMMITMENT_COLUMNS
from .filters import FilterSet
from .sentences import file_name

CHUNK = 500
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """A file that gives each line back instead of keeping it."""

    def write(self, line):
        return line


def safe(value) -> str:
    """A cell that no spreadsheet takes for a formula; an apostrophe before one, as OWASP advises."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def csv_lines(queryset, columns=COMMITMENT_COLUMNS):
    """Lines of CSV: a head, then a row a record, read in chunks."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([column.name for column in columns])
    for records in chunks(queryset.iterator(chunk_size=CHUNK)):
        links = prose.links_in(record.summary for record in records)
        for record in records:
            record.links = links
            yield writer.writerow([safe(column.value(record)) for column in columns])


def chunks(records):
    """The records in lists of at most ``CHUNK``."""
    records = iter(records)
    while chunk := list(islice(records, CHUNK)):
        yield chunk


def csv_response(filterset: FilterSet) -> StreamingHttpResponse:
    """The rows of the filter set as a download whose name says what is in it."""
    lines = csv_lines(filterset.qs.for_display())
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name(filterset, "csv")}"'
    return response
