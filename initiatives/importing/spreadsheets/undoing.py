"""Takes an import back: deletes the records it made and restores the values it changed, apart from what must stay."""

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone
from tablib import Dataset

from ... import search
from ...editorial import transitions
from ...editorial.integrity import (
    IntegrityCheck,
    NewIntegrityErrors,
    entry_ids_required_by_claims,
    public_records_linking_to,
)
from ...editorial.locking import lock_for_checks
from ...history.recording import change, touch
from ...history.versions import many_to_many_fields
from ...models import ImportRecord, SearchLogEntry
from ...models.parts import PARENT_COLUMNS
from .sheets import HEAD, RESOURCES, STATE_COLUMN
from .widgets import BATCH, batches
from .writing import NO_REASON, Stale, apply, mark_changed, validate

STALE = (
    "Something in the record changed after this page was shown. Nothing was undone; here is what undoing would do now."
)


@dataclass
class Undoing:
    """What undoing an import does: the labels of the records, and a sentence for each that stays."""

    deleted: list[str] = field(default_factory=list)
    restored: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    needs_reason: bool = False

    @property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps([self.deleted, self.restored, self.kept]).encode()).hexdigest()


def may_undo(record: ImportRecord, user) -> bool:
    return record.undone_at is None and (record.user_id == user.pk or transitions.is_editor(user))


def model_of(record: ImportRecord) -> type[models.Model]:
    """The model of the rows of an import."""
    return next(model for model in RESOURCES if model._meta.verbose_name_plural == record.noun)


def preview_undo(record: ImportRecord, user) -> Undoing:
    """What ``undo`` would do now. It is tried in a transaction that is rolled back, so the two cannot differ."""
    with transaction.atomic():
        undoing = _undo(record, user, "")
        transaction.set_rollback(True)
    return undoing


@change()
def undo(record: ImportRecord, user, reason: str = "", expected: str = "") -> Undoing:
    """Take an import back, if that still does what the preview with the digest ``expected`` showed (empty: anyway).

    What somebody changed since then, what became public, and what other records hang on is left as it is. Where
    everything is left, the import is not undone and can be tried again. Raises PermissionDenied, Stale, and
    ValidationError where a reason is missing.
    """
    record = ImportRecord.objects.select_for_update().get(pk=record.pk)
    if not may_undo(record, user):
        raise PermissionDenied("Only who imported a file, or an editor, undoes its import, and only once.")
    undoing = _undo(record, user, reason.strip())
    if expected and undoing.digest != expected:
        raise Stale(STALE)
    if undoing.needs_reason and not reason.strip():
        raise ValidationError(NO_REASON)
    if undoing.deleted or undoing.restored:
        record.undone_at, record.undone_by = timezone.now(), user
        record.save(update_fields=["undone_at", "undone_by"])
    search.flush_changes()
    return undoing


def _undo(record: ImportRecord, user, reason: str) -> Undoing:
    resource, stored, undoing = RESOURCES[model_of(record)](), {}, Undoing()
    why = f"Import of {record.file_name} undone" + (f": {reason}" if reason else "")
    lock_for_checks([], [(resource.model, row["pk"]) for row in record.rows])
    for some in batches(row["pk"] for row in record.rows):
        stored |= {found.pk: found for found in resource.get_queryset().filter(pk__in=some)}
    made, changed = [], []
    for row in record.rows:
        found = stored.get(row["pk"])
        if found is None:
            undoing.kept.append(f"“{row['record']}” is no longer there.")
        elif _is_changed(resource.cells(found), row):
            undoing.kept.append(f"“{row['record']}” was changed since.")
        elif row["outcome"] == "new":
            made.append((found, row["record"]))
        else:
            changed.append(
                (resource.cells(found) | {name: before for name, before, _ in row["changes"]}, row["record"])
            )
    _delete_made(resource, made, user, why, undoing)
    _restore(resource, changed, user, why, undoing)
    return undoing


def _is_changed(cells: dict[str, str], row: dict) -> bool:
    """Whether a value that the row wrote is no longer there; of a new record whether any value was added too."""
    written = {column: after for column, _, after in row["changes"]}
    columns = cells if row["outcome"] == "new" else written
    return any(cells[name] != written.get(name, "") for name in columns if name not in ("number", STATE_COLUMN))


# --- records that the import made


