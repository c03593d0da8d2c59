"""The columns of follow-ups."""

from dataclasses import replace

from . import Column, ColumnSet
from .shared import (
    CITED_SOURCE_COLUMNS,
    UPDATED,
    URL_COLUMN,
    api_url_column,
    attribute_getter,
    code_columns,
    markup_column,
    to_one_columns,
)

HIDDEN_TEXT = "a text not yet published"


def title_of_text(row) -> str | None:
    text = row.public_statement
    return text.title if text else HIDDEN_TEXT if row.statement else None


STATEMENT_JOINS = ("statement__grouping",)
FOLLOW_UP_COLUMNS = ColumnSet(
    (
        *to_one_columns("commitment", "Commitment", ("commitment",)),
        Column("number", "Number", "Its permanent number within the commitment.", attribute_getter("number"), "number"),
        Column("date", "Date", "When it happened.", attribute_getter("date"), "date"),
        *code_columns("kind", "Kind", "What it did to the commitment."),
        Column(
            "status", "Status", "The status that it supports; empty for none.", attribute_getter("supported"), "code"
        ),
        Column("status_label", "Status label", "That status in words.", attribute_getter("supported_label")),
        Column(
            "statement",
            "Statement",
            "Key of the statement that says so.",
            lambda row: getattr(row.public_statement, "slug", None),
            "code",
            STATEMENT_JOINS,
        ),
        Column("statement_title", "Statement title", "Its official title.", title_of_text, joins=STATEMENT_JOINS),
        Column("locator", "Place in the text", "Where in the text.", attribute_getter("locator")),
        markup_column("note", "Note", "What happened."),
        *CITED_SOURCE_COLUMNS,
        UPDATED,
        replace(URL_COLUMN, joins=("commitment",)),
        api_url_column("follow-ups", "commitment"),
    ),
    prose=("note",),
)
