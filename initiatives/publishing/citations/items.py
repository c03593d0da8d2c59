"""CSL-JSON items of pages, lists and releases of this site, and of the statements and sources that the records cite.

Pages and lists change, so they are cited with the day of access, and with the latest release if they are unchanged
since. A release is cited with its own day; a statement or source with the days on which it was issued and read, if
they are known.
"""

import datetime as dt
from collections.abc import Callable

from django.db.models import Max
from django.utils.text import slugify

from ...models import Commitment, PublicVersion, Source, Statement, Summit, markup
from ...models.dates import PartialDate, today
from ...models.permalinks import absolute, permalink, permanent_name
from ..releases import catalogue
from ..site import SITE_LICENCE, SITE_NAME, SITE_TITLE

DATA_SET_FIELDS = {"type": "dataset", "genre": "Data set"}


def page_item(record) -> dict:
    """The page of a record. ``record.links`` must hold the links of its texts, if there are any."""
    is_commitment = isinstance(record, Commitment)
    return _accessed_item(
        f"minilat-{record._meta.model_name}-{record.slug}",
        record_title(record),
        permalink(record),
        lambda: _changed_at(record),
        type="webpage",
        abstract=abstract(record),
        note=commitment_facts(record) if is_commitment else "",
        keyword=", ".join(row.name for row in record.technologies.all()) if is_commitment else "",
    )


def list_item(title: str, path: str) -> dict:
    """A filtered list, from its title and its path. The key holds a hash of the path, so that it is unique."""
    key = f"minilat-{slugify(title)[:60].strip('-')}-{permanent_name(path).hex[:6]}"
    return _accessed_item(key, title, absolute(path), _last_change, **DATA_SET_FIELDS)


def release_item(version: str, day: dt.date, address: str) -> dict:
    key = f"minilat-release-{version}"
    return _own_item(key, SITE_TITLE, address, issued=date_parts(day), version=version, **DATA_SET_FIELDS)


def _changed_at(record) -> dt.datetime | None:
    """The moment of the latest public version of the record; asked for where the query did not bring it along."""
    if hasattr(record, "changed_at"):
        return record.changed_at
    return PublicVersion.objects.of(record).aggregate(last=Max("at"))["last"]


def _last_change() -> dt.datetime | None:
    return PublicVersion.objects.aggregate(last=Max("at"))["last"]


def _accessed_item(key: str, title: str, address: str, find_last_change, **more) -> dict:
    container = {"container-title": _title_with_release(find_last_change)}
    return _own_item(key, title, address, accessed=date_parts(today()), **container, **more)


def _title_with_release(find_last_change: Callable[[], dt.datetime | None]) -> str:
    """The title of the site, with the latest release if what is cited has not changed since.

    ``find_last_change`` gives the moment of its last change, or None for never; it is called only if there is a release.
    """
    release = catalogue.latest_release()
    holds = release and ((changed_at := find_last_change()) is None or changed_at <= release.made_at)
    return f"{SITE_TITLE}, release {release.version}" if holds else SITE_TITLE


def _own_item(key: str, title: str, address: str, **more) -> dict:
    ours = {"author": [{"literal": SITE_NAME}], "title": title, "URL": address, "language": "en"}
    return _without_blanks({"id": key, **ours, **more, "custom": {"license": SITE_LICENCE}})


def text_item(record) -> dict | None:
    """The statement of a commitment, or a statement or source itself; None for other records."""
    if isinstance(record, Commitment):
        return _statement_item(record.statement, record.locator)
    if isinstance(record, Statement):
        return _statement_item(record)
    return _source_item(record) if isinstance(record, Source) else None


def _statement_item(statement: Statement, locator: str = "") -> dict:
    return _document_item(
        f"statement-{statement.slug}",
        statement,
        statement.issuer or statement.grouping.name,
        statement.issued_on,
        statement.source.accessed_on if statement.source else None,
        genre=statement.get_kind_display(),
        note=f"Cited for: {locator}" if locator else "",
    )


def _source_item(source: Source) -> dict:
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
    """A text that others published."""
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
    """The items of a record: its page and, if there is one, the text that it cites."""
    return [item for item in (page_item(record), text_item(record)) if item]


def date_parts(date) -> dict:
    """A CSL date from a ``date`` or a ``PartialDate``."""
    return {"date-parts": [[int(part) for part in PartialDate.of(date).isoformat().split("-")]]}


def _without_blanks(item: dict) -> dict:
    return {name: value for name, value in item.items() if value}


def record_title(record) -> str:
    return getattr(record, "title", None) or record.name


def abstract(record) -> str:
    """The summary, purpose or definition of a record as plain text, with the titles of linked records."""
    text = next(filter(None, (getattr(record, name, "") for name in ("summary", "purpose", "definition"))), "")
    return markup.render_plain_text(text, getattr(record, "links", {}))


def record_description(record) -> str:
    """A record in one or two lines of plain text, for feeds, calendars and the metadata of pages."""
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
    """The main facts of a commitment: announcement, parties, status with its day, amount, evidence."""
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
