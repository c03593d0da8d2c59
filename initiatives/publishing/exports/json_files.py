"""JSON files: the records with metadata, and the CSVW description of a CSV file."""

import json
from collections.abc import Iterator

from ...lists.columns import ColumnSet, json_value
from ..dictionary import data_table
from ..selection import ChunkedQuery
from ..site import SITE_TITLE
from . import csvw


def json_row(record, table: ColumnSet) -> dict:
    return {column.name: json_value(column.value(record)) for column in table}


def json_parts(selection: ChunkedQuery) -> Iterator[str]:
    """One JSON object: the metadata, then ``records`` with one record on each line."""
    yield compact_json(selection.metadata)[:-1] + ', "records": ['
    separator = "\n"
    for record in selection.records():
        yield separator + compact_json(json_row(record, selection.noun.table))
        separator = ",\n"
    yield "\n]}\n"


def compact_json(value) -> str:
    return json.dumps(value, ensure_ascii=False)


def csvw_parts(selection: ChunkedQuery) -> Iterator[str]:
    metadata = selection.metadata
    yield json.dumps(
        {
            **csvw.CSVW_PREAMBLE,
            "url": selection.file_address("csv"),
            "dc:title": metadata["title"],
            "dc:date": {"@value": metadata["day"], "@type": "xsd:date"},
            "dc:publisher": SITE_TITLE,
            "dc:bibliographicCitation": metadata["citation"],
            "dc:source": {"@id": metadata["page"]},
            "notes": [{name: metadata[name] for name in ("filters", "order", "count", "codebook", "release")}],
            "tableSchema": csvw.table_schema(data_table(selection.noun.name)),
        },
        ensure_ascii=False,
        indent=1,
    )
