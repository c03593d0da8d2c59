"""The demo data for the tests that ask what the pages say of it. ``test_fixture.py`` has its own, since it looks at the file."""

import pytest
from django.core.management import call_command
from django.db import transaction

from initiatives import search


@pytest.fixture(scope="module")
def demo_data(django_db_setup, django_db_blocker):
    """The database with `demo.jsonl` and its search index in it, for one module that only reads."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("loaddata", "demo", verbosity=0)
        search.flush()
        yield
        transaction.set_rollback(True)
