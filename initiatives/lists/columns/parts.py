"""The columns of what has no file of its own on the site and stands in releases: parties, and the ledger of looking."""

from . import Column, Table
from .shared import UPDATED, code, label_of, named, our_text, read

PARTICIPATIONS = Table(
    (
        *named("commitment", "Commitment", ("commitment",)),
        Column("state", "State", "ISO code of the party.", read("state.iso3"), "code", ("state",)),
        Column("state_name", "State name", "Its common English name.", read("state.name"), joins=("state",)),
        *code("role", "Role", "Lead, participant, host or beneficiary."),
        UPDATED,
    )
)

SEARCH_RECORDS = Table(
    (
        *named("commitment", "Commitment", ("commitment",)),
        Column("number", "Number", "Its permanent number within the commitment.", read("number"), "number"),
        Column("field", "Value", "Which value was looked for, as “blanks” of the commitment names it.", read("field")),
        Column("field_label", "Value, in words", "The label of “field”.", lambda r: label_of(r, "field")),
        Column("question", "Question", "What was to be found out.", read("question")),
        our_text("where", "Where", "Which sites, collections and documents were searched."),
        our_text("words", "Words", "The words searched for."),
        Column("languages", "Languages", "In which languages, by ISO 639-1 code.", read("languages")),
        Column("done_on", "Done on", "The day of the search; it goes stale after 180 days.", read("done_on"), "day"),
        *code("outcome", "Outcome", "What came of it."),
        UPDATED,
    ),
    prose=("where", "words"),
)
