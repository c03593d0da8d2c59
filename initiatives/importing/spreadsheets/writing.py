"""Writes the rows of an import: everything or nothing, with history, and a record of the import that can be undone."""

import hashlib
import logging
from collections import Counter

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError
from django.utils import timezone

from ... import search
from ...history.recording import change, touch
from ...history.versions import many_to_many_fields
from ...models import Commitment, FollowUp, ImportRecord, SearchLogEntry
from ...models.db import analyze
from ...models.follow_up import last_numbers
from .sheet_files import read_file
from .sheets import RESOURCES, SheetResult, SheetRow
from .widgets import BATCH, batches

logger = logging.getLogger(__name__)
MANY = 200  # rows; after more the engine counts its rows anew
STALE = "Something in the record changed after this preview. Nothing was imported; here is what the file would do now."
NO_REASON = "Public records change: give a reason, which stays in their history."


class Stale(Exception):
    """The record changed after the preview; the text says so. Nothing was written."""


def preview(model, name: str, content: bytes, user) -> SheetResult:
    """What the file would do if the user imported it; FileFault if it cannot be read. Nothing is written."""
    return RESOURCES[model]().import_data(read_file(name, content), dry_run=True, user=user)


def validate(model, dataset, user) -> SheetResult:
    """What the rows do, with the records locked until the transaction ends; the first step of writing them."""
    return RESOURCES[model]().import_data(dataset, rollback_on_validation_errors=True, user=user, lock=True)


def carry_out(model, name: str, content: bytes, user, expected: str, reason: str = "") -> ImportRecord | None:
    """Import the file, if it still does what the preview with the digest ``expected`` showed.

    Returns the record of the import, or None where there was nothing to write. Raises Stale, and ValidationError where
    a reason is missing or the database refuses a row.
    """
    try:
        with change():
            result = validate(model, read_file(name, content), user)
            if result.faults or result.digest != expected:
                raise Stale(STALE)
            if result.needs_reason and not reason.strip():
                raise ValidationError(NO_REASON)
            if not result.writing:
                return None
            apply(result.writing, user, f"Import of {name}" + (f": {reason.strip()}" if reason.strip() else ""))
            made = ImportRecord.objects.create(
                noun=model._meta.verbose_name_plural,
                file_name=name[:500],
                sha256=hashlib.sha256(content).hexdigest(),
                user=user,
                reason=reason.strip(),
                rows=[_stored_row(row) for row in result.writing],
                **{outcome: result.counts[outcome] for outcome in SheetRow.OUTCOMES.values()},
            )
            search.flush_changes()
    except (IntegrityError, DataError) as error:
        if preview(model, name, content, user).digest != expected:
            raise Stale(STALE) from None  # somebody took a key that was free when we looked
        logger.exception("An import was refused by the database.")
        raise ValidationError(f"The database refuses a row: {str(error).splitlines()[0]}") from None
    if len(result.writing) > MANY:
        analyze()
    return made


def _stored_row(row: SheetRow) -> dict:
    return {
        "row": row.number,
        "record": row.label,
        "outcome": row.outcome,
        "pk": row.instance.pk,
        "changes": row.changes,
    }


@change()
def apply(rows: list[SheetRow], user, reason: str = ""):
    """Write the rows that an import found good; one history entry for each record, with its relations."""
    new, changed = [row for row in rows if row.is_new()], [row for row in rows if row.is_update()]
    _create(new, user)
    for row in changed:
        _update(row)
    for some, is_update in ((new, False), (changed, True)):
        _link(some)
        _write_history([row.instance for row in some], user, reason, is_update)
    for row in rows:
        mark_changed(row.instance)


def _create(rows: list[SheetRow], user):
    records = [row.instance for row in rows]
    if not records:
        return
    model = type(records[0])
    for record in records:
        if isinstance(record, SearchLogEntry):
            record.done_by = user
    if issubclass(model, FollowUp | SearchLogEntry):
        _number(rows)
    if any(field.related_model is model for field in model._meta.fields):  # each record before those below it
        for record in records:
            record.save_without_historical_record()
    else:
        model.objects.bulk_create(records, batch_size=BATCH)


def _number(rows: list[SheetRow]):
    """Permanent numbers for new rows of a commitment, after those that it has and those that the file gives.

    The commitments are locked (``SheetResource.before_import``), so nobody else gives numbers.
    """
    records = [row.instance for row in rows]
    last: Counter = Counter()
    for some in batches(record.commitment_id for record in records):
        last.update(last_numbers(type(records[0]), some))
    for record in records:
        last[record.commitment_id] = max(last[record.commitment_id], record.number or 0)
    for row in rows:
        if row.instance.number is None:
            last[row.instance.commitment_id] += 1
            row.instance.number = last[row.instance.commitment_id]
            row.label += f" · {row.instance.number}"


def _update(row: SheetRow):
    record, fields = row.instance, {"updated_at"}
    for column, _, _ in row.changes:
        if column in record.partial_dates:
            fields |= {f"{column}_earliest", f"{column}_latest"}
        elif not record._meta.get_field(column).many_to_many:
            fields.add(column)
    record.skip_history_when_saving = True
    record.save(update_fields=fields)
    del record.skip_history_when_saving


def _link(rows: list[SheetRow]):
    """Store the changed relations to many."""
    for field in many_to_many_fields(type(rows[0].instance)) if rows else ():
        touched = [row.instance for row in rows if any(change.column == field.name for change in row.changes)]
        through = field.remote_field.through
        one, other = field.m2m_field_name(), field.m2m_reverse_field_name()
        for some in batches(record.pk for record in touched):
            through.objects.filter(**{f"{one}__in": some}).delete()
        links = [
            through(**{f"{one}_id": record.pk, f"{other}_id": named.pk})
            for record in touched
            for named in record.named_relations[field.name]
        ]
        through.objects.bulk_create(links, batch_size=BATCH)


def _write_history(records: list, user, reason: str, is_update: bool):
    if not records:
        return
    model = type(records[0])
    entries = model.history.bulk_history_create(
        records,
        batch_size=BATCH,
        update=is_update,
        default_user=user,
        default_change_reason=reason,
        default_date=timezone.now(),
    )
    for record in records:
        touch(record, user, reason)
    entry_of = {record.pk: entry.pk for entry, record in zip(entries, records, strict=True)}
    for field in many_to_many_fields(model):
        through, past = field.remote_field.through, getattr(model.history.model, field.name).model
        owner = f"{field.m2m_field_name()}_id"
        for some in batches(entry_of):
            links = through.objects.filter(**{f"{owner}__in": some}).values()
            past.objects.bulk_create(past(history_id=entry_of[link[owner]], **link) for link in links)


def mark_changed(record):
    """Let the search index follow a bulk write, which sends no signals."""
    if isinstance(record, FollowUp):
        search.mark_changed(Commitment, record.commitment_id)
    elif type(record) in search.INDEXED_MODELS:
        search.mark_changed(type(record), record.pk)
