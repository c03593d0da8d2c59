"""A package of the app imports only from itself and from packages above it in the list; the thin ones import everything."""

import re

import pytest
from django.conf import settings

APP = settings.BASE_DIR / "initiatives"
PACKAGES = ["models", "history", "search", "analyses", "lists", "editorial", "importing", "charts", "publishing"]
IMPORT = re.compile(r"^\s*from (\.+)([\w.]*) import (\w+)", re.MULTILINE)


def imported(path):
    """The packages of the app that a file imports from."""
    here = path.relative_to(APP).parts[:-1]
    for dots, module, name in IMPORT.findall(path.read_text(encoding="utf-8")):
        target = [*here[: len(here) - len(dots) + 1], *filter(None, module.split("."))]
        yield target[0] if target else name


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_imports_only_from_packages_above_it(package):
    allowed = PACKAGES[: PACKAGES.index(package) + 1]
    found = {(path.name, name) for path in (APP / package).rglob("*.py") for name in imported(path)}
    assert found
    assert {(file, name) for file, name in found if name not in allowed} == set()


def test_no_file_imports_the_app_by_its_full_name():
    """So that the rule above sees each import."""
    files = [path for path in APP.rglob("*.py") if "migrations" not in path.parts]
    assert files
    assert [path for path in files if re.search(r"^\s*(from|import) initiatives", path.read_text(), re.MULTILINE)] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_below_the_views_knows_no_request_and_renders_no_template(package):
    forbidden = re.compile(
        r"^\s*from django\.(shortcuts|template|views)|^\s*from django\.http import (?!QueryDict$)", re.M
    )
    assert [path for path in (APP / package).rglob("*.py") if forbidden.search(path.read_text(encoding="utf-8"))] == []


def test_the_app_has_no_more_entries_than_the_plan_allows():
    entries = {path.name for path in APP.iterdir()} - {"__init__.py", "__pycache__", "apps.py", "urls.py"}
    assert len(entries) <= 18
