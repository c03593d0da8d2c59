"""The columns of the other nouns."""

import datetime as dt
from dataclasses import replace

from django.db.models import Prefetch

from ...models import Membership
from ...models.vocabularies import MembershipRole
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
    markup_column,
    to_many_columns,
    to_one_columns,
)

TO_GROUPING_COLUMNS = to_one_columns("grouping", "Grouping", ("grouping",), title="short_name")
HIDDEN_TEXT = "a text not yet published"


def members_prefetch(day: dt.date | None) -> Prefetch:
    rows = Membership.objects.held(day).filter(role=MembershipRole.MEMBER).select_related("state")
    return Prefetch("memberships", rows.order_by("state__name"), to_attr="members_held")


def memberships_prefetch(day: dt.date | None) -> Prefetch:
    rows = Membership.objects.published().held(day).select_related("grouping")
    return Prefetch("memberships", rows.order_by("grouping__short_name", "role"), to_attr="parts_held")


ALIASES = Column("aliases", "Other names", "Other names, in any script.", attribute_getter("aliases"), "list")

GROUPING_COLUMNS = ColumnSet(
    (
        SLUG_COLUMN,
        Column("name", "Name", "The full name.", attribute_getter("name")),
        Column("short_name", "Short name", "The name used in lists.", attribute_getter("short_name")),
        ALIASES,
        Column("founded", "Founded", "When it was founded or first met.", attribute_getter("founded"), "date"),
        Column("ended", "Ended", "When it ended; empty while it goes on.", attribute_getter("ended"), "date"),
        markup_column("purpose", "Purpose", "What it is for and how it came about."),
        *to_many_columns(
            "members",
            "Members",
            "member_names",
            "ISO codes of its members today, or on the day of “as_of”.",
            lambda g: [row.state for row in g.members_held],
            key="iso3",
            fetch=members_prefetch,
        ),
        COMMITMENT_COUNT_COLUMN,
        *CITED_SOURCE_COLUMNS,
        UPDATED,
        URL_COLUMN,
        api_url_column("groupings"),
    ),
    prose=("purpose",),
)

STATE_COLUMNS = ColumnSet(
    (
        SLUG_COLUMN,
        Column("iso3", "ISO code", "ISO 3166-1 alpha-3.", attribute_getter("iso3"), "code"),
        Column("iso2", "Two-letter code", "ISO 3166-1 alpha-2.", attribute_getter("iso2"), "code"),
        Column("numeric", "Numeric code", "ISO 3166-1 numeric and UN M49.", attribute_getter("numeric"), "code"),
        Column("name", "Name", "The common English name.", attribute_getter("name")),
        Column("official_name", "Official name", "The official English name.", attribute_getter("official_name")),
        ALIASES,
        *code_columns("kind", "Kind of party", "A state, a territory or a union."),
        Column("region", "Region", "Sub-region of the UN M49 standard.", attribute_getter("region")),
        *to_many_columns(
            "groupings",
            "Groupings",
            "grouping_names",
            "Keys of the groupings it takes part in today, or on the day of “as_of”, in whatever role.",
            lambda s: [row.grouping for row in s.parts_held],
            title="short_name",
            fetch=memberships_prefetch,
        ),
        COMMITMENT_COUNT_COLUMN,
        UPDATED,
        URL_COLUMN,
        api_url_column("states"),
    )
)

TECHNOLOGY_COLUMNS = ColumnSet(
    (
        SLUG_COLUMN,
        Column("name", "Name", "The name shown to readers.", attribute_getter("name")),
        *to_one_columns("parent", "Broader technology", ("parent",), title="name"),
        ALIASES,
        markup_column("definition", "Definition", "What belongs here and what does not."),
        markup_column(
            "borderline", "Borderline case", "What is nearly this and is not, or is this and does not look it."
        ),
        UPDATED,
        URL_COLUMN,
        api_url_column("technologies"),
    ),
    prose=("definition", "borderline"),
)

