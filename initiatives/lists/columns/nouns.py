"""The columns of the other nouns."""

import datetime as dt
from dataclasses import replace

from django.db.models import Prefetch

from ...models import Membership
from ...models.vocabularies import MembershipRole
from . import Column, Table
from .shared import (
    ADDRESS,
    COMMITMENTS_COUNTED,
    KEY,
    SOURCE,
    UPDATED,
    api_address,
    code,
    named,
    our_text,
    read,
    several,
)

GROUPING = named("grouping", "Grouping", ("grouping",), title="short_name")
HIDDEN_TEXT = "a text not yet published"


def members_held(day: dt.date | None) -> Prefetch:
    rows = Membership.objects.held(day).filter(role=MembershipRole.MEMBER).select_related("state")
    return Prefetch("memberships", rows.order_by("state__name"), to_attr="members_held")


def parts_held(day: dt.date | None) -> Prefetch:
    rows = Membership.objects.published().held(day).select_related("grouping")
    return Prefetch("memberships", rows.order_by("grouping__short_name", "role"), to_attr="parts_held")


ALIASES = Column("aliases", "Other names", "Other names, in any script.", read("aliases"), "list")

GROUPINGS = Table(
    (
        KEY,
        Column("name", "Name", "The full name.", read("name")),
        Column("short_name", "Short name", "The name used in lists.", read("short_name")),
        ALIASES,
        Column("founded", "Founded", "When it was founded or first met.", read("founded"), "date"),
        Column("ended", "Ended", "When it ended; empty while it goes on.", read("ended"), "date"),
        our_text("purpose", "Purpose", "What it is for and how it came about."),
        *several(
            "members",
            "Members",
            "member_names",
            "ISO codes of its members today, or on the day of “as_of”.",
            lambda g: [row.state for row in g.members_held],
            key="iso3",
            fetch=members_held,
        ),
        COMMITMENTS_COUNTED,
        *SOURCE,
        UPDATED,
        ADDRESS,
        api_address("groupings"),
    ),
    prose=("purpose",),
)

STATES = Table(
    (
        KEY,
        Column("iso3", "ISO code", "ISO 3166-1 alpha-3.", read("iso3"), "code"),
        Column("iso2", "Two-letter code", "ISO 3166-1 alpha-2.", read("iso2"), "code"),
        Column("numeric", "Numeric code", "ISO 3166-1 numeric and UN M49.", read("numeric"), "code"),
        Column("name", "Name", "The common English name.", read("name")),
        Column("official_name", "Official name", "The official English name.", read("official_name")),
        ALIASES,
        *code("kind", "Kind of party", "A state, a territory or a union."),
        Column("region", "Region", "Sub-region of the UN M49 standard.", read("region")),
        *several(
            "groupings",
            "Groupings",
            "grouping_names",
            "Keys of the groupings it takes part in today, or on the day of “as_of”, in whatever role.",
            lambda s: [row.grouping for row in s.parts_held],
            title="short_name",
            fetch=parts_held,
        ),
        COMMITMENTS_COUNTED,
        UPDATED,
        ADDRESS,
        api_address("states"),
    )
)

TECHNOLOGIES = Table(
    (
        KEY,
        Column("name", "Name", "The name shown to readers.", read("name")),
        *named("parent", "Broader technology", ("parent",), title="name"),
        ALIASES,
        our_text("definition", "Definition", "What belongs here and what does not."),
        our_text("borderline", "Borderline case", "What is nearly this and is not, or is this and does not look it."),
        UPDATED,
        ADDRESS,
        api_address("technologies"),
    ),
    prose=("definition", "borderline"),
)

SUMMITS = Table(
    (
        KEY,
        Column("name", "Name", "The name of the meeting.", read("name")),
        *GROUPING,
        *code("level", "Level", "Who met."),
        *code("format", "Format", "In person, virtual or both."),
        *code("status", "Status", "Held, planned, postponed or cancelled."),
        Column("start", "First day", "Its first day, or the day it was planned for.", read("start"), "date"),
        Column("end", "Last day", "Its last day.", read("end"), "date"),
        Column("city", "City", "Where it took place or was to.", read("city")),
        Column("host", "Host", "ISO code of the state it was in.", read("host.iso3"), "code", ("host",)),
        Column("host_name", "Host name", "Name of that state.", read("host.name"), joins=("host",)),
        Column("venue", "Venue", "The building or address.", read("venue")),
        Column("sidelines_of", "On the sidelines of", "The larger meeting.", read("sidelines_of")),
        our_text("note", "Note", "What a reader should know."),
        Column("statements", "Statements", "How many public ones it issued.", read("statement_count"), "number"),
        *SOURCE,
        UPDATED,
        ADDRESS,
        api_address("summits"),
    ),
    prose=("note",),
)

