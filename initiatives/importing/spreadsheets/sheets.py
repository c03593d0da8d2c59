"""The resource of each noun: its columns, what makes a row the row of one record, and what a file may not do.

``import_data`` goes through a file and writes nothing: it puts each row into its record in memory and returns a
``SheetResult``. ``writing.apply`` writes those rows. Columns have the names of the model's fields, which are also
those of the public files.
"""

import hashlib
import json
from collections import Counter, defaultdict, namedtuple
from difflib import get_close_matches

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from import_export.fields import Field
from import_export.resources import ModelResource, modelresource_factory
from import_export.results import InvalidRow, Result, RowResult

from ...editorial import checks, integrity, transitions
from ...editorial.locking import LOCK_ORDER, lock_for_checks
from ...history.versions import names_of
from ...models import (
    Commitment,
    FollowUp,
    Grouping,
    Membership,
    Participation,
    SearchLogEntry,
    Source,
    State,
    Statement,
    Summit,
    Technology,
)
from ...models.dates import PartialDate
from ...models.parts import has_been_public
from ...models.publication import EditorialRecord
from ...models.vocabularies import EditorialState, SearchOutcome
from .sheet_files import write_file
from .widgets import (
    EMPTY,
    KeysWidget,
    KeyWidget,
    Lookup,
    ManyField,
    PartialDateWidget,
    ValueWidget,
    batches,
    tidy,
    widget_for,
)

STATE_COLUMN = "editorial_state"
HEAD = 1  # the number of the head's row
HELP = {  # where a cell is written in another way than the field of a form
    "aliases": "Other names, in any script.",
    "blanks": "Why a value is empty: searched, silent or not-applicable.",
}
ALLOWED = {
    "aliases": "separated by “; ”",
    "blanks": f"as amount:silent; fields: {', '.join(Commitment.BLANKABLE)}",
}
HELD_BY_WIDGETS = ("_is_known", "_is_a_span", "_public_has_day")  # constraints that no cell can break


Fault = namedtuple("Fault", "row column message")  # without a column it is the whole row
Change = namedtuple("Change", "column before after")


class SheetRow(RowResult):
    """What one row does to one record: ``number`` as the spreadsheet shows it, and each value before and after."""

    OUTCOMES = {
        RowResult.IMPORT_TYPE_NEW: "new",
        RowResult.IMPORT_TYPE_UPDATE: "changed",
        RowResult.IMPORT_TYPE_SKIP: "unchanged",
    }
    number: int
    label: str
    before: dict[str, str]
    changes: list[Change]
    touches_public = False

    @property
    def outcome(self) -> str:
        return self.OUTCOMES[self.import_type]


class SheetResult(Result):
    """What a file does; with faults it does nothing."""

    @property
    def writing(self) -> list[SheetRow]:
        return [row for row in self.valid_rows() if not row.is_skip()]

    @property
    def counts(self) -> Counter:
        return Counter(row.outcome for row in self.valid_rows())

    @property
    def faults(self) -> list[Fault]:
        return sorted(
            Fault(row.number, "" if column == NON_FIELD_ERRORS else column, message)
            for row in self.invalid_rows
            for column, messages in row.error_dict.items()
            for message in messages
        )

    @property
    def needs_reason(self) -> bool:
        """Whether something changes that readers have seen."""
        return any(row.touches_public for row in self.writing)

    @property
    def digest(self) -> str:
        """The same for the same file over the same records."""
        rows = [(row.number, row.object_id, row.before, row.changes) for row in self.writing]
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


