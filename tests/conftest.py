"""What every test run needs, whatever it tests: engines and plugins. It knows no domain."""

import hypothesis
import pytest
from django.db import connection

SQLITE_ONLY = ("browser", "once")

# The same examples on every run and on both engines, however slow the machine.
hypothesis.settings.register_profile("minilat", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("minilat")


@pytest.fixture
def world(db):
    """The documented test world of `tests/world.py`, published."""
    from tests.world import build

    return build()


@pytest.fixture
def engine():
    """The engine of this run: `sqlite` or `postgresql`."""
    return connection.vendor


def pytest_report_header():
    return f"database engine: {connection.vendor}"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Leave out what is to run once when this is the run on PostgreSQL."""
    if connection.vendor == "sqlite":
        return
    left_out = [item for item in items if any(map(item.get_closest_marker, SQLITE_ONLY))]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]