STATEMENTS = Table(
    (
        KEY,
        Column("title", "Title", "The official title, in full.", read("title")),
        *GROUPING,
        *named("summit", "Meeting", ("summit__grouping",), "public_summit", "name"),
        *code("kind", "Kind", "What kind of text it is."),
        Column("issued_on", "Issued", "When it was issued; empty when not known.", read("issued_on"), "date"),
        Column("issuer", "Issued by", "Who published this copy.", read("issuer")),
        Column("language", "Language", "ISO 639-1 code.", read("language"), "code"),
        Column("language_name", "Language name", "The language in words.", read("language_name")),
        Column("coding", "Coverage", "How far it is coded.", read("coding_shown.value"), "code"),
        Column("coding_label", "Coverage, in words", "The label of “coding”.", read("coding_shown.label")),
        Column("text_url", "Address of the text", "Its public address.", read("url"), "address"),
        Column("archive_url", "Archived copy", "Address of an archived copy.", read("archive_url"), "address"),
        COMMITMENTS_COUNTED,
        *SOURCE,
        UPDATED,
        ADDRESS,
        api_address("statements"),
    )
)

SOURCES = Table(
    (
        KEY,
        Column("title", "Title", "The title of the publication.", read("title")),
        Column("publisher", "Publisher", "Who published it.", read("publisher")),
        Column("published_on", "Published", "When it was published.", read("published_on"), "date"),
        Column("accessed_on", "Read on", "The day on which it was read.", read("accessed_on"), "day"),
        *code("level", "Level", "A primary source, or one that reports on it."),
        Column("language", "Language", "ISO 639-1 code.", read("language"), "code"),
        Column("language_name", "Language name", "The language in words.", read("language_name")),
        Column("source_url", "Address", "The address of the publication itself.", read("url"), "address"),
        Column("archive_url", "Archived copy", "Address of an archived copy.", read("archive_url"), "address"),
        Column("read_at", "Copy read", "Address of the copy that was read.", read("read_at"), "address"),
        Column("uses", "Uses", "How many public records name it.", read("use_count"), "number"),
        UPDATED,
        ADDRESS,
        api_address("sources"),
    )
)

MEMBERSHIPS = Table(
    (
        *GROUPING,
        Column("state", "State", "ISO code of the state.", read("state.iso3"), "code", ("state",)),
        Column("state_name", "State name", "Its common English name.", read("state.name"), joins=("state",)),
        *code("role", "Role", "Member, partner, observer or candidate."),
        Column("joined", "Joined", "When this period began; empty when not known.", read("joined"), "date"),
        Column("left", "Left", "When this period ended; empty while it goes on.", read("left"), "date"),
        Column(
            "ended_with_grouping",
            "Ended with the grouping",
            "When the grouping ended, where this period was still open.",
            read("ends_with_grouping"),
            "date",
            ("grouping",),
        ),
        our_text("note", "Note", "What a reader should know about this period."),
        *SOURCE,
        UPDATED,
        Column(
            "url", "Address", "Address of the grouping.", lambda m: ADDRESS.value(m.grouping), "address", ("grouping",)
        ),
        api_address("memberships", "grouping", "state"),
    ),
    prose=("note",),
)


def title_of_text(row) -> str | None:
    text = row.public_text
    return text.title if text else HIDDEN_TEXT if row.statement else None


CITED = ("statement__grouping",)
FOLLOW_UPS = Table(
    (
        *named("commitment", "Commitment", ("commitment",)),
        Column("number", "Number", "Its permanent number within the commitment.", read("number"), "number"),
        Column("date", "Date", "When it happened.", read("date"), "date"),
        *code("kind", "Kind", "What it did to the commitment."),
        Column("status", "Status", "The status that it supports; empty for none.", read("supported"), "code"),
        Column("status_label", "Status label", "That status in words.", read("supported_label")),
        Column(
            "statement",
            "Statement",
            "Key of the statement that says so.",
            lambda row: getattr(row.public_text, "slug", None),
            "code",
            CITED,
        ),
        Column("statement_title", "Statement title", "Its official title.", title_of_text, joins=CITED),
        Column("locator", "Place in the text", "Where in the text.", read("locator")),
        our_text("note", "Note", "What happened."),
        *SOURCE,
        UPDATED,
        replace(ADDRESS, joins=("commitment",)),
        api_address("follow-ups", "commitment"),
    ),
    prose=("note",),
)
