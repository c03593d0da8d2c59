"""What a file would do, row by row, or all that is wrong with it. Nothing is written here.

The same plan is made twice: for the preview, and again, with the rows locked, when it is carried out. Its digest tells
whether both are the same; a record that somebody changed meanwhile makes them differ.
"""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from difflib import get_close_matches

from django.core.exceptions import NON_FIELD_ERRORS
from django.db import models

from ...editorial import checks, integrity, transitions
from ...models.parts import has_been_public
from ...models.vocabularies import EditorialState
from .reading import Sheet
from .tables import STATE_COLUMN, Table
from .widgets import EMPTY, tidy

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
HEAD = 1  # the head's row number


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong: where, and what to do. Without a column it is the whole row."""

    row: int
    column: str
    message: str


@dataclass(frozen=True)
class Change:
    column: str
    before: str
    after: str


@dataclass
class RowPlan:
    """What one row does to one record."""

    number: int
    label: str
    record: models.Model
    is_new: bool
    before: dict[str, str]
    after: dict[str, str]
    many: dict[str, list] = field(default_factory=dict)
    touches_public: bool = False

    @property
    def changes(self) -> list[Change]:
        return [
            Change(name, self.before.get(name, ""), value)
            for name, value in self.after.items()
            if tidy(value) != tidy(self.before.get(name, ""))
        ]

    @property
    def outcome(self) -> str:
        return NEW if self.is_new else CHANGED if self.changes else UNCHANGED


@dataclass
class Plan:
    """What a file does to the record; with faults it does nothing."""

    table: Table
    rows: list[RowPlan] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def counts(self) -> Counter:
        return Counter(row.outcome for row in self.rows)

    @property
    def writing(self) -> list[RowPlan]:
        return [row for row in self.rows if row.outcome != UNCHANGED]

    @property
    def needs_reason(self) -> bool:
        """Whether something changes that readers have seen."""
        return any(row.touches_public or self._changes_reference(row) for row in self.writing)

    def _changes_reference(self, row: RowPlan) -> bool:
        return not row.is_new and self.table.owner_of(row.record) is None and has_been_public(row.record)

    @property
    def digest(self) -> str:
        """The same for the same file over the same records."""
        told = [
            (row.number, row.record.pk, row.outcome, row.outcome != UNCHANGED and row.before, row.after)
            for row in self.rows
        ]
        faults = [(fault.row, fault.column, fault.message) for fault in self.faults]
        return hashlib.sha256(json.dumps([told, faults]).encode()).hexdigest()


def make_plan(table_class: type[Table], sheet: Sheet, user, lock: bool = False) -> Plan:
    """Compare the sheet with the record as this user may change it. ``lock`` needs a transaction."""
    return _Planner(Plan(table_class()), sheet, user).run(lock)


class _Planner:
    def __init__(self, plan: Plan, sheet: Sheet, user):
        self.plan, self.sheet, self.user, self.table = plan, sheet, user, plan.table
        self.seen: dict[tuple, int] = {}  # keys and unique values: the row that has them
        self.cell_faults: dict[int, dict[str, str]] = {}
        self.numbers: dict[int, int] = {}

    def run(self, lock: bool) -> Plan:
        self._read_head()
        self._note_cell_faults()
        needed = [name for name in self.table.key if name != "number"]
        if missing := [name for name in needed if name not in self.table.present]:
            for name in missing:
                self.fault(HEAD, name, "This column is missing; it says which record a row is about.")
        else:
            rows = [(number, self._named(number, cells)) for number, cells in self.sheet.rows]
            self.table.load([row for _, row in rows], lock)
            for number, row in rows:
                self._plan_row(number, row)
            self._check_together()
            self._check_new()
        if not self.sheet.rows and not self.plan.faults:
            self.fault(HEAD, "", "There is no row below the head.")
        self.plan.faults.sort()
        return self.plan

    def fault(self, row: int, column: str, message: str):
        self.plan.faults.append(Fault(row, column, message))

    # --- the head

    def _read_head(self):
        known = self.table.fields
        for place, name in enumerate(self.sheet.head):
            if not name:
                self.fault(HEAD, "", f"Column {place + 1} has no name.")
            elif name not in known:
                near = get_close_matches(name, known, 1)
                hint = f"Is it “{near[0]}”?" if near else f"Known are {', '.join(self.table.columns)}."
                self.fault(HEAD, name, f"This column is not known. {hint}")
            elif name in self.sheet.head[:place]:
                self.fault(HEAD, name, "This column stands there twice.")
        self.table.present = tuple(name for name in self.table.columns if name in self.sheet.head)

    def _named(self, number: int, cells: list[str]) -> dict[str, str]:
        """The row by column; a cell that could not be read is not in it."""
        if any(map(str.strip, cells[len(self.sheet.head) :])):
            self.fault(number, "", f"It has more cells than the head, which has {len(self.sheet.head)}.")
        cells = [*cells, *[""] * (len(self.sheet.head) - len(cells))]
        unread = self.cell_faults.get(number, {})
        return {
            name: cell
            for name, cell in zip(self.sheet.head, cells, strict=False)
            if name in self.table.fields and name not in unread
        }

    def _note_cell_faults(self):
        for number, place, message in self.sheet.faults:
            column = self.sheet.head[place] if place < len(self.sheet.head) else ""
            self.fault(number, column, message)
            self.cell_faults.setdefault(number, {})[column] = message

    # --- a row

    def _plan_row(self, number: int, row: dict[str, str]):
        by = self._key_columns(row)
        if any(name in self.cell_faults.get(number, {}) for name in by):
            return
        faults = len(self.plan.faults)
        for name in by:
            if not tidy(row.get(name, "")) and name in ("slug", self.table.owner, "commitment", "grouping"):
                self.fault(number, name, EMPTY)
                return
        key = self.table.key_of(row, by)
        matches = self.table.known.get(key, [])
        if len(matches) > 1:
            numbers = ", ".join(str(match.number) for match in matches)
            self.fault(
                number, "number", f"Several rows of the record fit this one (numbers {numbers}); give the number."
            )
            return
        record = matches[0] if matches else self.table.model()
        self._note_once(number, by[-1], key, "The same record stands in row {} already.")
        before = self.table.cells(record) if matches else {}
        if by is self.table.likeness:  # it keeps its number, or gets one when it is written
            row = {name: text for name, text in row.items() if name != "number"}
        many, wrong = self.table.read(record, row)
        for column, messages in wrong.items():
            for message in messages:
                self._place(number, column, message, row)
        self._check_state(number, row, before)
        self._check_unique(number, record, row)
        after = {name: text for name, text in self.table.cells(record, many).items() if name != STATE_COLUMN}
        label = " · ".join(text for text in (after[name] for name in self.table.key) if text)
        plan = RowPlan(number, label, record, not matches, before, after, many)
        if self._matched_by_number(record, plan):
            self.fault(
                number, by[-1], f"The record that this row is about stands in row {self.seen[id(record)]} already."
            )
        for check in (self._check_rights, self._check_soundness):
            if len(self.plan.faults) == faults and plan.outcome != UNCHANGED:
                check(plan)
        if self.table.model in self.table.lookups and plan.is_new:
            self.table.lookups[self.table.model].add(record)
        self.plan.rows.append(plan)

    def _key_columns(self, row) -> tuple[str, ...]:
        """The key, or for a row without a number what else it is known by."""
        return self.table.likeness if self.table.likeness and not tidy(row.get("number", "")) else self.table.key

    def _matched_by_number(self, record, plan) -> bool:
        """Whether another row has named the same record, once by its number and once by what it says."""
        if plan.is_new or not self.table.likeness:
            return False
        first = self.seen.setdefault(id(record), plan.number)
        return first != plan.number and not any(fault.row == plan.number for fault in self.plan.faults)

    def _place(self, number, column, message, row):
        """A fault of a column that the file has, else of the row; what new records lack is said once, at the head."""
        if column == NON_FIELD_ERRORS:
            column = ""
        if column and column not in row:
            if column in self.table.required:
                return
            column = ""
        self.fault(number, column, message)

    def _note_once(self, number, column, value, message):
        first = self.seen.setdefault(value, number)
        if first != number:
            self.fault(number, column, message.format(first))

    def _check_unique(self, number, record, row):
        for name in self.table.present:
            if name in self.table.key or name in self.table.model.partial_dates:
                continue
            value = getattr(record, name, "") if self.table.model._meta.get_field(name).unique else ""
            if not value or name not in row:
                continue
            self._note_once(number, name, (name, value), f"“{value}” stands in row {{}} already.")
            other = self.table.model.objects.filter(**{name: value}).exclude(pk=record.pk).first()
            if other:
                self.fault(number, name, f"“{value}” belongs to “{other}” ({other.slug}) already.")

    def _check_state(self, number, row, before):
        asked = tidy(row.get(STATE_COLUMN, ""))
        if asked and asked != (before.get(STATE_COLUMN) or EditorialState.DRAFT):
            self.fault(number, STATE_COLUMN, "The editorial state is not changed through a file.")

    def _check_soundness(self, plan: RowPlan):
        """What the row would bring that no public record may have; a claim to have searched is judged in drafts too."""
        claims = checks.unsupported_blanks(plan.record)
        for problem in integrity.new_integrity_errors(plan.record):
            self.fault(plan.number, "blanks" if problem in claims and "blanks" in self.table.present else "", problem)

    # --- who may do it

    def _check_rights(self, plan: RowPlan):
        meta = self.table.model._meta
        action = "add" if plan.is_new else "change"
        if not self.user.has_perm(f"{meta.app_label}.{action}_{meta.model_name}"):
            self.fault(plan.number, "", f"You may not {action} {meta.verbose_name_plural}.")
            return
        owner = self.table.owner_of(plan.record)
        if owner is None or owner.is_draft:
            return
        if not transitions.may_change(owner, self.user):
            name = getattr(owner, "slug", plan.label)
            self.fault(plan.number, "", f"“{name}” is {owner.get_state_display().lower()}; only an editor changes it.")
            return
        plan.touches_public = True

    # --- all rows

    def _check_together(self):
        faulty = {fault.row for fault in self.plan.faults}
        rows = {id(plan.record): plan for plan in self.plan.rows if plan.number not in faulty}
        for record, column, message in self.table.together([plan.record for plan in rows.values()]):
            self.fault(rows[id(record)].number, column, message)

    def _check_new(self):
        """Columns that new records need and the file does not have."""
        if first := next((plan for plan in self.plan.rows if plan.is_new), None):
            for name in self.table.required:
                if name not in self.table.present:
                    self.fault(HEAD, name, f"This column is missing; the new record in row {first.number} needs it.")
