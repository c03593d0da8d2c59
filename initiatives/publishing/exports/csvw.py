"""Tables as W3C’s “Metadata Vocabulary for Tabular Data” describes them: the sidecar of a CSV, and the tables of a release."""

from ...lists.columns import LIST_SEPARATOR
from ..dictionary import DataTable, DescribedColumn
from ..site import LICENCE_URL

# What every description begins with.
CSVW_PREAMBLE = {
    "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
    "dc:license": {"@id": LICENCE_URL},
    "dialect": {"header": True, "encoding": "utf-8"},
}


def schema_of(table: DataTable) -> dict:
    """The columns of a table with all that the dictionary says of them, and its key."""
    key = {} if table.has_blank_key else {"primaryKey": list(table.key)}
    return {"columns": [column_of(column) for column in table.columns], **key}


def column_of(described: DescribedColumn) -> dict:
    column = described.column
    return {
        "name": column.name,
        "titles": [column.name, column.label],
        "dc:description": described.explanation,
        "datatype": datatype_of(described),
        "required": described.is_required,
        **({"separator": LIST_SEPARATOR} if column.type == "list" else {}),
        **({"rdfs:seeAlso": {"@id": described.vocabulary_address}} if described.vocabulary else {}),
        **({"dc:conformsTo": described.standard} if described.standard else {}),
    }


def datatype_of(described: DescribedColumn) -> str | dict:
    """The datatype; of a code of a vocabulary, or of several, every one that there is."""
    if described.vocabulary:
        return {"base": "string", "format": "|".join(described.vocabulary.values)}
    return described.column.kind.csvw