class SheetResource(ModelResource):
    """The table of one noun, for one file and one user (``import_data(dataset, user=user)``).

    ``key`` names the columns that say which record a row is about. Rows of a numbered part may leave the number out:
    then ``likeness`` decides. ``owner`` names the relation whose editorial state a part follows.
    """

    key: tuple[str, ...] = ("slug",)
    likeness: tuple[str, ...] = ()
    owner = ""

    class Meta:
        fields = ()
        use_bulk = True
        skip_diff = True
        skip_unchanged = True
        report_skipped = True
        store_instance = True

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.model = self._meta.model
        self.lookups: dict[type, Lookup] = {}
        self.columns = (*self.key, *(name for name in names_of(self.model) if name not in (*self.key, "done_by")))
        self.fields = {name: self._field(name) for name in self.columns}
        self.is_editorial = issubclass(self.model, EditorialRecord)
        if self.is_editorial:
            self.fields[STATE_COLUMN] = Field("state", STATE_COLUMN, readonly=True)

    def _field(self, name: str) -> Field:
        if name in self.model.partial_dates:
            return Field(name, name, PartialDateWidget())
        field = self.model._meta.get_field(name)
        kind = ManyField if field.many_to_many else Field
        return kind(name, name, widget_for(field, self.lookup))

    def lookup(self, model) -> Lookup:
        return self.lookups.setdefault(model, Lookup(model))

    @classmethod
    def get_result_class(cls):
        return SheetResult

    @classmethod
    def get_row_result_class(cls):
        return SheetRow

    @property
    def required(self) -> list[str]:
        """The columns that a new record cannot do without."""
        names = [name for name in self.columns if name not in self.model.partial_dates]
        fields = {name: self.model._meta.get_field(name) for name in names}
        return [name for name, field in fields.items() if not (field.blank or field.has_default()) and field.editable]

    def owner_of(self, record):
        """The record whose editorial state and rights count for this one; None for reference data."""
        if self.is_editorial:
            return record
        return getattr(record, self.owner, None) if self.owner else None

    def cells(self, record) -> dict[str, str]:
        """The record as its row stands in a file."""
        return {name: field.export(record) for name, field in self.fields.items()}

    # --- the file as a whole

    def before_import(self, dataset, user, lock=False, **kwargs):
        """Read the head, and find in a few queries every record that the rows are about or name.

        With ``lock`` nobody else changes those records before the transaction ends.
        """
        self.user, self.numbers, self.seen, self.first_new = user, dataset.numbers, {}, None
        self.present = [name for name in self.columns if name in dataset.headers]
        self.faults: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for number, column, message in (*self._head_faults(dataset.headers), *dataset.faults):
            self.faults[number][column or NON_FIELD_ERRORS].append(message)
        if any(name not in self.present for name in self.key if name != "number"):
            del dataset[:]
        rows = [dict(zip(dataset.headers, row, strict=True)) for row in dataset]
        self._load(rows)
        if lock:
            self._lock()
            self._load(rows)

    def _head_faults(self, head: list[str]):
        for place, name in enumerate(head):
            if not name:
                yield HEAD, "", f"Column {place + 1} has no name."
            elif name not in self.fields:
                near = get_close_matches(name, self.fields, 1)
                hint = f"Is it “{near[0]}”?" if near else f"Known are {', '.join(self.columns)}."
                yield HEAD, name, f"This column is not known. {hint}"
            elif name in head[:place]:
                yield HEAD, name, "This column stands there twice."
        for name in self.key:
            if name != "number" and name not in head:
                yield HEAD, name, "This column is missing; it says which record a row is about."

    def _lock(self):
        """Lock the records that the rows are about or name and what those hang on, and forget what was read of them."""
        about = [record for records in self.known.values() for record in records]
        named = [record for lookup in self.lookups.values() for record in lookup.found.values()]
        lock_for_checks([*about, *(record for record in named if type(record) in LOCK_ORDER)])
        for lookup in self.lookups.values():
            lookup.found.clear()

    def _load(self, rows: list[dict[str, str]]):
        texts: dict[type, set[str]] = {}
        for name in self.present:
            if isinstance(widget := self.fields[name].widget, KeysWidget):
                named = texts.setdefault(widget.lookup.model, set())
                named.update(key for row in rows for key in widget.keys(row[name]))
        for model, keys in texts.items():
            self.lookup(model).load(keys)
        self.known: dict[tuple, list] = defaultdict(list)
        self.stored: dict[int, dict[str, str]] = {}
        for record in self._existing({tidy(row[self.key[0]]) for row in rows}):
            self.stored[record.pk] = cells = self.cells(record)
            for by in filter(None, (self.key, self.likeness)):
                self.known[self.key_of(cells, by)].append(record)
            if self.model in self.lookups:  # a tree: rows may name each other, so each record is held once
                self.lookups[self.model].found[record.slug] = record

    def _existing(self, firsts):
        first = self.key[0] if self.key[0] == "slug" else f"{self.key[0]}__slug"
        for some in batches(firsts):
            yield from self.get_queryset().filter(**{f"{first}__in": some}).order_by("pk")

    def get_queryset(self):
        """All records of the noun with what their cells say, in a fixed number of queries."""
        kinds = {name: type(field.widget) for name, field in self.fields.items()}
        one, many = ([name for name in kinds if kinds[name] is kind] for kind in (KeyWidget, KeysWidget))
        return self.model.objects.select_related(*one).prefetch_related(*many)

    def key_of(self, cells: dict[str, str], by: tuple[str, ...]) -> tuple:
        """The key that a row of cells has by these columns."""
        return (by, *(tidy(cells.get(name, "")) for name in by))

    # --- a row

    def before_import_row(self, row, row_number, **kwargs):
        self.number, self.row, self.has_changed_public = self.numbers[row_number - 1], row, False
        for column in self.faults.get(self.number, ()):
            row.pop(column, None)

    def get_or_init_instance(self, instance_loader, row):
        """The record that the row is about, and whether it is new."""
        faults = self.faults.get(self.number, {})
        by = self.likeness if self.likeness and not tidy(row.get("number", "")) else self.key
        if any(name in faults for name in by):
            raise ValidationError(dict(faults))
        for name in by:
            if name in ("slug", self.owner, "commitment") and not tidy(row.get(name, "")):
                raise ValidationError({name: EMPTY})
        if by is not self.key:  # it keeps its number, or gets one when it is written
            row.pop("number", None)
        key = self.key_of(row, by)
        matches = self.known.get(key, [])
        if len(matches) > 1:
            numbers = ", ".join(str(match.number) for match in matches)
            raise ValidationError(
                {"number": f"Several rows of the record fit this one (numbers {numbers}); give the number."}
            )
        for token in (key, *(match.pk for match in matches)):
            if (first := self.seen.setdefault(token, self.number)) != self.number:
                raise ValidationError({by[-1]: f"The same record stands in row {first} already."})
        return (matches[0], False) if matches else (self.init_instance(row), True)

    def after_init_instance(self, instance, new, row, **kwargs):
        self.before = {} if new else self.stored[instance.pk]
        if new and self.first_new is None:
            self.first_new = self.number

    def get_import_fields(self):
        return [self.fields[name] for name in self.columns]

    def import_instance(self, instance, row, **kwargs):
        """Put the row's values into the record; ValidationError with what is wrong in each column."""
        errors = {name: list(messages) for name, messages in self.faults.get(self.number, {}).items()}
        try:
            super().import_instance(instance, row, **kwargs)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        state = tidy(row.get(STATE_COLUMN, ""))
        if state and state != (self.before.get(STATE_COLUMN) or EditorialState.DRAFT):
            errors[STATE_COLUMN] = ["The editorial state is not changed through a file."]
        if self.model in self.lookups and instance.pk is None:
            self.lookups[self.model].add(instance)
        if errors:
            raise ValidationError(errors)

    def skip_row(self, instance, original, row, import_validation_errors=None):
        """Whether the row says what is stored already."""
        if import_validation_errors:
            return False
        self.after = self.cells(instance)
        self.changes = [
            Change(name, self.before.get(name, ""), value)
            for name, value in self.after.items()
            if name != STATE_COLUMN and tidy(value) != tidy(self.before.get(name, ""))
        ]
        return not self.changes

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """ValidationError where the record, or the user's right to it, would not stand."""
        errors = dict(import_validation_errors or {})
        for name, messages in {**self._unique_errors(instance), **self._model_errors(instance, errors)}.items():
            errors.setdefault(name, messages)
        if errors:
            raise ValidationError(self._by_column(errors))
        self._check_rights(instance)
        if problems := integrity.new_integrity_errors(instance):
            is_claim = "blanks" in self.row and problems == checks.unsupported_blanks(instance)
            raise ValidationError({"blanks" if is_claim else NON_FIELD_ERRORS: problems})

    def _by_column(self, errors: dict) -> dict:
        """Errors under a column that the file has, else of the row; what new records lack is said once, at the head."""
        found = defaultdict(list)
        for name, messages in errors.items():
            if name in self.row or name in self.faults.get(self.number, ()):
                found[name] += messages
            elif name not in self.required:
                found[NON_FIELD_ERRORS] += messages
        return dict(found)

    def _model_errors(self, record, errors) -> dict[str, list[str]]:
        """What the model itself says of the record, apart from relations, which stand already."""
        left_out = {field.name for field in record._meta.fields if field.is_relation} | errors.keys()
        if getattr(record, "number", 0) is None:  # it is given when the row is written
            left_out.add("number")
        found: dict[str, list[str]] = {}
        try:
            record.clean_fields(exclude=left_out)
        except ValidationError as error:
            found = error.message_dict
        if errors or found:
            return found
        try:
            self.clean_record(record)
        except ValidationError as error:
            found = error.update_error_dict({})
        for constraint in record._meta.constraints:
            if isinstance(constraint, models.CheckConstraint) and not constraint.name.endswith(HELD_BY_WIDGETS):
                try:
                    constraint.validate(self.model, record)
                except ValidationError as error:
                    found.setdefault(self._column_of(constraint), []).extend(error.messages)
        return found

    def clean_record(self, record):
        record.clean()

    def _column_of(self, constraint) -> str:
        """The column that a constraint's name speaks of first."""
        words = constraint.name.partition("_")[2]
        named = [name for name in self.columns if name in words or name.startswith(f"{words.partition('_')[0]}_")]
        return min(
            named, key=lambda name: (words.find(name) % 1000, self.columns.index(name)), default=NON_FIELD_ERRORS
        )

    def _unique_errors(self, record) -> dict[str, list[str]]:
        """Values that another row of the file or another record has already; keys are found otherwise."""
        errors = {}
        for name in self.present:
            if name in self.key or name in self.model.partial_dates or name not in self.row:
                continue
            value = getattr(record, name, "") if self.model._meta.get_field(name).unique else ""
            if not value:
                continue
            if (first := self.seen.setdefault((name, value), self.number)) != self.number:
                errors[name] = [f"“{value}” stands in row {first} already."]
            elif other := self.model.objects.filter(**{name: value}).exclude(pk=record.pk).first():
                errors[name] = [f"“{value}” belongs to “{other}” ({other.slug}) already."]
        return errors

    def _check_rights(self, record):
        meta, is_new = self.model._meta, record.pk is None
        action = "add" if is_new else "change"
        if not self.user.has_perm(f"{meta.app_label}.{action}_{meta.model_name}"):
            raise ValidationError(f"You may not {action} {meta.verbose_name_plural}.")
        owner = self.owner_of(record)
        if owner is None:
            self.has_changed_public = not is_new and has_been_public(record)
        elif not owner.is_draft:
            if not transitions.may_change(owner, self.user):
                state = owner.get_state_display().lower()
                raise ValidationError(f"“{getattr(owner, 'slug', owner)}” is {state}; only an editor changes it.")
            self.has_changed_public = True

    def save_instance(self, instance, is_create, row, **kwargs):
        """Nothing is written here: ``apply`` writes all rows of a file at once."""

    def after_import_row(self, row, row_result, **kwargs):
        row_result.number, row_result.before, row_result.changes = self.number, self.before, self.changes
        row_result.label = " · ".join(filter(None, (self.after[name] for name in self.key)))
        row_result.touches_public = self.has_changed_public

    # --- all rows

    def after_import(self, dataset, result, **kwargs):
        """The rules that need all rows, and the numbers of the rows as the spreadsheet shows them."""
        if result.error_rows:
            raise result.error_rows[0].errors[0].error
        for invalid in result.invalid_rows:
            invalid.number = self.numbers[invalid.number - 1]
        rows = {id(row.instance): row for row in result.valid_rows()}
        for record, column, message in self.together([row.instance for row in rows.values()]):
            result.invalid_rows.append(InvalidRow(rows[id(record)].number, ValidationError({column: message}), ()))
        if self.first_new is not None:
            for name in set(self.required) - set(self.present):
                text = f"This column is missing; the new record in row {self.first_new} needs it."
                self.faults[HEAD][name].append(text)
        if HEAD in self.faults:
            result.invalid_rows.append(InvalidRow(HEAD, ValidationError(dict(self.faults[HEAD])), ()))

    def handle_import_error(self, result, error, raise_errors=False):
        """An error of the program is no fault of the file."""
        raise error

    def together(self, records) -> list[tuple[models.Model, str, str]]:
        """Rules between the rows of a file and the record: triples of record, column and what is wrong."""
        return []

    def _after_the_import(self, records) -> list:
        """The records found for the file as they will stand, and those that it makes."""
        known = {record.pk: record for found in self.known.values() for record in found}
        return [*known.values(), *(record for record in records if not record.pk)]

    # --- explaining itself

    def notes(self) -> list[list[str]]:
        """The second sheet of the template: each column, whether it is needed, and what it holds."""
        rows = [["column", "needed", "what it holds", "allowed values"]]
        for name in self.columns:
            needed = "key" if name in self.key else "yes" if name in self.required else ""
            help_text = (self.model.partial_dates.get(name) or self.model._meta.get_field(name)).help_text
            text = HELP.get(name, f"{help_text[:1].upper()}{help_text[1:]}")
            rows.append([name, needed, text, self._allowed(name)])
        return rows

    def _allowed(self, name: str) -> str:
        widget = self.fields[name].widget
        if isinstance(widget, KeysWidget):
            several = "" if isinstance(widget, KeyWidget) else ", separated by “; ”"
            return f"{widget.lookup.keys[0]} of a {widget.lookup.model._meta.verbose_name}{several}"
        if isinstance(widget, PartialDateWidget):
            return "2023, 2023-05 or 2023-05-20"
        return ", ".join(widget.codes) if isinstance(widget, ValueWidget) else ALLOWED.get(name, "")


