"""The table of each noun: its columns, what makes a row the row of one record, and the rules that a file must keep.

Columns have the names of the model's fields, which are also those of the public files. Help texts and vocabularies
describe them, so the template explains itself.
"""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from import_export import fields, resources

from ...editorial.checks import unsupported_blanks
from ...editorial.locking import LOCK_ORDER, lock_for_checks
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
from ...models.publication import EditorialRecord
from ...models.vocabularies import SearchOutcome
from .reading import write_file
from .widgets import Choice, Link, Links, Lookup, Span, Text, batches, tidy, widget_for

STATE_COLUMN = "editorial_state"
HELP = {  # where a cell is written in another way than the field of a form
    "aliases": "Other names, in any script.",
    "blanks": "Why a value is empty: searched, silent or not-applicable.",
}
HELD_BY_WIDGETS = ("_is_known", "_is_a_span", "_public_has_day")  # constraints that no cell can break


class Table(resources.Resource):
    """The table of one noun, for one file: it reads rows into records in memory and never writes any.

    ``key`` names the columns that say which record a row is about. Rows of a numbered part may leave the number out:
    then ``likeness`` decides. ``owner`` names the relation whose editorial state a part follows.
    """

    model: type[models.Model]
    columns: tuple[str, ...]
    key: tuple[str, ...] = ("slug",)
    likeness: tuple[str, ...] = ()
    owner = ""

    def __init__(self):
        super().__init__()
        self.lookups: dict[type, Lookup] = {}
        self.present = self.columns
        self.fields = {name: self._field(name) for name in self.columns}
        self.is_editorial = issubclass(self.model, EditorialRecord)
        if self.is_editorial:
            state = fields.Field("state", STATE_COLUMN, Text(), readonly=True)
            self.fields[STATE_COLUMN] = state

    def _field(self, name: str) -> fields.Field:
        if name in self.model.partial_dates:
            return fields.Field(name, name, Span())
        return fields.Field(name, name, widget_for(self.model._meta.get_field(name), self.lookup))

    def lookup(self, model) -> Lookup:
        if model not in self.lookups:
            self.lookups[model] = Lookup(model)
        return self.lookups[model]

    @classmethod
    def noun(cls) -> str:
        return str(cls.model._meta.verbose_name_plural)

    @property
    def many(self) -> list[str]:
        return [name for name in self.columns if isinstance(self.fields[name].widget, Links)]

    @property
    def required(self) -> list[str]:
        """The columns that a new record cannot do without."""
        return [name for name in self.columns if name not in self.model.partial_dates and self._is_required(name)]

    def _is_required(self, name: str) -> bool:
        field = self.model._meta.get_field(name)
        return not field.blank and not field.has_default() and field.editable

    # --- finding the records of a file

    def load(self, rows: list[dict[str, str]], lock: bool = False):
        """Find, in a few queries, every record that the rows are about or name.

        With ``lock`` they are locked and found again, so that nobody else changes them before the transaction ends.
        """
        if lock:
            self.load(rows)
            named = [record for lookup in self.lookups.values() for record in lookup.found.values()]
            about = [record for records in self.known.values() for record in records]
            lock_for_checks([*about, *(record for record in named if type(record) in LOCK_ORDER)])
            for lookup in self.lookups.values():
                lookup.found.clear()
        texts: dict[type, set[str]] = {}
        for name in self.present:
            widget = self.fields[name].widget
            if isinstance(widget, Link | Links):
                named = texts.setdefault(widget.lookup.model, set())
                for row in rows:
                    named.update(widget.named(row.get(name, "")))
        for model, keys in texts.items():
            self.lookup(model).load(keys)
        self.known: dict[tuple, list] = {}
        for record in self._existing({tidy(row.get(self.key[0], "")) for row in rows}):
            for by in (self.key, self.likeness) if self.likeness else (self.key,):
                self.known.setdefault(self.key_of(self.cells(record), by), []).append(record)
            if self.model in self.lookups:  # a tree: rows may name each other, so each record is held once
                self.lookups[self.model].found[record.slug] = record

    def _existing(self, firsts):
        first = self.key[0] if self.key[0] == "slug" else f"{self.key[0]}__slug"
        for some in batches(firsts):
            yield from self.rows().filter(**{f"{first}__in": some}).order_by("pk")

    def rows(self):
        """All records of the noun with what their cells say, in a fixed number of queries."""
        one = [name for name in self.columns if isinstance(self.fields[name].widget, Link)]
        return self.model.objects.select_related(*one).prefetch_related(*self.many)

    def key_of(self, cells: dict[str, str], by: tuple[str, ...]) -> tuple:
        """The key that a row of cells has by these columns."""
        return (by, *(tidy(cells.get(name, "")) for name in by))

    # --- reading and showing one row

    def cells(self, record, many: dict | None = None) -> dict[str, str]:
        """The record as its row stands in a file; ``many`` are relations that it will have once it is written."""
        shown = {name: field.export(record) for name, field in self.fields.items() if name not in self.many}
        for name in self.many:
            widget = self.fields[name].widget
            if many and name in many:
                shown[name] = widget.render(many[name])
            else:
                shown[name] = self.fields[name].export(record) if record.pk else ""
        return {name: shown[name] for name in self.fields}

    def get_import_fields(self):
        return [self.fields[name] for name in self.present]

    def read(self, record, row: dict[str, str]) -> tuple[dict, dict[str, list[str]]]:
        """Put the row's values into the record; gives its relations to many, and the faults by column."""
        faults: dict[str, list[str]] = {}
        try:
            self.import_instance(record, row)
        except ValidationError as error:
            faults = error.message_dict
        many = {}
        for name in self.many:
            if name in row:
                try:
                    many[name] = self.fields[name].clean(row)
                except ValueError as error:
                    faults[name] = [str(error)]
        for name, messages in self._rules(record, faults).items():
            faults.setdefault(name, messages)
        return many, faults

    def _rules(self, record, faults) -> dict[str, list[str]]:
        """What the model itself says of the record, apart from relations, which stand already."""
        relations = {field.name for field in record._meta.fields if field.is_relation}
        found: dict[str, list[str]] = {}
        try:
            record.clean_fields(exclude={*relations, *faults, *self._given_later(record)})
        except ValidationError as error:
            found |= error.message_dict
        if faults or found:
            return found
        try:
            self.clean_record(record)
        except ValidationError as error:
            found |= error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
        for constraint in record._meta.constraints:
            if isinstance(constraint, models.CheckConstraint) and not constraint.name.endswith(HELD_BY_WIDGETS):
                try:
                    constraint.validate(self.model, record)
                except ValidationError as error:
                    found.setdefault(self._column_of(constraint), []).extend(error.messages)
        return found

    def _given_later(self, record) -> set[str]:
        return {"number"} if getattr(record, "number", 0) is None else set()

    def clean_record(self, record):
        record.clean()

    def _column_of(self, constraint) -> str:
        """The column that a constraint's name speaks of first."""
        words = constraint.name.partition("_")[2]
        named = [name for name in self.columns if name in words or name.startswith(f"{words.partition('_')[0]}_")]
        return min(named, key=lambda name: (words.find(name) % 1000, self.columns.index(name)), default="")

    def together(self, records) -> list[tuple[models.Model, str, str]]:
        """Rules between the rows of a file and the record: pairs of record, column and what is wrong."""
        return []

    def owner_of(self, record):
        """The record whose editorial state and rights count for this one; None for reference data."""
        if self.is_editorial:
            return record
        return getattr(record, self.owner, None) if self.owner else None

    # --- explaining itself

    def notes(self) -> list[list[str]]:
        """The second sheet of the template: each column, whether it is needed, and what it holds."""
        rows = [["column", "needed", "what it holds", "allowed values"]]
        for name in self.columns:
            needed = "key" if name in self.key else "yes" if name in self.required else ""
            rows.append([name, needed, self._help(name), self._allowed(name)])
        return rows

    def _help(self, name: str) -> str:
        text = HELP.get(name) or (self.model.partial_dates.get(name) or self.model._meta.get_field(name)).help_text
        return f"{text[:1].upper()}{text[1:]}"

    def _allowed(self, name: str) -> str:
        widget = self.fields[name].widget
        if isinstance(widget, Choice):
            return ", ".join(widget.codes)
        if isinstance(widget, Link | Links):
            several = ", separated by “; ”" if isinstance(widget, Links) else ""
            return f"{widget.lookup.keys[0]} of a {widget.lookup.model._meta.verbose_name}{several}"
        if isinstance(widget, Span):
            return "2023, 2023-05 or 2023-05-20"
        if name == "blanks":
            return f"as amount:silent; fields: {', '.join(Commitment.BLANKABLE)}"
        return "separated by “; ”" if name == "aliases" else ""


