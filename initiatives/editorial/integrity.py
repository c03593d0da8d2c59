"""What is public stays fit to be public: no change brings it a fault for which publishing would refuse it.

Forms, old versions that are put back, files and merges all ask here. Only what a change brings anew is refused: the
research and older rules left faults behind, and who mends one thing need not mend all of them at once. Two things are
not judged: a name that another public record has, of which saving warns and which merging mends; and what a draft
lacks, except a search that it claims and nobody recorded.
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
"""What a change of a record may make wrong beside the record itself: which rows, and by which path they lead to it."""

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
"""The nouns that may have texts of ours, in which links stand."""


class NewIntegrityErrors(ValidationError):
    """The change would bring these faults; nothing of it is to stay."""


class IntegrityCheck:
    """The faults of records that are about to be changed. To be made and asked in the transaction that changes them, with
    their rows locked.

    A part (a party, a member, a search) is watched as what it belongs to, before the change and after it.
    """

    def __init__(self, *records):
        stored = [found for record in records if (found := _stored(record))]
        self.records = [owning_record(record) for record in (*stored, *records)]
        self.before = self._current_errors()

    def refuse_new_errors(self):
        """Raise NewFaults with a sentence for each fault that was not there before."""
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
    """The faults that writing the record as it is in memory would bring, a sentence each."""
    now = integrity_errors(record)
    stored = _stored(record) if now else None
    before = integrity_errors(stored) if stored else {}
    return _error_messages({key: row for key, row in now.items() if key not in before}, {(type(record), record.pk)})


def integrity_errors(record) -> dict[tuple, object]:
    """What is wrong with the record, as it is in memory, and with what hangs on it: by noun, key and sentence the row."""
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
    """The sentences of faults, each with the record that it is about, unless nothing else is spoken of."""
    return [text if {(model, pk)} == only_about else f"“{row}”: {text}" for (model, pk, text), row in found.items()]


def _dependent_rows(record):
    """The rows that hang on the record, each leading to it as it is in memory."""
    for model, path in DEPENDENT_RELATIONS.get(type(record), ()) if record.pk else ():
        *above, name = path.split("__")
        for row in model._base_manager.filter(**{path: record.pk}).select_related(*above).order_by("pk"):
            holder = row
            for step in above:
                holder = getattr(holder, step)
            setattr(holder, name, record)
            yield row


def entry_ids_required_by_claims(entries) -> set[int]:
    """Of entries of the ledger that are to go together, the keys of those on which a claim to have searched rests."""
    deleted, required = {entry.pk for entry in entries}, set()
    for entry in entries:
        found_nothing = {"field": entry.field, "outcome": SearchOutcome.NOTHING_FOUND}
        if entry.outcome == SearchOutcome.NOTHING_FOUND and entry.commitment.blanks.get(entry.field) == Blank.SEARCHED:
            others = entry.commitment.search_log_entries.filter(**found_nothing).values_list("pk", flat=True)
            required |= set() if set(others) - deleted else {entry.pk}
    return required


def is_published_or_reference(record) -> bool:
    """Whether the record is published, or public as part of one that is, or as reference data."""
    owner = owning_record(record)
    return not isinstance(owner, EditorialRecord) or owner.state == EditorialState.PUBLISHED


def _stored(record):
    return type(record)._base_manager.filter(pk=record.pk).first() if record.pk else None


# --- links in texts of ours --------------------------------------------------------------------------------------------


def link_markup(record) -> str:
    """How a text of ours links to the record."""
    return f"{_link_prefix(type(record))}{record.slug}]]"


def _link_prefix(model) -> str:
    """How a link to any record of the noun begins; empty for nouns to which no text links."""
    return next((f"[[{noun}:" for noun, linked in LINKABLE_MODELS.items() if linked is model), "")


def records_linking_to(record):
    """Every record with a text of ours that links to this one, and the names of those texts."""
    for row, texts in _records_with_text(link_markup(record)) if _link_prefix(type(record)) else ():
        if row != record:
            yield row, texts


def public_records_linking_to(model) -> dict[str, list]:
    """The public records with a text of ours that links to one of the noun, by the slug of that one; in a few queries,
    however many of them there are.
    """
    start, found = _link_prefix(model), defaultdict(list)
    for row, texts in _records_with_text(start) if start else ():
        if is_published_or_reference(row):
            links = {match for name in texts for match in LINK.finditer(getattr(row, name))}
            for slug in {match[2] for match in links if match[0].startswith(start)}:
                found[slug].append(row)
    return found


def _records_with_text(words: str):
    """Every record with a text of ours in which the words stand, and the names of those texts."""
    for model in MODELS_WITH_TEXTS:
        texts = [f.name for f in model._meta.fields if isinstance(f, TextField)]
        condition = reduce(or_, (Q(**{f"{name}__contains": words}) for name in texts), Q())
        for row in model.objects.filter(condition) if texts else ():
            yield row, [name for name in texts if words in getattr(row, name)]
