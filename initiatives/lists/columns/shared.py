"""Columns that several nouns have alike."""

import datetime as dt

from django.urls import reverse

from ...models import markup
from ...models.permalinks import absolute, permalink
from ...models.vocabularies import RESERVED_NONE
from . import Column


def read(path: str):
    """A function that follows the dotted path from a record; None where a step leads nowhere."""
    steps = path.split(".")

    def value(record):
        for step in steps:
            record = getattr(record, step) if record is not None else None
        return record

    return value


def code(name: str, label: str, description: str, vocabulary_field: str = "") -> tuple[Column, Column]:
    """A code of a vocabulary and, beside it, its label."""
    own = vocabulary_field or name
    return (
        Column(name, label, description, read(own), "code"),
        Column(f"{name}_label", f"{label}, in words", f"The label of “{name}”.", lambda r: label_of(r, own)),
    )


def label_of(record, name: str) -> str:
    return getattr(record, f"get_{name}_display")() if getattr(record, name) else ""


def our_text(name: str, label: str, description: str) -> Column:
    """A text of our own; a record that it links to stands there with its title."""
    return Column(name, label, description, lambda r: markup.as_text(getattr(r, name), r.links))


def named(name: str, label: str, joins: tuple[str, ...], path: str = "", title: str = "title") -> tuple[Column, Column]:
    """The key of another record and, beside it, its name."""
    path = path or name
    return (
        Column(name, label, f"Key of the {label.lower()}.", read(f"{path}.slug"), "code", joins),
        Column(
            f"{name}_name", f"{label}, by name", f"Name of the {label.lower()}.", read(f"{path}.{title}"), joins=joins
        ),
    )


def several(
    name: str, label: str, names: str, description: str, rows=None, key: str = "slug", title: str = "name", fetch=None
) -> tuple[Column, Column]:
    """The keys of several records and, beside them and in the same order, their names; each record stands there once.

    ``rows(record)`` are the records, which ``fetch`` reads; without them it is the relation of the column’s name.
    """

    def each(path):
        return lambda record: list(dict.fromkeys(getattr(row, path) for row in rows(record)))

    fetches = (fetch or name,)
    rows = rows or (lambda record: getattr(record, name).all())
    in_words = names.replace("_", " ").capitalize()
    return (
        Column(name, label, description, each(key), "list", fetches=fetches),
        Column(names, in_words, "Their names, in the same order.", each(title), "list", fetches=fetches),
    )


SOURCE = (
    Column("source", "Source", "Key of the source.", read("source.slug"), "code", ("source",)),
    Column("source_title", "Source title", "Title of the source.", read("source.title"), joins=("source",)),
    Column(
        "source_url",
        "Source address",
        "Where the source can be read: the publication, else an archived copy, else the copy that was read.",
        read("source.best_url"),
        "address",
        ("source",),
    ),
)


def key_of(record) -> list[str]:
    """The parts of a record’s address in the API: its natural key, with ``none`` where a part of it is not known."""
    return [RESERVED_NONE if part is None else str(part) for part in record.natural_key()]


def api_address(noun: str, *joins: str) -> Column:
    """Where the API has the record; ``joins`` lead to the records that its key names."""
    return Column(
        "api_url",
        "Address in the API",
        "Where the API has this record.",
        lambda record: absolute(reverse(f"api-{noun}-record", args=key_of(record))),
        "address",
        joins,
    )


def updated_at(record) -> dt.datetime:
    return record.updated_at.astimezone(dt.UTC).replace(microsecond=0)


UPDATED = Column(
    "updated",
    "Last changed",
    "When the record itself was last saved (UTC).",
    updated_at,
    "time",
)
ADDRESS = Column("url", "Address", "Permanent address of the record.", permalink, "address")
KEY = Column("slug", "Record", "Permanent key of the record.", read("slug"), "code")
COMMITMENTS_COUNTED = Column("commitments", "Commitments", "How many public ones.", read("commitment_count"), "number")
