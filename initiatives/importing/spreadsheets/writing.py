"""Carries a plan out: everything or nothing, with history, and a record of the import that can be undone."""

import hashlib
import json
import logging
from collections import Counter

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DataError, IntegrityError, models, transaction
from django.utils import timezone

from ... import search
from ...editorial import transitions
from ...editorial.integrity import entry_ids_required_by_claims, public_records_linking_to
from ...editorial.locking import lock_for_checks
from ...history.recording import change, touch
from ...models import FollowUp, ImportRecord, SearchLogEntry
from ...models.db import analyze
from ...models.follow_up import last_numbers
from .planning import HEAD, NEW, Plan, RowPlan, make_plan
from .reading import Sheet, read_file
from .tables import STATE_COLUMN, TABLES, Table
from .widgets import BATCH, batches

logger = logging.getLogger(__name__)
MANY = 200  # rows; after more the engine counts its rows anew


class Stale(Exception):
    """The record changed after the preview; the text says so. Nothing was written."""


STALE = "Something in the record changed after this preview. Nothing was imported; here is what the file would do now."


def carry_out(model, name: str, content: bytes, user, expected: str, reason: str = "") -> ImportRecord | None:
    """Import the file, if it still does what the preview with the digest ``expected`` showed.

    Gives the record of the import, or None where there was nothing to write. Raises Stale, and ValidationError where a
    reason is missing.
    """
    try:
        with change():
            plan = make_plan(TABLES[model], read_file(name, content), user, lock=True)
            if plan.digest != expected or plan.faults:
                raise Stale(STALE)
            if plan.needs_reason and not reason.strip():
                raise ValidationError("Public records change: give a reason, which stays in their history.")
            if not plan.writing:
                return None
            made = _write(plan, user, name, hashlib.sha256(content).hexdigest(), reason.strip())
            search.flush_changes()
    except (IntegrityError, DataError) as error:
        if make_plan(TABLES[model], read_file(name, content), user).digest != expected:
            raise Stale(STALE) from None  # somebody took a key that was free when we looked
        logger.exception("An import was refused by the database.")
        raise ValidationError(f"The database refuses a row: {str(error).splitlines()[0]}") from None
    if len(plan.writing) > MANY:
        analyze()
    return made


def _write(plan: Plan, user, name: str, sha256: str, reason: str) -> ImportRecord:
    why = f"Import of {name}" + (f": {reason}" if reason else "")
    write_rows(plan, user, why)
    counts = plan.counts
    return ImportRecord.objects.create(
        noun=plan.table.noun(),
        file_name=name[:500],
        sha256=sha256,
        user=user,
        reason=reason,
        new=counts["new"],
        changed=counts["changed"],
        unchanged=counts["unchanged"],
        rows=[_told(plan.table, row) for row in plan.writing],
    )


def _told(table: Table, row: RowPlan) -> dict:
    return {
        "row": row.number,
        "record": row.label,
        "outcome": row.outcome,
        "pk": row.record.pk,
        "version": _version(table, row.record, row.many),
        "changes": [[change.column, change.before, change.after] for change in row.changes],
    }


def _version(table: Table, record, many=None) -> str:
    """A digest of what the columns of a record say; its editorial state is no matter of files."""
    cells = table.cells(record, many)
    cells.pop(STATE_COLUMN, None)
    return hashlib.sha256(json.dumps(cells).encode()).hexdigest()


# --- rows


def write_rows(plan: Plan, user, why: str):
    """Write what the plan holds; one entry of history a record, with the relations as they are afterwards."""
    new = [row for row in plan.writing if row.is_new]
    changed = [row for row in plan.writing if not row.is_new]
    _add(plan.table, new, user)
    for row in changed:
        _change(row)
    for rows, update in ((new, False), (changed, True)):
        _set_many(plan.table, rows)
        _keep_history(plan.table, rows, user, why, update)


def _add(table: Table, rows: list[RowPlan], user):
    records = [row.record for row in rows]
    for record in records:
        if isinstance(record, SearchLogEntry):
            record.done_by = user
    if table.likeness:
        _number(table, records)
    if table.model in table.lookups:  # a tree: each record is there before those below it
        for record in records:
            record.save_without_historical_record()
    else:
        table.model.objects.bulk_create(records, batch_size=BATCH)
        for record in records:
            _tell_search(record)
    for row in rows:
        row.label = " · ".join(filter(None, (table.cells(row.record, row.many)[name] for name in table.key)))


