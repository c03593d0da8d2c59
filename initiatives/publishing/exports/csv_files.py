"""CSV: a head, then a row a record, and never a line of anything else. What it is about stands in its sidecar."""

import csv
from collections.abc import Iterator

from ...lists.columns import cell_text
from ...models.formulas import escape_formula
from ..selection import ChunkedQuery

BYTE_ORDER_MARK = "\ufeff"  # without it spreadsheets read UTF-8 as something else


class _Echo:
    """A file that gives each line back instead of keeping it."""

    def write(self, line):
        return line


def csv_parts(selection: ChunkedQuery) -> Iterator[str]:
    table, writer = selection.noun.table, csv.writer(_Echo())
    yield BYTE_ORDER_MARK + writer.writerow(table.names)
    for record in selection.records():
        yield writer.writerow([escape_formula(cell_text(column.value(record))) for column in table])
