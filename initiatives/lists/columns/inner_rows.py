"""The columns of parties and of the search log, which have files in releases only."""

from . import Column, ColumnSet
from .shared import UPDATED, attribute_getter, code_columns, label_of, markup_column, to_one_columns

PARTICIPATION_COLUMNS = ColumnSet(
    (
        *to_one_columns("commitment", "Commitment", ("commitment",)),
        Column("state", "State", "ISO code of the party.", attribute_getter("state.iso3"), "code", ("state",)),
        Column(
            "state_name", "State name", "Its common English name.", attribute_getter("state.name"), joins=("state",)
        ),
        *code_columns("role", "Role", "Lead, participant, host or beneficiary."),
        UPDATED,
    )
)

SEARCH_LOG_COLUMNS = ColumnSet(
    (
        *to_one_columns("commitment", "Commitment", ("commitment",)),
        Column("number", "Number", "Its permanent number within the commitment.", attribute_getter("number"), "number"),
        Column(
            "field",
            "Value",
            "Which value was looked for, as “blanks” of the commitment names it.",
            attribute_getter("field"),
        ),
        Column("field_label", "Value, in words", "The label of “field”.", lambda r: label_of(r, "field")),
        Column("question", "Question", "What was to be found out.", attribute_getter("question")),
        markup_column("where", "Where", "Which sites, collections and documents were searched."),
        markup_column("words", "Words", "The words searched for."),
        Column("languages", "Languages", "In which languages, by ISO 639-1 code.", attribute_getter("languages")),
        Column(
            "done_on",
            "Done on",
            "The day of the search; it goes stale after 180 days.",
            attribute_getter("done_on"),
            "day",
        ),
        *code_columns("outcome", "Outcome", "What came of it."),
        UPDATED,
    ),
    prose=("where", "words"),
)
