"""Fixtures and settings of every test run: databases, plugins, samples and the test world."""

import copy
import gc

import hypothesis
import pytest
from django.db import connection, transaction
from django.test import client
from django.test.utils import setup_databases, teardown_databases

from tests.samples import taken

# The same examples on every run and on both engines, however slow the machine.
hypothesis.settings.register_profile("minilat", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("minilat")


store_rendered_templates = client.store_rendered_templates


def store_pages(store, signal, sender, template, context, **kwargs):
    """Keep what a page was given, and not a copy of it for every part and widget that is rendered on the way."""
    if context.template is template:
        store_rendered_templates(store, signal, sender, template, context, **kwargs)


client.store_rendered_templates = store_pages

NAME_OUTSIDE_TESTS = pytest.StashKey[str]()


def pytest_sessionstart(session):
    session.config.stash[NAME_OUTSIDE_TESTS] = connection.settings_dict["NAME"]


@pytest.fixture(scope="session")
def test_database(pytestconfig, django_db_setup, django_db_blocker):
    """The test database, for fixtures that serve more than one test.

    pytest-django makes it only if a collected test is marked as using one; without this, such a fixture would then write
    into the database of the project.
    """
    if connection.settings_dict["NAME"] != pytestconfig.stash[NAME_OUTSIDE_TESTS]:
        yield
        return
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases={"default"})
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="module")
def built_world(test_database, django_db_blocker):
    """The test world in the database, made once for a module and taken back after it."""
    from initiatives import search
    from tests.world import build

    with django_db_blocker.unblock(), transaction.atomic():
        made = build()
        search.flush_changes()
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def world(built_world, db):
    """The documented test world of `tests/world.py`, published; each test’s changes are rolled back."""
    return copy.deepcopy(built_world)


@pytest.fixture(params=[False, pytest.param(True, marks=pytest.mark.drill)], ids=["a sample", "all"])
def sample(request):
    """A function that takes `number` of the cases, the same on every run; in the drill all of them."""

    return (lambda cases, number: list(cases)) if request.param else taken


@pytest.fixture
def engine():
    """The engine of this run: `sqlite` or `postgresql`."""
    return connection.vendor


def pytest_collection_finish():
    """What is loaded by now stays to the end; to look through it again and again would take a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_report_header():
    return f"database engine: {connection.vendor}"


def pytest_collection_modifyitems(items):
    """Let the file of results say which tests are for both engines (`tests.engines` compares them)."""
    for item in items:
        if item.get_closest_marker("engine"):
            item.user_properties.append(("engine", "both"))