def _tell_search(record):
    """Bulk writes send no signals."""
    if isinstance(record, FollowUp):
        search.mark_changed(type(record.commitment), record.commitment_id)
    elif type(record) in search.INDEXED_MODELS:
        search.mark_changed(type(record), record.pk)


def _number(table: Table, records):
    """Permanent numbers for new rows of a commitment, after those that it has and those that the file gives.

    The commitments are locked (``Table.load``), so nobody else gives numbers.
    """
    owners = {record.commitment_id for record in records}
    last: Counter = Counter()
    for some in batches(owners):
        last.update(last_numbers(table.model, some))
    for record in records:
        last[record.commitment_id] = max(last[record.commitment_id], record.number or 0)
    for record in records:
        if record.number is None:
            last[record.commitment_id] += 1
            record.number = last[record.commitment_id]


def _change(row: RowPlan):
    fields = {"updated_at"}
    for cell in row.changes:
        if cell.column in row.record.partial_dates:
            fields |= {f"{cell.column}_earliest", f"{cell.column}_latest"}
        elif cell.column not in row.many:
            fields.add(cell.column)
    row.record.skip_history_when_saving = True
    row.record.save(update_fields=fields)
    del row.record.skip_history_when_saving


def _set_many(table: Table, rows: list[RowPlan]):
    for name in table.many:
        touched = [row for row in rows if name in {cell.column for cell in row.changes}]
        field = table.model._meta.get_field(name)
        through = field.remote_field.through
        one, other = field.m2m_field_name(), field.m2m_reverse_field_name()
        for some in batches(row.record.pk for row in touched if not row.is_new):
            through.objects.filter(**{f"{one}__in": some}).delete()
        links = [
            through(**{f"{one}_id": row.record.pk, f"{other}_id": record.pk})
            for row in touched
            for record in row.many[name]
        ]
        through.objects.bulk_create(links, batch_size=BATCH)
        for row in touched:
            getattr(row.record, "_prefetched_objects_cache", {}).pop(name, None)
            _tell_search(row.record)


def _keep_history(table: Table, rows: list[RowPlan], user, why: str, update: bool):
    model = table.model
    entries = model.history.bulk_history_create(
        [row.record for row in rows],
        batch_size=BATCH,
        update=update,
        default_user=user,
        default_change_reason=why,
        default_date=timezone.now(),
    )
    for row in rows:
        touch(row.record, user, why)
    entry_of = {row.record.pk: entry.pk for entry, row in zip(entries or [], rows, strict=True)}
    for name in table.many:
        field = model._meta.get_field(name)
        through, past = field.remote_field.through, getattr(model.history.model, name).model
        for some in batches(entry_of):
            links = through.objects.filter(**{f"{field.m2m_field_name()}__in": some}).values()
            owner = f"{field.m2m_field_name()}_id"
            past.objects.bulk_create(past(history_id=entry_of[link[owner]], **link) for link in links)


# --- undoing


def may_undo(record: ImportRecord, user) -> bool:
    return record.undone_at is None and (record.user_id == user.pk or transitions.is_editor(user))


def model_of(record: ImportRecord) -> type[models.Model]:
    """The model of the rows of an import."""
    return next(model for model, table in TABLES.items() if table.noun() == record.noun)


@change()
def undo(record: ImportRecord, user, reason: str = "") -> list[str]:
    """Take an import back: delete the drafts it made, give back the values it changed. Gives what was left, and why.

    What somebody changed since then, what became public, and what other records hang on is left as it is. Where
    everything is left, the import is not undone and can be tried again.
    """
    record = ImportRecord.objects.select_for_update().get(pk=record.pk)
    if not may_undo(record, user):
        raise PermissionDenied("Only who imported a file, or an editor, undoes its import, and only once.")
    table, stored = TABLES[model_of(record)](), {}
    lock_for_checks([], [(table.model, row["pk"]) for row in record.rows])
    for some in batches(row["pk"] for row in record.rows):
        stored |= {found.pk: found for found in table.rows().filter(pk__in=some)}
    left, made, restored = [], [], []
    for row in record.rows:
        found = stored.get(row["pk"])
        if found is None:
            left.append(f"“{row['record']}” is no longer there.")
        elif _version(table, found) != row["version"]:
            left.append(f"“{row['record']}” was changed since.")
        elif row["outcome"] == NEW:
            made.append((found, row["record"]))
        else:
            before = {column: value for column, value, _ in row["changes"]}
            restored.append((table.cells(found) | before, row["record"]))
    left += _take_out(table, made, user, f"Import of {record.file_name} undone")
    left += _restore(table, restored, user, record, reason)
    if len(left) < len(record.rows):
        record.undone_at, record.undone_by = timezone.now(), user
        record.save(update_fields=["undone_at", "undone_by"])
    search.flush_changes()
    return left