class ParticipationResource(SheetResource):
    key = ("commitment", "state", "role")
    owner = "commitment"

    class Meta:
        model = Participation

    def key_of(self, cells, by):
        """A state is known by its ISO code, whichever of its keys the file gives."""
        _, whole, state, *more = super().key_of(cells, by)
        found = self.lookup(State).found.get(state)
        return (by, whole, found.iso3 if found else state, *more)


class MembershipResource(ParticipationResource):
    """Periods: a row is known by its start, so that a state that left and came back has two."""

    key = ("grouping", "state", "role", "joined")
    owner = "grouping"

    class Meta:
        model = Membership

    def key_of(self, cells, by):
        """A start is known by its first day, however precisely it is stated."""
        *rest, joined = super().key_of(cells, by)
        try:
            day = PartialDate.of(joined)
        except ValueError:
            return (*rest, joined)
        return (*rest, day.earliest if day else None)

    def clean_record(self, record):
        if record.outlives_grouping:
            raise ValidationError({"left": f"{record.state} cannot stay longer than {record.grouping} lasted."})

    def together(self, records):
        """Periods of one state in one role do not overlap, as they will stand after the import."""
        periods: dict[tuple, list] = defaultdict(list)
        for record in self._after_the_import(records):
            periods[record.grouping_id, record.state_id, record.role].append(record)
        rows = set(map(id, records))
        return [
            (one, "joined", f"{one.state} has this role from {other.joined or 'an unknown day'} already.")
            for held in periods.values()
            for place, one in enumerate(held)
            for other in held
            if one is not other and id(one) in rows and one.overlaps(other) and (id(other) not in rows or place)
        ]


