"""What the tables of the lists can show, declared once: the choice of columns, the head and the cells read it.

``templates/<noun>/cell.html`` draws each cell by the name of its column. The first column names the record and always
stands; the usual ones are shown until somebody chooses others.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class TableColumn:
    """One column; ``is_number`` sets it to the right."""

    name: str
    label: str
    is_number: bool = False
    is_usual: bool = True


def unusual(name: str, label: str) -> TableColumn:
    return TableColumn(name, label, is_usual=False)


def number(name: str, label: str) -> TableColumn:
    return TableColumn(name, label, is_number=True)


COLUMNS: dict[str, tuple[TableColumn, ...]] = {
    "commitments": (
        TableColumn("title", "Commitment"),
        TableColumn("grouping", "Grouping"),
        TableColumn("announced", "Announced"),
        unusual("statement", "Statement"),
        unusual("meeting", "Meeting"),
        unusual("locator", "Place in the text"),
        TableColumn("technologies", "Technologies"),
        unusual("modes", "Modes"),
        TableColumn("parties", "Parties"),
        TableColumn("status", "Status"),
        unusual("status-on", "Status as of"),
        unusual("target-date", "Target date"),
        unusual("amount", "Amount"),
        unusual("evidence", "Evidence"),
    ),
    "groupings": (
        TableColumn("grouping", "Grouping"),
        TableColumn("members", "Members"),
        TableColumn("founded", "Founded"),
        TableColumn("ended", "Ended"),
        unusual("other-names", "Other names"),
        number("commitments", "Commitments"),
    ),
    "states": (
        TableColumn("name", "Name"),
        unusual("code", "ISO code"),
        unusual("kind", "Kind of party"),
        TableColumn("region", "Region"),
        number("groupings", "Groupings"),
        number("commitments", "Commitments"),
    ),
    "technologies": (
        TableColumn("technology", "Technology"),
        TableColumn("definition", "What belongs here"),
        unusual("other-names", "Other names"),
        number("commitments", "Commitments"),
    ),
    "summits": (
        TableColumn("meeting", "Meeting"),
        TableColumn("date", "Date"),
        TableColumn("grouping", "Grouping"),
        TableColumn("level", "Level"),
        unusual("format", "Format"),
        TableColumn("status", "Status"),
        number("statements", "Statements"),
    ),
    "statements": (
        TableColumn("statement", "Statement"),
        TableColumn("issued", "Issued"),
        TableColumn("grouping", "Grouping"),
        TableColumn("kind", "Kind"),
        unusual("language", "Language"),
        unusual("issuer", "Issued by"),
        TableColumn("coverage", "Coverage"),
        number("commitments", "Commitments"),
    ),
    "sources": (
        TableColumn("source", "Source"),
        TableColumn("published", "Published"),
        unusual("read", "Read on"),
        TableColumn("level", "Level"),
        TableColumn("language", "Language"),
        number("supports", "Supports"),
    ),
}


def columns(noun: str, *left_out: str) -> list[TableColumn]:
    """The usual columns of a noun's table, without those that a page has no need of."""
    return [column for column in COLUMNS[noun] if column.is_usual and column.name not in left_out]
