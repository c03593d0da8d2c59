"""Items of CSL-JSON: our page on a record, a list, a release, and the text or publication that stands behind a record.

A page of ours changes, so it is cited without a date of its own, with the day on which it was read and, where there is
one, the newest release. A release never changes and has its own day. A text of others has the dates that are known of it:
when it was issued, and when it was read.
"""

import datetime as dt

from django.utils.text import slugify

from ...models import Commitment, Source, Statement, Summit, markup
from ...models.dates import PartialDate, today
from ...models.permalinks import absolute, permalink, permanent_name
from ..site import SITE_LICENCE, SITE_NAME, SITE_TITLE
from . import title_with_release

DATA_SET_FIELDS = {"type": "dataset", "genre": "Data set"}


def page_item(record) -> dict:
    """Our page on a record. Texts of our own need ``record.links`` where they link to other records."""
    is_commitment = isinstance(record, Commitment)
    return _accessed_item(
        f"minilat-{record._meta.model_name}-{record.slug}",
        record_title(record),
        permalink(record),
        type="webpage",
        abstract=abstract(record),
        note=commitment_facts(record) if is_commitment else "",
        keyword=", ".join(row.name for row in record.technologies.all()) if is_commitment else "",
    )


def list_item(title: str, path: str) -> dict:
    """A filtered list by its sentence and its address; lists that begin alike have keys of their own."""
    key = f"minilat-{slugify(title)[:60].strip('-')}-{permanent_name(path).hex[:6]}"
    return _accessed_item(key, title, absolute(path), **DATA_SET_FIELDS)


def release_item(version: str, day: dt.date, address: str) -> dict:
    """A release, which stays as it is."""
    key = f"minilat-release-{version}"
    return _own_item(key, SITE_TITLE, address, issued=date_parts(day), version=version, **DATA_SET_FIELDS)


def _accessed_item(key: str, title: str, address: str, **more) -> dict:
    return _own_item(
        key, title, address, accessed=date_parts(today()), **{"container-title": title_with_release()}, **more
    )


def _own_item(key: str, title: str, address: str, **more) -> dict:
    ours = {"author": [{"literal": SITE_NAME}], "title": title, "URL": address, "language": "en"}
    return _without_blanks({"id": key, **ours, **more, "custom": {"license": SITE_LICENCE}})


def text_item(record) -> dict | None:
    """The text behind a record: the statement of a commitment, a statement itself, a publication; None for others."""
    if isinstance(record, Commitment):
        return _statement(record.statement, record.locator)
    if isinstance(record, Statement):
        return _statement(record)
    return _publication(record) if isinstance(record, Source) else None


def _statement(statement: Statement, locator: str = "") -> dict:
    return _document_item(
        f"statement-{statement.slug}",
        statement,
        statement.issuer or statement.grouping.name,
        statement.issued_on,
        statement.source.accessed_on if statement.source else None,
        genre=statement.get_kind_display(),
        note=f"Cited for: {locator}" if locator else "",
    )


def _publication(source: Source) -> dict:
    archive = source.archive_url if source.archive_url != source.best_url else ""
    return _document_item(
        f"source-{source.slug}",
        source,
        source.publisher,
        source.published_on,
        source.accessed_on,
        archive_location=archive,
    )


def _document_item(key: str, record, author: str, issued, read_on, **more) -> dict:
    """An item of somebody else’s text, with what is known of it."""
    address = record.best_url
    return _without_blanks(
        {
            "id": key,
            "type": "document",
            "author": [{"literal": author}],
            "title": record.title,
            "issued": date_parts(issued) if issued else None,
            "accessed": date_parts(read_on) if address and read_on else None,
            "URL": address,
            "language": record.language,
            **more,
        }
    )


def record_items(record) -> list[dict]:
    """Everything that a record is cited by: our page on it and, where there is one, the text behind it."""
    return [item for item in (page_item(record), text_item(record)) if item]


def date_parts(date) -> dict:
    """A day, or a date of any precision, as CSL has it."""
    return {"date-parts": [[int(part) for part in PartialDate.of(date).isoformat().split("-")]]}


def _without_blanks(item: dict) -> dict:
    return {name: value for name, value in item.items() if value}


def record_title(record) -> str:
    return getattr(record, "title", None) or record.name


def abstract(record) -> str:
    """Our own words on a record, with the titles of what they link to."""
    text = next(filter(None, (getattr(record, name, "") for name in ("summary", "purpose", "definition"))), "")
    return markup.render_plain_text(text, getattr(record, "links", {}))


def record_description(record) -> str:
    """A record in a line or two of plain text, for feeds and the heads of pages."""
    if isinstance(record, Commitment):
        return f"{abstract(record)} {commitment_facts(record)}"
    if isinstance(record, Statement):
        issued = f"issued {record.issued_on or 'on a day not known'} by {record.issuer or record.grouping.name}"
        return f"{record.get_kind_display()} of {record.grouping.name}, {issued}."
    if isinstance(record, Summit):
        parts = [str(record.start or "day not known"), record.place, record.get_status_display().lower()]
        return f"{record.get_level_display()}, {record.grouping.name}: {', '.join(filter(None, parts))}."
    if isinstance(record, Source):
        return f"{record.publisher}, {record.published_on or 'undated'}. {record.get_level_display()} source."
    return abstract(record)


def commitment_facts(commitment: Commitment) -> str:
    """A commitment’s facts in a line: when and by whom announced, parties, status with its day, amount."""
    parties = ", ".join(
        f"{row.state.name} ({row.get_role_display().lower()})" for row in commitment.participations.all()
    )
    status = f"Status: {commitment.status_label.lower()}, as of {commitment.status_on or 'a day not known'}."
    sentences = [
        f"Announced {commitment.announced or 'on a day not known'} by {commitment.grouping.name}.",
        f"Parties: {parties}." if parties else "",
        status,
        f"Amount: {commitment.amount_text}." if commitment.amount_text else "",
        f"Evidence: {commitment.get_evidence_display().lower()}.",
    ]
    return " ".join(filter(None, sentences))