SUMMIT_COLUMNS = ColumnSet(
    (
        SLUG_COLUMN,
        Column("name", "Name", "The name of the meeting.", attribute_getter("name")),
        *TO_GROUPING_COLUMNS,
        *code_columns("level", "Level", "Who met."),
        *code_columns("format", "Format", "In person, virtual or both."),
        *code_columns("status", "Status", "Held, planned, postponed or cancelled."),
        Column(
            "start", "First day", "Its first day, or the day it was planned for.", attribute_getter("start"), "date"
        ),
        Column("end", "Last day", "Its last day.", attribute_getter("end"), "date"),
        Column("city", "City", "Where it took place or was to.", attribute_getter("city")),
        Column("host", "Host", "ISO code of the state it was in.", attribute_getter("host.iso3"), "code", ("host",)),
        Column("host_name", "Host name", "Name of that state.", attribute_getter("host.name"), joins=("host",)),
        Column("venue", "Venue", "The building or address.", attribute_getter("venue")),
        Column("sidelines_of", "On the sidelines of", "The larger meeting.", attribute_getter("sidelines_of")),
        markup_column("note", "Note", "What a reader should know."),
        Column(
            "statements", "Statements", "How many public ones it issued.", attribute_getter("statement_count"), "number"
        ),
        *CITED_SOURCE_COLUMNS,
        UPDATED,
        URL_COLUMN,
        api_url_column("summits"),
    ),
    prose=("note",),
)

STATEMENT_COLUMNS = ColumnSet(
    (
        SLUG_COLUMN,
        Column("title", "Title", "The official title, in full.", attribute_getter("title")),
        *TO_GROUPING_COLUMNS,
        *to_one_columns("summit", "Meeting", ("summit__grouping",), "public_summit", "name"),
        *code_columns("kind", "Kind", "What kind of text it is."),
        Column(
            "issued_on", "Issued", "When it was issued; empty when not known.", attribute_getter("issued_on"), "date"
        ),
        Column("issuer", "Issued by", "Who published this copy.", attribute_getter("issuer")),
        Column("language", "Language", "ISO 639-1 code.", attribute_getter("language"), "code"),
        Column("language_name", "Language name", "The language in words.", attribute_getter("language_name")),
        Column("coding", "Coverage", "How far it is coded.", attribute_getter("coding_shown.value"), "code"),
        Column("coding_label", "Coverage, in words", "The label of “coding”.", attribute_getter("coding_shown.label")),
        Column("text_url", "Address of the text", "Its public address.", attribute_getter("url"), "address"),
        Column(
            "archive_url", "Archived copy", "Address of an archived copy.", attribute_getter("archive_url"), "address"
        ),
        COMMITMENT_COUNT_COLUMN,
        *CITED_SOURCE_COLUMNS,
        UPDATED,
        URL_COLUMN,
        api_url_column("statements"),
    )
)

SOURCE_COLUMNS = ColumnSet(
    (
        SLUG_COLUMN,
        Column("title", "Title", "The title of the publication.", attribute_getter("title")),
        Column("publisher", "Publisher", "Who published it.", attribute_getter("publisher")),
        Column("published_on", "Published", "When it was published.", attribute_getter("published_on"), "date"),
        Column("accessed_on", "Read on", "The day on which it was read.", attribute_getter("accessed_on"), "day"),
        *code_columns("level", "Level", "A primary source, or one that reports on it."),
        Column("language", "Language", "ISO 639-1 code.", attribute_getter("language"), "code"),
        Column("language_name", "Language name", "The language in words.", attribute_getter("language_name")),
        Column("source_url", "Address", "The address of the publication itself.", attribute_getter("url"), "address"),
        Column(
            "archive_url", "Archived copy", "Address of an archived copy.", attribute_getter("archive_url"), "address"
        ),
        Column("read_at", "Copy read", "Address of the copy that was read.", attribute_getter("read_at"), "address"),
        Column("uses", "Uses", "How many public records name it.", attribute_getter("use_count"), "number"),
        UPDATED,
        URL_COLUMN,
        api_url_column("sources"),
    )
)

MEMBERSHIP_COLUMNS = ColumnSet(
    (
        *TO_GROUPING_COLUMNS,
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
