"""The columns of memberships."""

from . import Column, ColumnSet
from .shared import (
    CITED_SOURCE_COLUMNS,
    UPDATED,
    URL_COLUMN,
    api_url_column,
    attribute_getter,
    code_columns,
    markup_column,
    to_grouping_columns,
)

MEMBERSHIP_COLUMNS = ColumnSet(
    (
        *to_grouping_columns(),
        Column("state", "State", "ISO code of the state.", attribute_getter("state.iso3"), "code", ("state",)),
        Column(
            "state_name", "State name", "Its common English name.", attribute_getter("state.name"), joins=("state",)
        ),
        *code_columns("role", "Role", "Member, partner, observer or candidate."),
        Column("joined", "Joined", "When this period began; empty when not known.", attribute_getter("joined"), "date"),
        Column("left", "Left", "When this period ended; empty while it goes on.", attribute_getter("left"), "date"),
        Column(
            "ended_with_grouping",
            "Ended with the grouping",
            "When the grouping ended, where this period was still open.",
            attribute_getter("grouping_end_date"),
            "date",
            ("grouping",),
        ),
        markup_column("note", "Note", "What a reader should know about this period."),
        *CITED_SOURCE_COLUMNS,
        UPDATED,
        Column(
            "url",
            "Address",
            "Address of the grouping.",
            lambda m: URL_COLUMN.value(m.grouping),
            "address",
            ("grouping",),
        ),
        api_url_column("memberships", "grouping", "state"),
    ),
    prose=("note",),
)
