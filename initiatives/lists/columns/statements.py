"""The columns of statements."""

from dataclasses import replace

from . import Column, ColumnSet
from .shared import (
    CITED_SOURCE_COLUMNS,
    COMMITMENT_COUNT_COLUMN,
    SLUG_COLUMN,
    UPDATED,
    URL_COLUMN,
    api_url_column,
    attribute_getter,
    code_columns,
    to_grouping_columns,
    to_one_columns,
)

STATEMENT_COLUMNS = ColumnSet(
    (
        SLUG_COLUMN,
        Column("title", "Title", "The official title, in full.", attribute_getter("title"), place=1),
        *to_grouping_columns(place=3),
        *to_one_columns("summit", "Meeting", ("summit__grouping",), "public_summit", "name"),
        *code_columns("kind", "Kind", "What kind of text it is.", place=4),
        Column(
            "issued_on",
            "Issued",
            "When it was issued; empty when not known.",
            attribute_getter("issued_on"),
            "date",
            place=2,
        ),
        Column(
            "issuer", "Issued by", "Who published this copy.", attribute_getter("issuer"), place=6, is_default=False
        ),
        Column(
            "language", "Language", "ISO 639-1 code.", attribute_getter("language"), "code", place=5, is_default=False
        ),
        Column("language_name", "Language name", "The language in words.", attribute_getter("language_name")),
        Column("coding", "Coverage", "How far it is coded.", attribute_getter("coding_shown.value"), "code", place=7),
        Column("coding_label", "Coverage, in words", "The label of “coding”.", attribute_getter("coding_shown.label")),
        Column("text_url", "Address of the text", "Its public address.", attribute_getter("url"), "address"),
        Column(
            "archive_url", "Archived copy", "Address of an archived copy.", attribute_getter("archive_url"), "address"
        ),
        replace(COMMITMENT_COUNT_COLUMN, place=8),
        *CITED_SOURCE_COLUMNS,
        UPDATED,
        URL_COLUMN,
        api_url_column("statements"),
    )
)
