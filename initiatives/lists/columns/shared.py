"""Columns that several nouns have alike."""

import datetime as dt

from django.urls import reverse

from ...models import markup
from ...models.permalinks import absolute, permalink
from ...models.vocabularies import RESERVED_NONE
from . import Column


def attribute_getter(path: str):
    """A function that follows the dotted path from a record; None where a step leads nowhere."""
    steps = path.split(".")

    def value(record):
        for step in steps:
            record = getattr(record, step) if record is not None else None
        return record

    return value


def code_columns(name: str, label: str, description: str, vocabulary_field: str = "", **shown) -> tuple[Column, Column]:
    """A code of a vocabulary and, beside it, its label; ``shown`` says how the table of the list shows the code."""
    own = vocabulary_field or name
    return (
        Column(name, label, description, attribute_getter(own), "code", **shown),
        Column(f"{name}_label", f"{label}, in words", f"The label of “{name}”.", lambda r: label_of(r, own)),
    )


def label_of(record, name: str) -> str:
    return getattr(record, f"get_{name}_display")() if getattr(record, name) else ""


def markup_column(name: str, label: str, description: str, **shown) -> Column:
    """A text of our own; a record that it links to stands there with its title."""
    return Column(name, label, description, lambda r: markup.render_plain_text(getattr(r, name), r.links), **shown)


def to_one_columns(
    name: str, label: str, joins: tuple[str, ...], path: str = "", title: str = "title", **shown
) -> tuple[Column, Column]:
    """The key of another record and, beside it, its name."""
    path = path or name
    return (
        Column(name, label, f"Key of the {label.lower()}.", attribute_getter(f"{path}.slug"), "code", joins, **shown),
        Column(
            f"{name}_name",
            f"{label}, by name",
            f"Name of the {label.lower()}.",
            attribute_getter(f"{path}.{title}"),
            joins=joins,
        ),
    )


def to_grouping_columns(**shown) -> tuple[Column, Column]:
    return to_one_columns("grouping", "Grouping", ("grouping",), title="short_name", **shown)


def to_many_columns(
    name: str,
    label: str,
    names: str,
    description: str,
    rows=None,
    key: str = "slug",
    title: str = "name",
    fetch=None,
    **shown,
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
        Column(name, label, description, each(key), "list", fetches=fetches, **shown),
        Column(names, in_words, "Their names, in the same order.", each(title), "list", fetches=fetches),
    )


CITED_SOURCE_COLUMNS = (
    Column("source", "Source", "Key of the source.", attribute_getter("source.slug"), "code", ("source",)),
    Column("source_title", "Source title", "Title of the source.", attribute_getter("source.title"), joins=("source",)),
    Column(
        "source_url",
        "Source address",
        "Where the source can be read: the publication, else an archived copy, else the copy that was read.",
        attribute_getter("source.best_url"),
        "address",
        ("source",),
    ),
)


def natural_key_parts(record) -> list[str]:
    """The parts of a record’s address in the API: its natural key, with ``none`` where a part of it is not known."""
    return [RESERVED_NONE if part is None else str(part) for part in record.natural_key()]


def api_url_column(noun: str, *joins: str) -> Column:
    """Where the API has the record; ``joins`` lead to the records that its key names."""
    return Column(
        "api_url",
        "Address in the API",
        "Where the API has this record.",
        lambda record: absolute(reverse(f"api-{noun}-record", args=natural_key_parts(record))),
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
URL_COLUMN = Column("url", "Address", "Permanent address of the record.", permalink, "address")
SLUG_COLUMN = Column("slug", "Record", "Permanent key of the record.", attribute_getter("slug"), "code")
COMMITMENT_COUNT_COLUMN = Column(
    "commitments", "Commitments", "How many public ones.", attribute_getter("commitment_count"), "number"
)

ALIASES = Column("aliases", "Other names", "Other names, in any script.", attribute_getter("aliases"), "list")
