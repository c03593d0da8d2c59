"""Lets the index follow what is written: notes it during a transaction, takes it in when that commits."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS, connection, models, transaction
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save

from ..models import Commitment, FollowUp
from .index import find_differences, reindex_records
from .texts import INDEXED_MODELS, dependents

MAX_PKS_PER_NOUN = 300  # records of one noun; beyond, the noun is gone through as a whole


@dataclass(frozen=True)
class _PendingChange:
    """A note, kept by Django until the transaction commits and dropped with what is rolled back, that a record changed.

    ``batch`` holds the changes of the whole transaction; the first note to be called writes them all.
    """

    model: type[models.Model]
    pk: int
    batch: set

    def __call__(self):
        changes = set(self.batch)
        self.batch.clear()
        _reindex_changes(changes)


def _flush_marker():
    """A note that everything noted before it is in the index already."""


def _pending_changes() -> Iterator[_PendingChange]:
    """The notes of this transaction that are not yet in the index, newest first."""
    for _, callback, _ in reversed(connection.run_on_commit):
        if callback is _flush_marker:
            return
        if isinstance(callback, _PendingChange):
            yield callback


def mark_changed(model: type[models.Model], pk: int | None):
    """Note that a record changed; it and the records that name it are indexed again when the transaction commits."""
    newest = next(_pending_changes(), None)
    batch = newest.batch if newest else set()
    batch.add((model, pk))
    transaction.on_commit(_PendingChange(model, pk, batch))


def flush_changes():
    """Take what this transaction has changed so far into the index, within the transaction."""
    if changes := {(changed.model, changed.pk) for changed in _pending_changes()}:
        _reindex_changes(changes)
        transaction.on_commit(_flush_marker)


def count_stale_texts() -> dict[str, int]:
    """How many texts of each noun are not as they should be; empty when the index is right."""
    flush_changes()
    counts = {model._meta.model_name: sum(map(len, find_differences(model))) for model in INDEXED_MODELS}
    return {noun: count for noun, count in counts.items() if count}


def _reindex_changes(changes: set):
    """Index the changed records again, and the records that name them."""
    dirty: dict[type[models.Model], set[int]] = defaultdict(set)
    for model, pk in changes:
        dirty[model].add(pk)
    for model, pks in list(dirty.items()):
        for dependent, path in dependents(model):
            speaking = (
                dependent.objects.all()
                if len(pks) > MAX_PKS_PER_NOUN
                else dependent.objects.filter(**{f"{path}__in": pks})
            )
            dirty[dependent] |= set(speaking.order_by().values_list("pk", flat=True))
    for model in INDEXED_MODELS:
        if pks := dirty.get(model):
            reindex_records(model, None if len(pks) > MAX_PKS_PER_NOUN else pks)


def _saved(sender, instance, using, **kwargs):
    if using == DEFAULT_DB_ALIAS:
        mark_changed(sender, instance.pk)


def _deleting(sender, instance, using, **kwargs):
    """Note a record before it is deleted, and the records that name it."""
    if using == DEFAULT_DB_ALIAS:
        mark_changed(sender, instance.pk)
        for dependent, path in dependents(sender):
            for pk in dependent.objects.filter(**{path: instance.pk}).order_by().values_list("pk", flat=True):
                mark_changed(dependent, pk)


def _follow_up_saving(sender, instance, using, raw, **kwargs):
    """Before a follow-up is saved, keep the commitment that it is stored with, in case it moves to another."""
    if using == DEFAULT_DB_ALIAS and instance.pk and not raw:
        instance.commitment_before = (
            FollowUp.objects.filter(pk=instance.pk).values_list("commitment", flat=True).first()
        )


def _follow_up_changed(sender, instance, using, **kwargs):
    if using == DEFAULT_DB_ALIAS:
        for pk in {instance.commitment_id, getattr(instance, "commitment_before", None)} - {None}:
            mark_changed(Commitment, pk)


def _technologies_changed(sender, instance, action, reverse, pk_set, using, **kwargs):
    if using != DEFAULT_DB_ALIAS or action not in ("post_add", "post_remove", "pre_clear", "post_clear"):
        return
    if not reverse:
        mark_changed(Commitment, instance.pk)
        return
    for pk in pk_set if pk_set is not None else instance.commitments.values_list("pk", flat=True):
        mark_changed(Commitment, pk)


def connect_index_signals():
    """Let the index follow the writes; called once, when the app is ready."""
    for model in INDEXED_MODELS:
        post_save.connect(_saved, sender=model, dispatch_uid=f"search {model.__name__} saved")
        pre_delete.connect(_deleting, sender=model, dispatch_uid=f"search {model.__name__} deleted")
    pre_save.connect(_follow_up_saving, sender=FollowUp, dispatch_uid="search follow-up saving")
    post_save.connect(_follow_up_changed, sender=FollowUp, dispatch_uid="search follow-up saved")
    post_delete.connect(_follow_up_changed, sender=FollowUp, dispatch_uid="search follow-up deleted")
    m2m_changed.connect(
        _technologies_changed, sender=Commitment.technologies.through, dispatch_uid="search technologies changed"
    )
