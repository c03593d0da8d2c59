"""The columns of a commitment. Its status comes with the FilterSet (``with_status``)."""

from django.db.models import Exists, OuterRef

from ...models import FollowUp
from ...models.missing_values import blanks_of
from . import Column, Table
from .shared import ADDRESS, KEY, SOURCE, UPDATED, api_address, code, label_of, our_text, read, several

SUMMIT = ("statement__summit__grouping",)
TEXT = ("statement__grouping",)
PARTIES = ("participations__state",)


def party_codes(commitment) -> list[str]:
    return [f"{row.state.iso3}:{row.role}" for row in commitment.participations.all()]


def party_names(commitment) -> list[str]:
    return [row.state.name for row in commitment.participations.all()]


def party_roles(commitment) -> list[str]:
    return [row.get_role_display() for row in commitment.participations.all()]


def level_label(commitment) -> str:
    summit = commitment.statement.public_summit
    return label_of(summit, "level") if summit else ""


BLANKS_NEED = {
    "joins": ("source",),
    "fetches": ("search_records",),
    "annotations": {"has_follow_ups": Exists(FollowUp.objects.public_rows().filter(commitment=OuterRef("pk")))},
}

COMMITMENTS = Table(
    (
        KEY,
        Column("title", "Title", "Official name of the initiative, or our short description.", read("title")),
        our_text("summary", "Summary", "What is promised, in our own words."),
        Column("wording", "Exact wording", "The words of the text, where quoted.", read("wording")),
        Column("grouping", "Grouping", "Key of the grouping.", read("grouping.slug"), "code", TEXT),
        Column(
            "grouping_name", "Grouping name", "Short name of the grouping.", read("grouping.short_name"), joins=TEXT
        ),
        Column(
            "statement", "Statement", "Key of the statement that announced it.", read("statement.slug"), "code", TEXT
        ),
        Column(
            "statement_title",
            "Statement title",
            "Official title of that statement.",
            read("statement.title"),
            joins=TEXT,
        ),
        Column(
            "statement_url",
            "Statement address",
            "Where that statement can be read.",
            read("statement.best_url"),
            "address",
            ("statement__source",),
        ),
        Column("locator", "Place in the text", "Where in the statement.", read("locator")),
        Column("announced", "Announced", "Date of the statement.", read("announced"), "date", TEXT),
        Column(
            "summit",
            "Meeting",
            "Key of the meeting that issued the statement.",
            read("statement.public_summit.slug"),
            "code",
            SUMMIT,
        ),
        Column(
            "summit_name", "Meeting name", "Name of that meeting.", read("statement.public_summit.name"), joins=SUMMIT
        ),
        Column("level", "Level", "Who met there.", read("statement.public_summit.level"), "code", SUMMIT),
        Column("level_label", "Level, in words", "The label of “level”.", level_label, joins=SUMMIT),
        *several("technologies", "Technologies", "technology_names", "Keys of the technologies."),
        *several("modes", "Modes", "mode_names", "Codes of the modes of cooperation.", key="code"),
        Column(
            "parties", "Parties", "ISO code and role of each party, as JPN:lead.", party_codes, "list", fetches=PARTIES
        ),
        Column(
            "party_names",
            "Party names",
            "Names of the parties, in the same order.",
            party_names,
            "list",
            fetches=PARTIES,
        ),
        Column(
            "party_roles",
            "Party roles, in words",
            "Roles of the parties, in the same order.",
            party_roles,
            "list",
            fetches=PARTIES,
        ),
        Column("status", "Status", "Status derived from the dated evidence.", read("status"), "code"),
        Column("status_label", "Status label", "The status in words.", read("status_label")),
        Column("status_on", "Status as of", "Date of the evidence for the status.", read("status_on"), "date"),
        *code("evidence", "Evidence", "Grade of evidence of the announcement."),
        Column("amount_value", "Amount", "The sum that the text names.", read("amount_value"), "number"),
        Column("amount_currency", "Currency", "ISO 4217 code.", read("amount_currency"), "code"),
        *code("amount_bound", "Bound", "How the sum is meant."),
        *code("amount_scope", "Scope", "What the sum covers."),
        our_text("amount_note", "On the amount", "Who pays, for what, over which years."),
        Column("target_date", "Target date", "By when it is to be done.", read("target_date"), "date"),
        *SOURCE,
        Column(
            "blanks",
            "Blanks",
            "Why a value is empty: field and code of the reason, as amount:silent.",
            lambda c: [f"{blank.field}:{blank.reason_code}" for blank in blanks_of(c)],
            "list",
            **BLANKS_NEED,
        ),
        Column(
            "blank_labels",
            "Blanks, in words",
            "The same in words, in the same order.",
            lambda c: [f"{blank.label}: {blank.reason_label}" for blank in blanks_of(c)],
            "list",
            **BLANKS_NEED,
        ),
        UPDATED,
        ADDRESS,
        api_address("commitments"),
    ),
    prose=("summary", "amount_note"),
)
