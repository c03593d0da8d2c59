#!/usr/bin/env python
"""Run a Minilat command: `python manage.py help` lists them."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minilat.settings")
    try:
        from django.core.management import execute_from_command_line
        from django.db import OperationalError
    except ImportError:
        sys.exit("Django is not installed here: run `make demo`, or use .venv/bin/python.")
    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        if not is_connection_failure(error):
            raise
        sys.exit(
            f"The PostgreSQL server in DATABASE_URL does not answer ({reason(error)}): "
            "start it, or correct DATABASE_URL."
        )


def is_connection_failure(error):
    """PostgreSQL gives every error a code of its own, except when there is no connection."""
    cause = error.__cause__
    return type(cause).__module__.startswith("psycopg") and getattr(cause, "sqlstate", "") is None


def reason(error):
    return str(error).strip().splitlines()[0].rstrip(".")


if __name__ == "__main__":
    main()
