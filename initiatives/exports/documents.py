"""JSON: the records with what the file is about, and the sidecar of the CSV (W3C “CSV on the Web”)."""

import json
from collections.abc import Iterator

from ..citations import LICENCE_URL, TITLE
from ..columns import SEPARATOR, Column, as_data
from ..selections import Selection

DATATYPES = {
    "text": "string",
    "code": "string",
    "list": "string",
    "address": "anyURI",
    "day": "date",
    "time": "dateTime",
    "number": "decimal",
    "date": {"base": "string", "format": r"\d{4}(-\d{2}(-\d{2})?)?"},
}


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
    about, table = selection.about, selection.noun.table
    yield json.dumps(
        {
            "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
            "url": selection.file("csv"),
            "dc:title": about["title"],
            "dc:date": {"@value": about["day"], "@type": "xsd:date"},
            "dc:license": {"@id": LICENCE_URL},
            "dc:publisher": TITLE,
            "dc:bibliographicCitation": about["citation"],
            "dc:source": {"@id": about["page"]},
            "notes": [{name: about[name] for name in ("filters", "order", "count", "codebook", "release")}],
            "dialect": {"header": True, "encoding": "utf-8"},
            "tableSchema": {
                "columns": [described(column) for column in table],
                **({"primaryKey": "slug"} if "slug" in table.names else {}),
            },
        },
        ensure_ascii=False,
        indent=1,
    )


def described(column: Column) -> dict:
    """A column as CSVW describes it."""
    return {
        "name": column.name,
        "titles": [column.name, column.label],
        "dc:description": column.description,
        "datatype": DATATYPES[column.type],
        **({"separator": SEPARATOR} if column.type == "list" else {}),
    }
