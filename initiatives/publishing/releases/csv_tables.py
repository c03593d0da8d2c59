"""The tables of a release as CSV files, with their description for “CSV on the Web”."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

from ...lists.columns import cell_text
from ...models import markup
from ...models.formulas import escape_formula
from ..dictionary import DataTable, DescribedColumn, data_tables
from ..exports import csvw
from ..exports.csv_files import BYTE_ORDER_MARK
from ..site import SITE_NAME
from .dump import chunks, sorted_natural_keys

CSV_FOLDER = "csv"
CSVW_FILE = f"{CSV_FOLDER}/csv-metadata.json"


def table_values(table: DataTable, pks: list[int]) -> list[list]:
    """The values of the rows with these primary keys, in this order."""
    found = {row.pk: row for row in table.rows().filter(pk__in=pks)}
    links = markup.resolve_links(getattr(row, name) for row in found.values() for name in table.table.prose)
    for row in found.values():
        row.links = links
    return [[column.value(found[pk]) for column in table.table] for pk in pks]


def csv_path(table: DataTable) -> str:
    return f"{CSV_FOLDER}/{table.name}.csv"


def write_tables(folder: Path, insert: Callable, progress: Callable) -> dict[str, int]:
    """Write every table and pass its rows to ``insert(table, rows)``; returns the number of rows of each table."""
    (folder / CSV_FOLDER).mkdir()
    counts = {table.name: _write_table(folder / csv_path(table), table, insert, progress) for table in data_tables()}
    (folder / CSVW_FILE).write_text(json.dumps(_table_group(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return counts


def _write_table(file: Path, table: DataTable, insert: Callable, progress: Callable) -> int:
    keys = sorted_natural_keys(table.model.objects.published())
    with file.open("w", encoding="utf-8", newline="") as out:
        out.write(BYTE_ORDER_MARK)
        writer = csv.writer(out)
        writer.writerow(table.table.names)
        for chunk in chunks(progress(keys, f"{table.name}.csv")):
            rows = table_values(table, [pk for _, pk in chunk])
            writer.writerows([escape_formula(cell_text(value)) for value in row] for row in rows)
            insert(table, rows)
    return len(keys)


def _table_group() -> dict:
    """The CSVW description of all tables."""
    return {
        **csvw.CSVW_PREAMBLE,
        "dc:title": SITE_NAME,
        "tables": [
            {
                "url": f"{table.name}.csv",
                "dc:title": table.title,
                "dc:description": table.description,
                "tableSchema": {
                    **csvw.table_schema(table),
                    "foreignKeys": [_foreign_key(column) for column in reference_columns(table)],
                },
            }
            for table in data_tables()
        ],
    }


def reference_columns(table: DataTable) -> list[DescribedColumn]:
    """The columns whose value is the key of one row of another table, or of the same one."""
    return [column for column in table.columns if column.reference and column.column.type == "code"]


def _foreign_key(column: DescribedColumn) -> dict:
    table, key = column.reference
    return {"columnReference": column.name, "reference": {"resource": f"{table}.csv", "columnReference": key}}