class FollowUpResource(SheetResource):
    key = ("commitment", "number")
    likeness = ("commitment", "date", "kind", "statement", "source")

    class Meta:
        model = FollowUp


class SearchLogEntryResource(SheetResource):
    key = ("commitment", "number")
    likeness = ("commitment", "field", "question", "done_on")
    owner = "commitment"

    class Meta:
        model = SearchLogEntry

    def together(self, records):
        """A claim to have searched keeps an entry, as the entries of its commitment will stand after the import."""
        searched: dict[int, set] = defaultdict(set)
        for record in self._after_the_import(records):
            if record.outcome == SearchOutcome.NOTHING_FOUND:
                searched[record.commitment_id].add(record.field)
        changed = {record.commitment: record for record in records if record.pk}
        return [
            (record, "outcome", text)
            for commitment, record in changed.items()
            for text in checks.unsupported_blanks(commitment, searched[commitment.pk])
            if text not in checks.unsupported_blanks(commitment)
        ]


RESOURCES = {
    **{
        model: modelresource_factory(model, SheetResource)
        for model in (State, Technology, Source, Grouping, Summit, Statement, Commitment)
    },
    Membership: MembershipResource,
    Participation: ParticipationResource,
    FollowUp: FollowUpResource,
    SearchLogEntry: SearchLogEntryResource,
}


def export_file(kind: str, model, queryset=None) -> bytes:
    """A file with the records of the queryset, ready to be changed and imported again."""
    resource = RESOURCES[model]()
    rows = resource.get_queryset()
    if queryset is not None:
        rows = rows.filter(pk__in=queryset.order_by().values("pk"))
    exported = resource.export(rows)
    return write_file(kind, exported.headers, exported, resource.notes())


def template_file(kind: str, model) -> bytes:
    """An empty table; as a workbook with a second sheet that explains each column."""
    resource = RESOURCES[model]()
    return write_file(kind, list(resource.columns), [], resource.notes())
