"""A pytest plugin that writes which tests ran, and their outcomes, to a file.

`tests.engines` loads it and compares the two engines. RECORD_TO names the file.
"""

import json
import os
from pathlib import Path

import pytest

from tests.conftest import SQLITE_ONLY

RANK = {"passed": 0, "skipped": 1, "failed": 2}
tests = {}


def note(test, outcome, reason="", once=False):
    """Keep the worst outcome of a test: a failing teardown makes it fail."""
    known = tests.get(test)
    if known is None or RANK[outcome] > RANK[known["outcome"]]:
        tests[test] = {"outcome": outcome, "reason": reason, "once": once}


def reason_of(report):
    return str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else ""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    once = any(map(item.get_closest_marker, SQLITE_ONLY))
    expected_failure = hasattr(report, "wasxfail") and report.skipped
    if report.when == "call" or not report.passed:
        outcome = "passed" if expected_failure else report.outcome
        note(item.nodeid, outcome, reason_of(report), once)
    return report


def pytest_collectreport(report):
    if not report.passed:
        note(report.nodeid, report.outcome, reason_of(report))


def pytest_sessionfinish(session, exitstatus):
    record = {"exit": int(exitstatus), "tests": tests}
    Path(os.environ["RECORD_TO"]).write_text(json.dumps(record))
