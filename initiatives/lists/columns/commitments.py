"""The columns of a commitment. Its status comes with the FilterSet (``with_status``)."""

from django.db.models import Exists, OuterRef

from ...models import FollowUp
from ...models.missing_values import list_missing_values
from . import Column, ColumnSet
from .shared import (
    CITED_SOURCE_COLUMNS,
    SLUG_COLUMN,
    UPDATED,
    URL_COLUMN,
    api_url_column,
    attribute_getter,
    code_columns,
    label_of,
    markup_column,
    to_many_columns,
)

SUMMIT_JOINS = ("statement__summit__grouping",)
STATEMENT_JOINS = ("statement__grouping",)
PARTY_PREFETCHES = ("participations__state",)


def party_codes(commitment) -> list[str]:
    return [f"{row.state.iso3}:{row.role}" for row in commitment.participations.all()]


def party_names(commitment) -> list[str]:
    return [row.state.name for row in commitment.participations.all()]


def party_roles(commitment) -> list[str]:
    return [row.get_role_display() for row in commitment.participations.all()]


def level_label(commitment) -> str:
    summit = commitment.statement.public_summit
    return label_of(summit, "level") if summit else ""


MISSING_VALUES_COLUMN_OPTIONS = {
    "joins": ("source",),
    "fetches": ("search_log_entries",),
    "annotations": {"has_follow_ups": Exists(FollowUp.objects.public_rows().filter(commitment=OuterRef("pk")))},
}

COMMITMENT_COLUMNS = ColumnSet(
    (
        SLUG_COLUMN,
        Column(
            "title",
            "Title",
            "Official name of the initiative, or our short description.",
            attribute_getter("title"),
            place=1,
        ),
        markup_column("summary", "Summary", "What is promised, in our own words."),
        Column("wording", "Exact wording", "The words of the text, where quoted.", attribute_getter("wording")),
        Column(
            "grouping",
            "Grouping",
            "Key of the grouping.",
            attribute_getter("grouping.slug"),
            "code",
            STATEMENT_JOINS,
            place=2,
        ),
        Column(
            "grouping_name",
            "Grouping name",
            "Short name of the grouping.",
            attribute_getter("grouping.short_name"),
            joins=STATEMENT_JOINS,
        ),
        Column(
            "statement",
            "Statement",
            "Key of the statement that announced it.",
            attribute_getter("statement.slug"),
            "code",
            STATEMENT_JOINS,
            place=4,
            is_default=False,
        ),
        Column(
            "statement_title",
            "Statement title",
            "Official title of that statement.",
            attribute_getter("statement.title"),
            joins=STATEMENT_JOINS,
        ),
        Column(
            "statement_url",
            "Statement address",
            "Where that statement can be read.",
            attribute_getter("statement.best_url"),
            "address",
            ("statement__source",),
        ),
        Column(
            "locator",
            "Place in the text",
            "Where in the statement.",
            attribute_getter("locator"),
            place=6,
            is_default=False,
        ),
        Column(
            "announced",
            "Announced",
            "Date of the statement.",
            attribute_getter("announced"),
            "date",
            STATEMENT_JOINS,
            place=3,
        ),
        Column(
            "summit",
            "Meeting",
            "Key of the meeting that issued the statement.",
            attribute_getter("statement.public_summit.slug"),
            "code",
            SUMMIT_JOINS,
            place=5,
            is_default=False,
        ),
        Column(
            "summit_name",
            "Meeting name",
            "Name of that meeting.",
            attribute_getter("statement.public_summit.name"),
            joins=SUMMIT_JOINS,
        ),
        Column(
            "level", "Level", "Who met there.", attribute_getter("statement.public_summit.level"), "code", SUMMIT_JOINS
        ),
        Column("level_label", "Level, in words", "The label of “level”.", level_label, joins=SUMMIT_JOINS),
        *to_many_columns("technologies", "Technologies", "technology_names", "Keys of the technologies.", place=7),
        *to_many_columns(
            "modes", "Modes", "mode_names", "Codes of the modes of cooperation.", key="code", place=8, is_default=False
        ),
        Column(
            "parties",
            "Parties",
            "ISO code and role of each party, as JPN:lead.",
            party_codes,
            "list",
            fetches=PARTY_PREFETCHES,
            place=9,
        ),
        Column(
            "party_names",
            "Party names",
            "Names of the parties, in the same order.",
            party_names,
            "list",
            fetches=PARTY_PREFETCHES,
        ),
        Column(
            "party_roles",
            "Party roles, in words",
            "Roles of the parties, in the same order.",
            party_roles,
            "list",
            fetches=PARTY_PREFETCHES,
        ),
        Column(
            "status", "Status", "Status derived from the dated evidence.", attribute_getter("status"), "code", place=10
        ),
        Column("status_label", "Status label", "The status in words.", attribute_getter("status_label")),
        Column(
            "status_on",
            "Status as of",
            "Date of the evidence for the status.",
            attribute_getter("status_on"),
            "date",
            place=11,
            is_default=False,
        ),
        *code_columns("evidence", "Evidence", "Grade of evidence of the announcement.", place=14, is_default=False),
        Column(
            "amount_value",
            "Amount",
            "The sum that the text names.",
            attribute_getter("amount_value"),
            "number",
            place=13,
            is_default=False,
        ),
        Column("amount_currency", "Currency", "ISO 4217 code.", attribute_getter("amount_currency"), "code"),
        *code_columns("amount_bound", "Bound", "How the sum is meant."),
        *code_columns("amount_scope", "Scope", "What the sum covers."),
        markup_column("amount_note", "On the amount", "Who pays, for what, over which years."),
        Column(
            "target_date",
            "Target date",
            "By when it is to be done.",
            attribute_getter("target_date"),
            "date",
            place=12,
            is_default=False,
        ),
        *CITED_SOURCE_COLUMNS,
        Column(
            "blanks",
            "Blanks",
            "Why a value is empty: field and code of the reason, as amount:silent.",
            lambda c: [f"{blank.field}:{blank.reason_code}" for blank in list_missing_values(c)],
            "list",
            **MISSING_VALUES_COLUMN_OPTIONS,
        ),
        Column(
            "blank_labels",
            "Blanks, in words",
            "The same in words, in the same order.",
            lambda c: [f"{blank.label}: {blank.reason_label}" for blank in list_missing_values(c)],
            "list",
            **MISSING_VALUES_COLUMN_OPTIONS,
        ),
        UPDATED,
        URL_COLUMN,
        api_url_column("commitments"),
    ),
    prose=("summary", "amount_note"),
)
