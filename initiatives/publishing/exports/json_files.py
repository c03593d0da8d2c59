"""JSON: the records with what the file is about, and the sidecar of the CSV (W3C “CSV on the Web”)."""

import json
from collections.abc import Iterator

from ...lists.columns import json_value
from ..dictionary import data_table
from ..selection import ChunkedQuery
from ..site import SITE_TITLE
from . import csvw


def row_of(record, table) -> dict:
    """A record as JSON has it, by column."""
    return {column.name: json_value(column.value(record)) for column in table}


def json_parts(selection: ChunkedQuery) -> Iterator[str]:
    """One object: what the file is about, then ``records``, a record a line."""
    yield compact_json(selection.about)[:-1] + ', "records": ['
    before = "\n"
    for record in selection.records():
        yield before + compact_json(row_of(record, selection.noun.table))
        before = ",\n"
    yield "\n]}\n"


def compact_json(value) -> str:
    return json.dumps(value, ensure_ascii=False)


def csvw_parts(selection: ChunkedQuery) -> Iterator[str]:
    about = selection.about
    yield json.dumps(
        {
            **csvw.CSVW_PREAMBLE,
            "url": selection.file("csv"),
            "dc:title": about["title"],
            "dc:date": {"@value": about["day"], "@type": "xsd:date"},
            "dc:publisher": SITE_TITLE,
            "dc:bibliographicCitation": about["citation"],
            "dc:source": {"@id": about["page"]},
            "notes": [{name: about[name] for name in ("filters", "order", "count", "codebook", "release")}],
            "tableSchema": csvw.schema_of(data_table(selection.noun.name)),
        },
        ensure_ascii=False,
        indent=1,
    )