def _delete_made(resource, made: list[tuple], user, why: str, undoing: Undoing):
    """Delete the records, given with their labels; those of one public record together, so that it stays sound."""
    linking, together = public_records_linking_to(resource.model), defaultdict(list)
    claimed = _claimed(record for record, _ in made) if resource.model is SearchLogEntry else set()
    may = user.has_perm(f"{resource.model._meta.app_label}.delete_{resource.model._meta.model_name}")
    is_editor = transitions.is_editor(user)
    for record, label in made:
        owner = resource.owner_of(record)
        if owner is None:
            undoing.kept.append(f"“{label}” stays: {resource.model._meta.verbose_name_plural} are not deleted.")
        elif owner.was_public and (owner is record or isinstance(record, SearchLogEntry) or not is_editor):
            undoing.kept.append(f"“{label}” is or was public and stays.")
        elif not may:
            undoing.kept.append(f"You may not delete “{label}”.")
        elif naming := linking.get(getattr(record, "slug", "")):
            undoing.kept.append(f"“{label}” stays: a text of “{naming[0]}”, which is public, links to it.")
        elif record.pk in claimed:
            undoing.kept.append(f"“{label}” stays: its commitment says that this was searched.")
        else:
            together[owner.pk if owner.was_public else None].append((record, label))
    for owner, some in together.items():
        try:
            with transaction.atomic():
                check = IntegrityCheck(*(record for record, _ in some)) if owner else None
                _delete(some, user, why, undoing)
                if check:
                    check.refuse_new_errors()
                    undoing.needs_reason = True
        except NewIntegrityErrors as error:
            going = {label for _, label in some}
            undoing.deleted = [label for label in undoing.deleted if label not in going]
            undoing.kept += [f"“{label}” stays: {' '.join(error.messages)}" for _, label in some]


def _claimed(entries) -> set[int]:
    return entry_ids_required_by_claims([entry for entry in entries if not entry.commitment.was_public])


def _delete(some: list[tuple], user, why: str, undoing: Undoing):
    model = type(some[0][0])
    held = _named_by_others(model, [record.pk for record, _ in some])
    _delete_at_once([record for record, _ in some if record.pk not in held], user, why)
    for record, label in some:
        if record.pk not in held:
            undoing.deleted.append(label)
            continue
        record._history_user, record._change_reason = user, why
        try:
            with transaction.atomic():
                _, counts = record.delete()
        except models.ProtectedError:
            undoing.kept.append(f"“{label}” stays: other records name it.")
        else:
            parts = sum(counts.get(part._meta.label, 0) for part in PARENT_COLUMNS if part is not model)
            undoing.deleted.append(f"{label} (with {parts} of its parts)" if parts else label)


def _named_by_others(model, pks) -> set[int]:
    """The keys of the records on which others hang."""
    relations = [relation.field for relation in model._meta.related_objects if not relation.many_to_many]
    return {
        pk
        for field in relations
        for some in batches(pks)
        for pk in field.model._base_manager.filter(**{f"{field.name}__in": some}).values_list(field.attname, flat=True)
    }


def _delete_at_once(records: list, user, why: str):
    """Delete records on which nothing hangs, in a few queries, with a history entry each."""
    if not records:
        return
    model = type(records[0])
    entries = [_last_entry(record, user, why) for record in records]
    model.history.model.objects.bulk_create(entries, batch_size=BATCH)
    for record in records:
        mark_changed(record)
        touch(record, user, why)
    for some in batches(record.pk for record in records):
        for relation in many_to_many_fields(model):
            relation.remote_field.through.objects.filter(**{f"{relation.m2m_field_name()}__in": some}).delete()
        rows = model._base_manager.filter(pk__in=some)
        rows._raw_delete(rows.db)  # what signals do on deletion is done above, for all at once


def _last_entry(record, user, why: str):
    history = type(record).history.model
    values = {field.attname: getattr(record, field.attname) for field in record._meta.fields}
    return history(
        history_date=timezone.now(), history_type="-", history_user=user, history_change_reason=why, **values
    )


# --- records that the import changed


def _restore(resource, rows: list[tuple], user, why: str, undoing: Undoing):
    """Give records their old cells back, given with their labels, as a file with these cells would."""
    while rows:
        dataset = Dataset(*(list(cells.values()) for cells, _ in rows), headers=list(resource.fields))
        dataset.numbers, dataset.faults = [*range(HEAD + 1, HEAD + 1 + len(rows))], []
        result = validate(resource.model, dataset, user)
        if not result.faults:
            apply(result.writing, user, why)
            undoing.restored += [label for _, label in rows]
            undoing.needs_reason |= result.needs_reason
            return
        messages = {fault.row: fault.message for fault in result.faults}
        labels = dict(zip(dataset.numbers, (label for _, label in rows), strict=True))
        undoing.kept += [f"“{labels[number]}” stays as it is: {message}" for number, message in messages.items()]
        rows = [row for number, row in zip(dataset.numbers, rows, strict=True) if number not in messages]
