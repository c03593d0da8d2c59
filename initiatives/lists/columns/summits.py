"""The columns of summits."""

from . import Column, ColumnSet
from .shared import (
    CITED_SOURCE_COLUMNS,
    SLUG_COLUMN,
    UPDATED,
    URL_COLUMN,
    api_url_column,
    attribute_getter,
    code_columns,
    markup_column,
    to_grouping_columns,
)

SUMMIT_COLUMNS = ColumnSet(
    (
        SLUG_COLUMN,
        Column("name", "Name", "The name of the meeting.", attribute_getter("name"), place=1),
        *to_grouping_columns(place=3),
        *code_columns("level", "Level", "Who met.", place=4),
        *code_columns("format", "Format", "In person, virtual or both.", place=5, is_default=False),
        *code_columns("status", "Status", "Held, planned, postponed or cancelled.", place=6),
        Column(
            "start",
            "First day",
            "Its first day, or the day it was planned for.",
            attribute_getter("start"),
            "date",
            place=2,
        ),
        Column("end", "Last day", "Its last day.", attribute_getter("end"), "date"),
        Column("city", "City", "Where it took place or was to.", attribute_getter("city")),
        Column("host", "Host", "ISO code of the state it was in.", attribute_getter("host.iso3"), "code", ("host",)),
        Column("host_name", "Host name", "Name of that state.", attribute_getter("host.name"), joins=("host",)),
        Column("venue", "Venue", "The building or address.", attribute_getter("venue")),
        Column("sidelines_of", "On the sidelines of", "The larger meeting.", attribute_getter("sidelines_of")),
        markup_column("note", "Note", "What a reader should know."),
        Column(
            "statements",
            "Statements",
            "How many public ones it issued.",
            attribute_getter("statement_count"),
            "number",
            place=7,
        ),
        *CITED_SOURCE_COLUMNS,
        UPDATED,
        URL_COLUMN,
        api_url_column("summits"),
    ),
    prose=("note",),
)
