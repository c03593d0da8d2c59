"""What columns hold: each type in words and as the standards that describe tables name it."""

from dataclasses import dataclass, field

from ...models.dates import ISO_FORMAT

TEXT_SCHEMA = {"type": ["string", "null"]}


@dataclass(frozen=True)
class ColumnType:
    """``csvw`` is the datatype of CSV on the Web, ``frictionless`` that of a Table Schema, ``schema`` that of JSON."""

    words: str
    csvw: str | dict = "string"
    frictionless: dict = field(default_factory=lambda: {"type": "string"})
    schema: dict = field(default_factory=lambda: TEXT_SCHEMA)


COLUMN_TYPES = {
    "text": ColumnType("Text"),
    "code": ColumnType("Code of a vocabulary, or the key of a record"),
    "address": ColumnType("Web address", "anyURI", schema={**TEXT_SCHEMA, "format": "uri"}),
    "list": ColumnType(
        "Several values; in files of cells separated by “; ”", schema={"type": "array", "items": {"type": "string"}}
    ),
    "date": ColumnType(
        "A day, a month or a year: 2023-05-20, 2023-05 or 2023",
        {"base": "string", "format": ISO_FORMAT},
        {"type": "string", "constraints": {"pattern": ISO_FORMAT}},
        {**TEXT_SCHEMA, "pattern": f"^{ISO_FORMAT}$"},
    ),
    "day": ColumnType("A day: 2023-05-20", "date", {"type": "date"}, {**TEXT_SCHEMA, "format": "date"}),
    "time": ColumnType(
        "Day and time of day (UTC)",
        "dateTime",
        {"type": "datetime", "format": "any"},
        {"type": "string", "format": "date-time"},
    ),
    "number": ColumnType("Number", "decimal", {"type": "number"}, {"type": ["number", "null"]}),
}
