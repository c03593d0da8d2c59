"""The demo data for the tests that ask what the pages say of it. ``test_fixture.py`` has its own, since it looks at the file."""

import pytest
from django.core.management import call_command
from django.db import transaction

from initiatives import search
from initiatives.models.db import analyze
from tests.data.ten_commitments import NAMED, ten


@pytest.fixture(scope="package")
def demo_data(test_database, django_db_blocker):
    """The database with `demo.jsonl` and its search index in it, loaded once for the modules of this folder that only read."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("loaddata", "demo", verbosity=0)
        search.flush_changes()
        analyze()
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="package")
def named(demo_data, django_db_blocker):
    """Ten named commitments by key: what the record says of each."""
    with django_db_blocker.unblock():
        found = ten()
    assert set(found) == set(NAMED) and len(found) == 10
    return found