class StateTable(Table):
    model = State
    columns = ("slug", "iso3", "name", "official_name", "iso2", "numeric", "kind", "region", "aliases")


class TechnologyTable(Table):
    model = Technology
    columns = ("slug", "name", "parent", "aliases", "definition", "borderline")


class SourceTable(Table):
    model = Source
    columns = (
        "slug",
        "title",
        "publisher",
        "published_on",
        "url",
        "archive_url",
        "read_at",
        "accessed_on",
        "language",
        "level",
    )


class GroupingTable(Table):
    model = Grouping
    columns = ("slug", "name", "short_name", "aliases", "founded", "ended", "purpose", "source")


class MembershipTable(Table):
    """Periods: a row is known by its start, so that a state that left and came back has two."""

    model = Membership
    columns = ("grouping", "state", "role", "joined", "left", "note", "source")
    key = ("grouping", "state", "role", "joined")
    owner = "grouping"

    def key_of(self, cells, by):
        """A start is known by its first day, however precisely it is stated; a state by its ISO code."""
        *rest, joined = super().key_of(cells, by)
        try:
            day = Span().clean(joined)
        except ValueError:
            return (*rest, joined)
        state = self.lookups[State].found.get(rest[2])
        rest[2] = state.iso3 if state else rest[2]
        return (*rest, day.earliest if day else None)

    def clean_record(self, record):
        if record.outlives_grouping:
            raise ValidationError({"left": f"{record.state} cannot stay longer than {record.grouping} lasted."})

    def together(self, records):
        """Periods of one state in one role do not overlap, as they will stand after the import."""
        after = {record.pk: record for known in self.known.values() for record in known}
        periods: dict[tuple, list] = {}
        for record in [*after.values(), *(record for record in records if not record.pk)]:
            periods.setdefault((record.grouping_id, record.state_id, record.role), []).append(record)
        rows = set(map(id, records))
        return [
            (one, "joined", f"{one.state} has this role from {other.joined or 'an unknown day'} already.")
            for held in periods.values()
            for place, one in enumerate(held)
            for other in held
            if one is not other and id(one) in rows and one.overlaps(other) and (id(other) not in rows or place)
        ]


