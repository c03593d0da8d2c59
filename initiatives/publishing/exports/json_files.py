"""JSON: the records with what the file is about, and the sidecar of the CSV (W3C “CSV on the Web”)."""

import json
from collections.abc import Iterator

from ...lists.columns import as_data
from ..dictionary import table_of
from ..selection import Selection
from ..site import TITLE
from . import csvw


def row_of(record, table) -> dict:
    """A record as JSON has it, by column."""
    return {column.name: as_data(column.value(record)) for column in table}


def json_parts(selection: Selection) -> Iterator[str]:
    """One object: what the file is about, then ``records``, a record a line."""
    yield dump(selection.about)[:-1] + ', "records": ['
    before = "\n"
    for record in selection.records():
        yield before + dump(row_of(record, selection.noun.table))
        before = ",\n"
    yield "\n]}\n"


def dump(value) -> str:
    return json.dumps(value, ensure_ascii=False)


def sidecar(selection: Selection) -> Iterator[str]:
    about = selection.about
    yield json.dumps(
        {
            **csvw.HEAD,
            "url": selection.file("csv"),
            "dc:title": about["title"],
            "dc:date": {"@value": about["day"], "@type": "xsd:date"},
            "dc:publisher": TITLE,
            "dc:bibliographicCitation": about["citation"],
            "dc:source": {"@id": about["page"]},
            "notes": [{name: about[name] for name in ("filters", "order", "count", "codebook", "release")}],
            "tableSchema": csvw.schema_of(table_of(selection.noun.name)),
        },
        ensure_ascii=False,
        indent=1,
    )