def _take_out(table: Table, made: list[tuple], user, why: str) -> list[str]:
    """Delete the records, given with their labels; gives what stays, and why."""
    left, going = [], []
    may = user.has_perm(f"{table.model._meta.app_label}.delete_{table.model._meta.model_name}")
    linking = public_records_linking_to(table.model)
    for record, label in made:
        owner = table.owner_of(record)
        if owner is None:
            left.append(f"“{label}” stays: {table.noun()} are not deleted.")
        elif owner.was_public:
            left.append(f"“{label}” is or was public and stays.")
        elif not may:
            left.append(f"You may not delete “{label}”.")
        elif naming := linking.get(getattr(record, "slug", "")):
            left.append(f"“{label}” stays: a text of “{naming[0]}”, which is public, links to it.")
        else:
            going.append((record, label))
    claimed = entry_ids_required_by_claims([record for record, _ in going]) if table.model is SearchLogEntry else set()
    left += [
        f"“{label}” stays: its commitment says that this was searched." for one, label in going if one.pk in claimed
    ]
    going = [(record, label) for record, label in going if record.pk not in claimed]
    held = _named_by_others(table.model, [record.pk for record, _ in going])
    _delete_at_once(table, [record for record, _ in going if record.pk not in held], user, why)
    for record, label in going:
        if record.pk in held and not _delete_with_parts(record, user, why):
            left.append(f"“{label}” stays: other records name it.")
    return left


def _named_by_others(model, pks) -> set[int]:
    """The keys of the records on which others hang."""
    relations = [relation.field for relation in model._meta.related_objects if not relation.many_to_many]
    return {
        pk
        for field in relations
        for some in batches(pks)
        for pk in field.model._base_manager.filter(**{f"{field.name}__in": some}).values_list(field.attname, flat=True)
    }


def _delete_with_parts(record, user, why: str) -> bool:
    """Delete the record and the parts that go with it; False where others name it, and it stays."""
    record._history_user, record._change_reason = user, why
    try:
        with transaction.atomic():
            record.delete()
    except models.ProtectedError:
        return False
    return True


def _delete_at_once(table: Table, records: list, user, why: str):
    """Delete records on which nothing hangs, in a few queries, with an entry of history each."""
    entries = [_last_entry(table.model, record, user, why) for record in records]
    table.model.history.model.objects.bulk_create(entries, batch_size=BATCH)
    for record in records:
        _tell_search(record)
        touch(record, user, why)
    for some in batches(record.pk for record in records):
        for name in table.many:
            field = table.model._meta.get_field(name)
            field.remote_field.through.objects.filter(**{f"{field.m2m_field_name()}__in": some}).delete()
        # What signals do on deletion is done above, for all at once.
        rows = table.model._base_manager.filter(pk__in=some)
        rows._raw_delete(rows.db)


def _last_entry(model, record, user, why: str):
    values = {field.attname: getattr(record, field.attname) for field in model._meta.fields}
    return model.history.model(
        history_date=timezone.now(), history_type="-", history_user=user, history_change_reason=why, **values
    )


def _restore(table: Table, rows: list[tuple], user, record: ImportRecord, reason: str) -> list[str]:
    """Give records their old cells back, given with their labels; gives what cannot be given back, and why."""
    left, plan = [], None
    while rows and (plan is None or plan.faults):
        numbered = dict(enumerate(rows, start=HEAD + 1))
        sheet = Sheet(list(table.fields), [(number, list(cells.values())) for number, (cells, _) in numbered.items()])
        plan = make_plan(type(table), sheet, user, lock=True)
        faults = {fault.row: fault.message for fault in plan.faults}
        if HEAD in faults:
            raise ValidationError(faults[HEAD])
        left += [f"“{numbered[number][1]}” stays as it is: {message}" for number, message in faults.items()]
        rows = [row for number, row in numbered.items() if number not in faults]
    if not rows:
        return left
    if plan.needs_reason and not reason.strip():
        raise ValidationError("Public records change: give a reason, which stays in their history.")
    write_rows(plan, user, f"Import of {record.file_name} undone" + (f": {reason.strip()}" if reason.strip() else ""))
    return left
