"""What each row of history holds beside the columns of its record."""

import uuid
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import models

_current: ContextVar[uuid.UUID | None] = ContextVar("change_id", default=None)


def current_change() -> uuid.UUID:
    """The identity of the change that is being written; a new one where none is open."""
    return _current.get() or uuid.uuid4()


@contextmanager
def one_change():
    """Give all rows of history that are written within the block one identity; a block in another takes that of the outer one."""
    token = _current.set(current_change())
    try:
        yield
    finally:
        _current.reset(token)


class HistoryRow(models.Model):
    """Base of the historical models: rows with the same ``change`` were written together, by one person at one time."""

    change = models.UUIDField(default=current_change, editable=False)

    class Meta:
        abstract = True
