"""Natural keys in bulk: while many records are loaded, the keys of a model are read once instead of one query for each."""

from contextlib import contextmanager
from contextvars import ContextVar
from functools import reduce

from django.db import models
from django.db.models.signals import post_save

_cache: ContextVar["KeyCache | None"] = ContextVar("natural_keys", default=None)


@contextmanager
def cached_natural_keys():
    """Look natural keys up in a cache within the block, as `loaddata` does.

    A row that another process writes meanwhile is not found.
    """
    cache = KeyCache()
    token = _cache.set(cache)
    post_save.connect(cache.note_saved)
    try:
        yield
    finally:
        post_save.disconnect(cache.note_saved)
        _cache.reset(token)


def find_by_natural_key(queryset: models.QuerySet, key: tuple) -> models.Model:
    """The record with the key (``key_fields`` of its model); with a cache it holds its primary key alone."""
    if cache := _cache.get():
        return cache.get(queryset.model, key)
    return queryset.get(**dict(zip(queryset.model.key_fields, key, strict=True)))


def natural_key_of(record: models.Model) -> tuple:
    """The values of ``key_fields``, which are lookups from the record."""
    if cache := _cache.get():
        return cache.key_of(record)
    return tuple(reduce(getattr, path.split("__"), record) for path in record.key_fields)


class KeyCache:
    """The primary keys and natural keys of all rows of those models that were asked for."""

    def __init__(self):
        self.keys: dict[type[models.Model], dict[int, tuple]] = {}
        self.pks: dict[type[models.Model], dict[tuple, int]] = {}

    def get(self, model, key: tuple) -> models.Model:
        self._read(model)
        pk = self.pks[model].get(_comparable(key))
        if pk is None:
            raise model.DoesNotExist(f"There is no {model._meta.verbose_name} with the key {key}.")
        return model(pk=pk)

    def key_of(self, record) -> tuple:
        return tuple(self._value(record, *path.split("__")) for path in record.key_fields)

    def note_saved(self, sender, instance, **kwargs):
        if sender in self.pks:
            self.pks[sender].pop(_comparable(self.keys[sender].get(instance.pk, ())), None)
            self._add(sender, instance.pk, self.key_of(instance))

    def _value(self, record, name: str, parent_name: str = ""):
        if not parent_name:
            return getattr(record, name)
        field = record._meta.get_field(name)
        self._read(field.related_model)
        key = self.keys[field.related_model][getattr(record, field.attname)]
        return key[field.related_model.key_fields.index(parent_name)]

    def _read(self, model):
        if model not in self.pks:
            self.keys[model], self.pks[model] = {}, {}
            for pk, *key in model._base_manager.order_by().values_list("pk", *model.key_fields):
                self._add(model, pk, tuple(key))

    def _add(self, model, pk: int, key: tuple):
        self.keys[model][pk] = key
        self.pks[model][_comparable(key)] = pk


def _comparable(key: tuple) -> tuple:
    """The key as a fixture spells it, where a day is a text."""
    return tuple(None if part is None else str(part) for part in key)
