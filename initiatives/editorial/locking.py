"""Locks for what the checks of a record read, so that no other transaction changes it before the commit.

Publishing a follow-up checks that its statement is public; withdrawing the statement checks that no public follow-up
rests on it. Without a lock both can pass at once. Whoever checks records calls ``lock_for_checks`` first and reads the
records afterwards. It locks each record and everything above it, always in one order, so that nobody waits in a circle.
SQLite lets only one transaction write anyway.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.db import models

from ..models import Commitment, FollowUp, Grouping, Statement, Summit

LOCK_ORDER = (Grouping, Summit, Statement, Commitment, FollowUp)
"""The models that records hang on, rest on or belong to, from the top; other models are locked after them."""
BATCH = 500  # keys in one query


def relations_above(model) -> dict[str, type[models.Model]]:
    """The foreign keys of a model to records that its checks read, with their models."""
    found = {field.name: field.related_model for field in model._meta.fields if field.many_to_one}
    return {name: target for name, target in found.items() if target in LOCK_ORDER}


def lock_for_checks(records: Iterable[models.Model], named: Iterable[tuple[type, int]] = ()):
    """Lock the stored rows of the records and all that they hang on, until the transaction ends.

    ``named``: pairs of model and primary key of records that the records will name once they are saved.
    """
    wanted = {*((type(record), record.pk) for record in records if record.pk), *named}
    locked: set = set()
    while missing := _with_records_above(wanted) - locked:  # again, if somebody moved a record before it was locked
        for model, pks in _in_order(missing):
            rows = model._base_manager.select_for_update(of=("self",), no_key=True).order_by("pk")
            for some in _batches(pks):
                list(rows.filter(pk__in=some).values_list("pk"))
        locked |= missing


def lock_everything():
    """Lock every record of ``LOCK_ORDER``, for an import that may write any of them."""
    for model in LOCK_ORDER:
        list(model._base_manager.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))


def _with_records_above(keys: set[tuple[type, int]]) -> set[tuple[type, int]]:
    """The keys (model and primary key) and those of all records above them."""
    found, new = set(keys), set(keys)
    while new:
        above = set()
        for model, pks in _in_order(new):
            relations = relations_above(model)
            for some in _batches(pks) if relations else ():
                for values in model._base_manager.filter(pk__in=some).order_by().values_list(*relations):
                    above |= {(target, pk) for target, pk in zip(relations.values(), values, strict=True) if pk}
        new = above - found
        found |= new
    return found


def _in_order(keys: set[tuple[type, int]]) -> list[tuple[type, set[int]]]:
    grouped = defaultdict(set)
    for model, pk in keys:
        grouped[model].add(pk)

    def place(model):
        return LOCK_ORDER.index(model) if model in LOCK_ORDER else len(LOCK_ORDER), model._meta.label

    return sorted(grouped.items(), key=lambda pair: place(pair[0]))


def _batches(pks: set[int]):
    ordered = sorted(pks)
    return (ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH))
