"""Keeps the index: compares it with the records and writes what differs."""

from collections.abc import Callable, Iterable

from django.db import connection, models, transaction

from ..models import SearchText
from .texts import INDEXED_MODELS, SEARCH_FIELDS, build_search_text

TEXT_COLUMNS = ("parts", *SEARCH_FIELDS)
ADVISORY_LOCK_KEY = 0x4D696E696C6174  # “Minilat”: one writer of the index at a time


def no_progress(rows, label):
    return rows


def rebuild_index(progress: Callable = no_progress) -> int:
    """Bring the whole index up to date; returns how many texts were wrong.

    ``progress(rows, label)`` may wrap the rows of each noun, for a progress bar.
    """
    wrong = sum(reindex_records(model, progress=progress) for model in INDEXED_MODELS)
    known = [model._meta.model_name for model in INDEXED_MODELS]
    SearchText.objects.exclude(noun__in=known).delete()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO initiatives_searchindex (initiatives_searchindex) VALUES ('rebuild')")
    return wrong


def reindex_records(
    model: type[models.Model], pks: Iterable[int] | None = None, progress: Callable = no_progress
) -> int:
    """Bring the texts of these records, or of all of the noun, up to date; returns how many were wrong."""
    with transaction.atomic():
        _acquire_lock()
        wrong, gone = find_differences(model, pks, progress)
        SearchText.objects.filter(pk__in=gone).delete()
        SearchText.objects.bulk_create(
            wrong,
            batch_size=100,
            update_conflicts=True,
            unique_fields=["noun", "object_id"],
            update_fields=TEXT_COLUMNS,
        )
    return len(wrong) + len(gone)


def find_differences(model, pks=None, progress=no_progress) -> tuple[list[SearchText], list[int]]:
    """Rows of the index to write, and keys of rows whose record is no more."""
    records, stored = (
        INDEXED_MODELS[model].rows().order_by("pk"),
        SearchText.objects.filter(noun=model._meta.model_name),
    )
    if pks is not None:
        pks = list(pks)
        records, stored = records.filter(pk__in=pks), stored.filter(object_id__in=pks)
    rows = {row.object_id: row for row in stored}
    texts = [build_search_text(model, record) for record in progress(records, str(model._meta.verbose_name_plural))]
    wrong = [text for text in texts if not _is_up_to_date(text, rows.pop(text.object_id, None))]
    return wrong, [row.pk for row in rows.values()]


def _is_up_to_date(text: SearchText, row: SearchText | None) -> bool:
    return row is not None and all(getattr(text, name) == getattr(row, name) for name in TEXT_COLUMNS)


def _acquire_lock():
    """On PostgreSQL, wait for other writers of the index, so that the last to write has read the newest records.

    SQLite has one writer at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK_KEY])
