"""What the engines need told: one state of the database for a long reading, and fresh statistics after a large load."""

from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def repeatable_read():
    """Within it every query sees the database as it was at the first, and no writer has to wait.

    Inside a transaction that has begun already, that transaction is all there is.
    """
    if connection.in_atomic_block:
        yield
        return
    connection.ensure_connection()  # a new connection would read the usual mode from the settings
    mode = getattr(connection, "transaction_mode", None)
    try:
        if connection.vendor == "sqlite":
            connection.transaction_mode = None  # the usual IMMEDIATE would keep writers out
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    finally:
        if connection.vendor == "sqlite":
            connection.transaction_mode = mode


def analyze():
    """Update the statistics of the query planner. PostgreSQL does so only some time after the commit; until then it
    takes every table for nearly empty, and a filter on two states can take minutes instead of milliseconds."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
