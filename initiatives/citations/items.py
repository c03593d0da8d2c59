"""Items of CSL-JSON: our page on a record, the text or publication that stands behind it, and a list.

A page of ours changes, so it is cited without a date of its own, with the day on which it was read and, where there is
one, the newest release.
"""

import datetime as dt

from .. import prose
from ..dates import PartialDate, today
from ..imprint import LICENCE, NAME
from ..models import Commitment, Source, Statement, Summit
from . import absolute, edition, permalink


def page_item(record, on: dt.date | None = None) -> dict:
    """Our page on a record. Texts of our own need ``record.links`` where they link to other records."""
    about = abstract(record)
    return _ours(
        f"minilat-{record._meta.model_name}-{record.slug}",
        title_of(record),
        permalink(record),
        on,
        abstract=about,
        note=facts(record) if isinstance(record, Commitment) else "",
        keyword=", ".join(row.name for row in record.technologies.all()) if isinstance(record, Commitment) else "",
    )


def list_item(title: str, path: str, on: dt.date | None = None) -> dict:
    """A filtered list by its sentence and its address."""
    return _ours("minilat-list", title, absolute(path), on, genre="Data set")


def _ours(key: str, title: str, address: str, on: dt.date | None, **more) -> dict:
    return _without_blanks(
        {
            "id": key,
            "type": "webpage",
            "author": [{"literal": NAME}],
            "title": title,
            "container-title": edition(),
            "accessed": date_parts(on or today()),
            "URL": address,
            "license": LICENCE,
            "language": "en",
            **more,
        }
    )


def text_item(record, on: dt.date | None = None) -> dict | None:
    """The text behind a record: the statement of a commitment, a statement itself, a publication; None for others."""
    if isinstance(record, Commitment):
        return _statement(record.statement, on, record.locator)
    if isinstance(record, Statement):
        return _statement(record, on)
    return _publication(record, on) if isinstance(record, Source) else None


def _statement(statement: Statement, on, locator: str = "") -> dict:
    read_on = statement.source.accessed_on if statement.source else None
    return _text(
        f"statement-{statement.slug}",
        statement,
        statement.issuer or statement.grouping.name,
        statement.issued_on,
        statement.best_url,
        read_on or on,
        genre=statement.get_kind_display(),
        note=f"Cited for: {locator}" if locator else "",
    )


def _publication(source: Source, on) -> dict:
    archive = source.archive_url if source.archive_url != source.best_url else ""
    return _text(
        f"source-{source.slug}",
        source,
        source.publisher,
        source.published_on,
        source.best_url,
        source.accessed_on or on,
        archive_location=archive,
    )


def _text(key: str, record, author: str, issued, address: str, read_on, **more) -> dict:
    """An item of somebody else's text. One without a date needs the day it was read, which styles then ask for."""
    return _without_blanks(
        {
            "id": key,
            "type": "document",
            "author": [{"literal": author}],
            "title": record.title,
            "issued": date_parts(issued) if issued else None,
            "accessed": date_parts(read_on or today()) if address else None,
            "URL": address,
            "language": record.language,
            **{name.replace("_", "-"): value for name, value in more.items()},
        }
    )


def date_parts(date) -> dict:
    """A day, or a date of any precision, as CSL has it."""
    return {"date-parts": [[int(part) for part in PartialDate.of(date).isoformat().split("-")]]}


def _without_blanks(item: dict) -> dict:
    return {name: value for name, value in item.items() if value}


def title_of(record) -> str:
    return getattr(record, "title", None) or record.name


def abstract(record) -> str:
    """Our own words on a record, with the titles of what they link to."""
    text = next(filter(None, (getattr(record, name, "") for name in ("summary", "purpose", "definition"))), "")
    return prose.as_text(text, getattr(record, "links", {}))


def describe(record) -> str:
    """A record in a line or two of plain text, for feeds and the heads of pages."""
    if isinstance(record, Commitment):
        return f"{abstract(record)} {facts(record)}"
    if isinstance(record, Statement):
        issued = f"issued {record.issued_on or 'on a day not known'} by {record.issuer or record.grouping.name}"
        return f"{record.get_kind_display()} of {record.grouping.name}, {issued}."
    if isinstance(record, Summit):
        parts = [str(record.start or "day not known"), record.place, record.get_status_display().lower()]
        return f"{record.get_level_display()}, {record.grouping.name}: {', '.join(filter(None, parts))}."
    if isinstance(record, Source):
        return f"{record.publisher}, {record.published_on or 'undated'}. {record.get_level_display()} source."
    return abstract(record)


def facts(commitment: Commitment) -> str:
    """A commitment’s facts in a line: when and by whom announced, parties, status with its day, amount."""
    parties = ", ".join(
        f"{row.state.name} ({row.get_role_display().lower()})" for row in commitment.participations.all()
    )
    status = f"Status: {commitment.status_label.lower()}, as of {commitment.status_on or 'a day not known'}."
    sentences = [
        f"Announced {commitment.announced or 'on a day not known'} by {commitment.grouping.name}.",
        f"Parties: {parties}." if parties else "",
        status,
        f"Amount: {commitment.amount_words}." if commitment.amount_words else "",
        f"Evidence: {commitment.get_evidence_display().lower()}.",
    ]
    return " ".join(filter(None, sentences))
