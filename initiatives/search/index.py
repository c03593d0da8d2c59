"""Keeps the index: compares it with the records and writes what differs."""

from collections.abc import Callable, Iterable

from django.db import connection, models, transaction

from ..models import SearchText
from .texts import FIELDS, NOUNS, text_of

COLUMNS = ("parts", *FIELDS)
LOCK = 0x4D696E696C6174  # “Minilat”: one writer of the index at a time


def as_they_are(rows, label):
    return rows


def rebuild(progress: Callable = as_they_are) -> int:
    """Bring the whole index up to date; returns how many texts were wrong.

    ``progress(rows, label)`` may wrap the rows of each noun, for a progress bar.
    """
    wrong = sum(reindex(model, progress=progress) for model in NOUNS)
    known = [model._meta.model_name for model in NOUNS]
    SearchText.objects.exclude(noun__in=known).delete()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO initiatives_searchindex (initiatives_searchindex) VALUES ('rebuild')")
    return wrong


def reindex(model: type[models.Model], pks: Iterable[int] | None = None, progress: Callable = as_they_are) -> int:
    """Bring the texts of these records, or of all of the noun, up to date; returns how many were wrong."""
    with transaction.atomic():
        _lock()
        wrong, gone = differences(model, pks, progress)
        SearchText.objects.filter(pk__in=gone).delete()
        SearchText.objects.bulk_create(
            wrong,
            batch_size=100,
            update_conflicts=True,
            unique_fields=["noun", "object_id"],
            update_fields=COLUMNS,
        )
    return len(wrong) + len(gone)


def differences(model, pks=None, progress=as_they_are) -> tuple[list[SearchText], list[int]]:
    """Rows of the index to write, and keys of rows whose record is no more."""
    records, stored = NOUNS[model].rows().order_by("pk"), SearchText.objects.filter(noun=model._meta.model_name)
    if pks is not None:
        pks = list(pks)
        records, stored = records.filter(pk__in=pks), stored.filter(object_id__in=pks)
    rows = {row.object_id: row for row in stored}
    texts = [text_of(model, record) for record in progress(records, str(model._meta.verbose_name_plural))]
    wrong = [text for text in texts if not _same(text, rows.pop(text.object_id, None))]
    return wrong, [row.pk for row in rows.values()]


def _same(text: SearchText, row: SearchText | None) -> bool:
    return row is not None and all(getattr(text, name) == getattr(row, name) for name in COLUMNS)


def _lock():
    """On PostgreSQL, wait for other writers of the index, so that the last to write has read the newest records.

    SQLite has one writer at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
