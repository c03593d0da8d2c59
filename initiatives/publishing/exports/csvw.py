"""Descriptions of CSV files in W3C’s “Metadata Vocabulary for Tabular Data” (CSVW), for lists and releases."""

from ...lists.columns import LIST_SEPARATOR
from ..dictionary import DataTable, DescribedColumn
from ..site import LICENCE_URL

CSVW_PREAMBLE = {
    "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
    "dc:license": {"@id": LICENCE_URL},
    "dialect": {"header": True, "encoding": "utf-8"},
}


def table_schema(table: DataTable) -> dict:
    """The table schema: columns and primary key, from the data dictionary."""
    key = {} if table.has_blank_key else {"primaryKey": list(table.key)}
    return {"columns": [column_schema(column) for column in table.columns], **key}


def column_schema(described: DescribedColumn) -> dict:
    column = described.column
    return {
        "name": column.name,
        "titles": [column.name, column.label],
        "dc:description": described.explanation,
        "datatype": datatype(described),
        "required": described.is_required,
        **({"separator": LIST_SEPARATOR} if column.type == "list" else {}),
        **({"rdfs:seeAlso": {"@id": described.vocabulary_address}} if described.vocabulary else {}),
        **({"dc:conformsTo": described.standard} if described.standard else {}),
    }


def datatype(described: DescribedColumn) -> str | dict:
    """The CSVW datatype; for a coded column a string type that lists the codes."""
    if described.vocabulary:
        return {"base": "string", "format": "|".join(described.vocabulary.values)}
    return described.column.kind.csvw
