"""CSV: a line of column names, then a line for each record. The CSVW metadata file beside it describes the columns."""

import csv
from collections.abc import Iterator

from ...lists.columns import cell_text
from ...models.formulas import escape_formula
from ..selection import ChunkedQuery

BYTE_ORDER_MARK = "\ufeff"  # so that spreadsheets read the file as UTF-8


class _Echo:
    """A file object for ``csv.writer`` that returns each line instead of storing it."""

    def write(self, line):
        return line


def csv_parts(selection: ChunkedQuery) -> Iterator[str]:
    table, writer = selection.noun.table, csv.writer(_Echo())
    yield BYTE_ORDER_MARK + writer.writerow(table.names)
    for record in selection.records():
        yield writer.writerow([escape_formula(cell_text(column.value(record))) for column in table])
