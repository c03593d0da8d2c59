"""What columns hold: each type in words and as the standards that describe tables name it."""

from dataclasses import dataclass, field

from ...models.dates import ISO_FORMAT

TEXT = {"type": ["string", "null"]}


@dataclass(frozen=True)
class Type:
    """``csvw`` is the datatype of CSV on the Web, ``frictionless`` that of a Table Schema, ``schema`` that of JSON."""

    words: str
    csvw: str | dict = "string"
    frictionless: dict = field(default_factory=lambda: {"type": "string"})
    schema: dict = field(default_factory=lambda: TEXT)


TYPES = {
    "text": Type("Text"),
    "code": Type("Code of a vocabulary, or the key of a record"),
    "address": Type("Web address", "anyURI", schema={**TEXT, "format": "uri"}),
    "list": Type(
        "Several values; in files of cells separated by “; ”", schema={"type": "array", "items": {"type": "string"}}
    ),
    "date": Type(
        "A day, a month or a year: 2023-05-20, 2023-05 or 2023",
        {"base": "string", "format": ISO_FORMAT},
        {"type": "string", "constraints": {"pattern": ISO_FORMAT}},
        {**TEXT, "pattern": f"^{ISO_FORMAT}$"},
    ),
    "day": Type("A day: 2023-05-20", "date", {"type": "date"}, {**TEXT, "format": "date"}),
    "time": Type(
        "Day and time of day (UTC)",
        "dateTime",
        {"type": "datetime", "format": "any"},
        {"type": "string", "format": "date-time"},
    ),
    "number": Type("Number", "decimal", {"type": "number"}, {"type": ["number", "null"]}),
}
