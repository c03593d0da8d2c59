"""Integrity of public records: a change is refused if it adds an error that would prevent publishing.

Forms, restored versions, file imports and merges use these checks. Errors that exist already are tolerated, so that a
curator can correct one thing at a time. Two rules are left out: two public records may share a name (saving warns,
merging repairs it), and drafts may be incomplete, except that a claimed search needs its entry in the search log.
"""

from collections import defaultdict
from functools import reduce
from operator import or_

from django.core.exceptions import ValidationError
from django.db.models import Q, TextField

from ..models import (
    Commitment,
    FollowUp,
    Grouping,
    Membership,
    SearchLogEntry,
    Source,
    State,
    Statement,
    Summit,
    Technology,
)
from ..models.markup import LINK, LINKABLE_MODELS
from ..models.parts import owning_record
from ..models.publication import EditorialRecord
from ..models.vocabularies import Blank, EditorialState, SearchOutcome
from .checks import blocking_problems, unpublished_parent_problems, unsupported_blanks

DEPENDENT_RELATIONS = {
    Grouping: [(Membership, "grouping")],
    Summit: [(Statement, "summit")],
    Statement: [(FollowUp, "commitment__statement")],
    Commitment: [(FollowUp, "commitment"), (SearchLogEntry, "commitment")],
}
"""For each model, the rows below it that a change may invalidate: pairs of model and path to the changed record."""

MODELS_WITH_TEXTS = (
    Grouping,
    Membership,
    Summit,
    Statement,
    Commitment,
    FollowUp,
    SearchLogEntry,
    Source,
    Technology,
    State,
)
"""The models whose texts can contain internal links."""


class NewIntegrityErrors(ValidationError):
    """The change would add these errors; the caller must roll it back."""


class IntegrityCheck:
    """Compares the errors of records before and after a change.

    Create it before the change and call ``refuse_new_errors`` after it, in one transaction with the rows locked. A
    part (party, member, search) counts as the record that owns it, before and after the change.
    """

    def __init__(self, *records):
        stored = [found for record in records if (found := _stored(record))]
        self.records = [owning_record(record) for record in (*stored, *records)]
        self.before = self._current_errors()

    def refuse_new_errors(self):
        """Raise NewIntegrityErrors with one sentence for each error that the change added."""
        if new := {key: row for key, row in self._current_errors().items() if key not in self.before}:
            raise NewIntegrityErrors(_error_messages(new, self._keys()))

    def _keys(self) -> set[tuple]:
        return {(type(record), record.pk) for record in self.records}

    def _current_errors(self) -> dict:
        found = {}
        for model, pk in sorted(self._keys(), key=str):
            if record := model._base_manager.filter(pk=pk).first():
                found |= integrity_errors(record)
        return found


def new_integrity_errors(record) -> list[str]:
    """The errors that saving the record as it is in memory would add, one sentence each."""
    now = integrity_errors(record)
    stored = _stored(record) if now else None
    before = integrity_errors(stored) if stored else {}
    return _error_messages({key: row for key, row in now.items() if key not in before}, {(type(record), record.pk)})


def integrity_errors(record) -> dict[tuple, object]:
    """The errors of the record as it is in memory and of the rows below it: {(model, primary key, sentence): row}."""
    own = (
        blocking_problems(record) + unpublished_parent_problems(record)
        if is_published_or_reference(record)
        else unsupported_blanks(record)
    )
    found = {(type(record), record.pk, text): record for text in own}
    for row in filter(is_published_or_reference, _dependent_rows(record)):
        found |= {(type(row), row.pk, text): row for text in blocking_problems(row)}
    return found


def _error_messages(found: dict[tuple, object], only_about: set[tuple]) -> list[str]:
    """The sentences; each starts with the name of its record, except those of the only changed record."""
    return [text if {(model, pk)} == only_about else f"“{row}”: {text}" for (model, pk, text), row in found.items()]


def _dependent_rows(record):
    """The rows below the record; each refers to the record object in memory."""
    for model, path in DEPENDENT_RELATIONS.get(type(record), ()) if record.pk else ():
        *above, name = path.split("__")
        for row in model._base_manager.filter(**{path: record.pk}).select_related(*above).order_by("pk"):
            holder = row
            for step in above:
                holder = getattr(holder, step)
            setattr(holder, name, record)
            yield row


def entry_ids_required_by_claims(entries) -> set[int]:
    """Of search log entries to be deleted together, the primary keys of those that a “searched and not found” needs."""
    deleted, required = {entry.pk for entry in entries}, set()
    for entry in entries:
        found_nothing = {"field": entry.field, "outcome": SearchOutcome.NOTHING_FOUND}
        if entry.outcome == SearchOutcome.NOTHING_FOUND and entry.commitment.blanks.get(entry.field) == Blank.SEARCHED:
            others = entry.commitment.search_log_entries.filter(**found_nothing).values_list("pk", flat=True)
            required |= set() if set(others) - deleted else {entry.pk}
    return required


def is_published_or_reference(record) -> bool:
    """Whether the record, or the record that owns it, is published or reference data."""
    owner = owning_record(record)
    return not isinstance(owner, EditorialRecord) or owner.state == EditorialState.PUBLISHED


def _stored(record):
    return type(record)._base_manager.filter(pk=record.pk).first() if record.pk else None


# --- internal links in texts --------------------------------------------------------------------------------------------


def link_markup(record) -> str:
    """The markup of an internal link to the record."""
    return f"{_link_prefix(type(record))}{record.slug}]]"


def _link_prefix(model) -> str:
    """The start of the markup of internal links to the model; empty if texts cannot link to it."""
    return next((f"[[{noun}:" for noun, linked in LINKABLE_MODELS.items() if linked is model), "")


def records_linking_to(record):
    """Pairs of a record whose texts link to this one and the names of those text fields."""
    for row, texts in _records_with_text(link_markup(record)) if _link_prefix(type(record)) else ():
        if row != record:
            yield row, texts


def public_records_linking_to(model) -> dict[str, list]:
    """The public records whose texts link to records of the model, by the slug of the linked record; one query per
    model.
    """
    start, found = _link_prefix(model), defaultdict(list)
    for row, texts in _records_with_text(start) if start else ():
        if is_published_or_reference(row):
            links = {match for name in texts for match in LINK.finditer(getattr(row, name))}
            for slug in {match[2] for match in links if match[0].startswith(start)}:
                found[slug].append(row)
    return found


def _records_with_text(words: str):
    """Pairs of a record with text fields that contain the words, and the names of those fields."""
    for model in MODELS_WITH_TEXTS:
        texts = [f.name for f in model._meta.fields if isinstance(f, TextField)]
        condition = reduce(or_, (Q(**{f"{name}__contains": words}) for name in texts), Q())
        for row in model.objects.filter(condition) if texts else ():
            yield row, [name for name in texts if words in getattr(row, name)]
