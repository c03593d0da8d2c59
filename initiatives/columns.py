"""The columns of a list of commitments, declared once: they drive files, API rows and data dictionary.

Each column has a name, a label, a description and a function from a commitment (with status, for display) to a value.
"""

from collections.abc import Callable
from dataclasses import dataclass

from . import prose
from .citations import permalink


@dataclass(frozen=True)
class Column:
    """One column of a table of commitments; ``value`` gives text, a number, a date or None."""

    name: str
    label: str
    description: str
    value: Callable


def joined(values) -> str:
    """Several values in one cell, separated by “; ”."""
    return "; ".join(values)


def iso(date) -> str:
    return date.isoformat() if date else ""


def parties(commitment) -> str:
    return joined(f"{row.state.iso3}:{row.role}" for row in commitment.participations.all())


COMMITMENT_COLUMNS = (
    Column("slug", "Record", "Permanent key of the commitment.", lambda c: c.slug),
    Column("title", "Title", "Official name of the initiative, or our short description.", lambda c: c.title),
    Column("summary", "Summary", "What is promised, in our own words.", lambda c: prose.as_text(c.summary, c.links)),
    Column("wording", "Exact wording", "The words of the text, where quoted.", lambda c: c.wording),
    Column("grouping", "Grouping", "Key of the grouping.", lambda c: c.grouping.slug),
    Column("grouping_name", "Grouping name", "Short name of the grouping.", lambda c: c.grouping.short_name),
    Column("statement", "Statement", "Key of the statement that announced it.", lambda c: c.statement.slug),
    Column("statement_title", "Statement title", "Official title of that statement.", lambda c: c.statement.title),
    Column("locator", "Locator", "Where in the statement.", lambda c: c.locator),
    Column("announced", "Announced", "Date of the statement: a day, a month or a year.", lambda c: iso(c.announced)),
    Column(
        "summit",
        "Meeting",
        "Key of the meeting that issued it.",
        lambda c: getattr(c.statement.public_summit, "slug", ""),
    ),
    Column("level", "Level", "Who met there.", lambda c: getattr(c.statement.public_summit, "level", "")),
    Column(
        "technologies",
        "Technologies",
        "Keys of the technologies.",
        lambda c: joined(technology.slug for technology in c.technologies.all()),
    ),
    Column(
        "technology_names",
        "Technology names",
        "Names of the technologies, in the same order.",
        lambda c: joined(technology.name for technology in c.technologies.all()),
    ),
    Column(
        "modes", "Modes", "Codes of the modes of cooperation.", lambda c: joined(mode.code for mode in c.modes.all())
    ),
    Column(
        "mode_names",
        "Mode names",
        "Names of the modes, in the same order.",
        lambda c: joined(mode.name for mode in c.modes.all()),
    ),
    Column("parties", "Parties", "ISO code and role of each party, as JPN:lead.", parties),
    Column(
        "party_names",
        "Party names",
        "Names of the parties, in the same order.",
        lambda c: joined(row.state.name for row in c.participations.all()),
    ),
    Column("status", "Status", "Status derived from the dated evidence.", lambda c: c.status),
    Column("status_label", "Status label", "The status in words.", lambda c: c.status_label),
    Column("status_on", "Status on", "Date of the evidence for the status.", lambda c: iso(c.status_on)),
    Column("evidence", "Evidence", "Grade of evidence of the announcement.", lambda c: c.evidence),
    Column("amount_value", "Amount", "The sum that the text names.", lambda c: c.amount_value),
    Column("amount_currency", "Currency", "ISO 4217 code.", lambda c: c.amount_currency),
    Column("amount_bound", "Bound", "How the sum is meant.", lambda c: c.amount_bound),
    Column("amount_scope", "Scope", "What the sum covers.", lambda c: c.amount_scope),
    Column("target_date", "Target date", "By when it is to be done.", lambda c: iso(c.target_date)),
    Column("source", "Source", "Key of the source.", lambda c: c.source.slug if c.source else ""),
    Column(
        "source_url", "Source address", "Where the source can be read.", lambda c: c.source.best_url if c.source else ""
    ),
    Column("url", "Address", "Permanent address of the record.", permalink),
)
