"""The engine's own statistics, which its planner needs after much was written at once."""

from django.db import connection


def refresh_statistics():
    """Let the engine count its rows anew. PostgreSQL does so by itself, but only some time after the commit; until then it
    takes every table for nearly empty, and a filter on two states can take minutes instead of milliseconds."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