class SummitTable(Table):
    model = Summit
    columns = (
        "slug",
        "grouping",
        "name",
        "level",
        "format",
        "status",
        "start",
        "end",
        "city",
        "host",
        "venue",
        "sidelines_of",
        "note",
        "source",
    )


class StatementTable(Table):
    model = Statement
    columns = (
        "slug",
        "grouping",
        "summit",
        "title",
        "kind",
        "issued_on",
        "issuer",
        "url",
        "archive_url",
        "language",
        "source",
        "coding",
    )


class CommitmentTable(Table):
    model = Commitment
    columns = (
        "slug",
        "title",
        "summary",
        "wording",
        "statement",
        "locator",
        "technologies",
        "modes",
        "evidence",
        "amount_value",
        "amount_currency",
        "amount_bound",
        "amount_scope",
        "amount_note",
        "target_date",
        "status_as_of",
        "source",
        "blanks",
    )


class ParticipationTable(Table):
    model = Participation
    columns = ("commitment", "state", "role")
    key = ("commitment", "state", "role")
    owner = "commitment"

    def key_of(self, cells, by):
        *rest, state, role = super().key_of(cells, by)
        found = self.lookups[State].found.get(state)
        return (*rest, found.iso3 if found else state, role)


class FollowUpTable(Table):
    model = FollowUp
    columns = ("commitment", "number", "date", "kind", "supports", "statement", "source", "locator", "note")
    key = ("commitment", "number")
    likeness = ("commitment", "date", "kind", "statement", "source")


class SearchRecordTable(Table):
    model = SearchLogEntry
    columns = ("commitment", "number", "field", "question", "where", "words", "languages", "done_on", "outcome")
    key = ("commitment", "number")
    likeness = ("commitment", "field", "question", "done_on")
    owner = "commitment"

    def together(self, records):
        """A claim to have searched keeps an entry, as the entries of its commitment will stand after the import."""
        after = {record.pk: record for known in self.known.values() for record in known}
        searched: dict[int, set] = {}
        for record in [*after.values(), *(record for record in records if not record.pk)]:
            if record.outcome == SearchOutcome.NOTHING_FOUND:
                searched.setdefault(record.commitment_id, set()).add(record.field)
        changed = {record.commitment: record for record in records if record.pk}
        return [
            (record, "outcome", text)
            for commitment, record in changed.items()
            for text in unsupported_blanks(commitment, searched.get(commitment.pk, set()))
            if text not in unsupported_blanks(commitment)
        ]


TABLES = {
    table.model: table
    for table in (
        StateTable,
        TechnologyTable,
        SourceTable,
        GroupingTable,
        MembershipTable,
        SummitTable,
        StatementTable,
        CommitmentTable,
        ParticipationTable,
        FollowUpTable,
        SearchRecordTable,
    )
}


def table_of(kind: str, model, queryset=None) -> bytes:
    """A file with the records of the queryset, ready to be changed and imported again."""
    table = TABLES[model]()
    records = table.rows().filter(pk__in=queryset.order_by().values("pk")) if queryset is not None else table.rows()
    rows = (list(table.cells(record).values()) for record in records.iterator(chunk_size=500))
    return write_file(kind, list(table.fields), rows, table.notes())


def template_file(kind: str, model) -> bytes:
    """An empty table; as a workbook with a second sheet that explains each column, as CSV the explanation alone."""
    table = TABLES[model]()
    return write_file(kind, list(table.columns), [], table.notes())
