"""Nothing imports upward: each module knows only what stands below it. Imports inside functions count too."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.once

APP = settings.BASE_DIR / "initiatives"
LAYERS = [
    # words and dates; know no model
    {"imprint", "vocabularies", "dates", "cells"},
    {"fields", "facts", "crosswalk"},
    # one file per noun
    {"models.base"},
    {"models.links", "models.imports", "models.citing", "models.distinctions", "models.remarks"},
    {"models.reference"},
    {"models.grouping"},
    {"models.summit"},
    {"models.statement"},
    {"models.commitment"},
    {"models.follow_up", "models.search", "models.leads"},
    {"models"},
    # texts, rules of the whole record, and the one door
    {"prose", "blanks", "addresses", "duplicates", "versions"},
    {"checks"},
    {"soundness"},
    {"editorial"},
    # machinery: queryset in, plain data out
    {"statistics", "snapshot", "shelf", "history"},
    {"reference_rows", "importing", "parties", "lineage", "citations", "search", "answers"},
    {"filters", "columns", "codebook", "changes", "merging", "distinguishing", "tables", "link_checking"},
    {"desk", "proposals", "remarks", "leads"},
    {"nouns"},
    {"facets", "sentences", "list_columns", "dictionary"},
    {"listing"},
    # files, feeds and citations of what a query selects
    {"selections"},
    {"feeds", "calendars"},
    {"exports"},
    {"releases"},
    {"takeaway"},
    {"metadata"},
    {"pictures"},
    {"compare"},
    # thin: parse, call, render
    {"views", "api", "admin", "management", "templatetags", "urls", "apps"},
]
PACKAGES = {name for layer in LAYERS for name in layer}
ALLOWED = {
    ("models.statement", "models.commitment"): "a text's coverage depends on its commitments",
    ("models.commitment", "models.follow_up"): "the status is derived from follow-ups",
}


def modules() -> dict[str, Path]:
    """Every module of the app by its dotted name inside the app."""
    found = {}
    for path in APP.rglob("*.py"):
        parts = list(path.relative_to(APP).with_suffix("").parts)
        parts = parts[:-1] if parts[-1] == "__init__" else parts
        if parts and parts[0] != "migrations":
            found[".".join(parts)] = path
    return found


def imports(name: str, path: Path) -> set[str]:
    """The modules of the app that a module names in an import, wherever in the file it stands."""
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {
                alias.name.removeprefix("initiatives.") for alias in node.names if alias.name.startswith("initiatives.")
            }
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                base = package[: len(package) - node.level + 1]
                assert len(package) >= node.level - 1, f"{name} imports from above the app"
            elif node.module and node.module.split(".")[0] == "initiatives":
                base = []
            else:
                continue
            steps = [*base, *(node.module or "").removeprefix("initiatives").strip(".").split(".")]
            target = ".".join(step for step in steps if step)
            known = modules()
            for alias in node.names:
                inner = f"{target}.{alias.name}".strip(".")
                found.add(inner if inner in known else target)
    return found - {""}


def room(name: str) -> str:
    """The layer's name for a module: itself, or the package that stands for its modules."""
    if name in PACKAGES:
        return name
    return name.split(".")[0]


def height(name: str) -> int:
    """The layer's number; a module without a place is the matter of one test and counts as the top here."""
    return next((place for place, layer in enumerate(LAYERS) if room(name) in layer), len(LAYERS) - 1)


def test_every_module_has_its_place():
    assert [name for name in modules() if room(name) not in PACKAGES] == []


@pytest.mark.parametrize("name", sorted(modules()))
def test_a_module_imports_nothing_from_above_or_beside(name):
    upward = {
        target
        for target in imports(name, modules()[name])
        if room(target) != room(name) and height(target) >= height(name) and (name, target) not in ALLOWED
    }
    top = len(LAYERS) - 1
    beside = {target for target in upward if height(name) == top == height(target)}
    assert upward - beside == set()


def test_views_do_not_know_the_admin_and_the_admin_does_not_know_the_views():
    for one, other in (("views", "admin"), ("admin", "views"), ("views", "management"), ("admin", "management")):
        assert {
            name for name, path in modules().items() if room(name) == one and other in map(room, imports(name, path))
        } == set()


def test_the_named_exceptions_are_needed_and_stand_inside_a_function():
    for (name, target), why in ALLOWED.items():
        assert why
        tree = ast.parse(modules()[name].read_text(encoding="utf-8"))
        at_the_top = [node.module for node in tree.body if isinstance(node, ast.ImportFrom)]
        assert target.split(".")[-1] not in at_the_top
        assert target in imports(name, modules()[name])


def test_words_and_dates_know_no_model():
    for name in ("vocabularies", "dates", "fields", "facts"):
        assert {target for target in imports(name, modules()[name]) if room(target).startswith("models")} == set()


def test_machinery_knows_no_request_and_no_html_page():
    """Responses, templates and requests belong to the top; an address's query is data."""
    lowest, top = height("editorial"), len(LAYERS) - 1
    found = set()
    for name, path in modules().items():
        if lowest <= height(name) < top:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and node.module in (
                    "django.shortcuts",
                    "django.template",
                    "django.views",
                ):
                    found.add(name)
                if isinstance(node, ast.ImportFrom) and node.module == "django.http":
                    found |= {name for alias in node.names if alias.name != "QueryDict"}
    assert found == set()


def test_the_reader_of_imports_sees_each_way_of_importing(tmp_path):
    path = tmp_path / "x.py"
    path.write_text(
        "from . import dates\nfrom .models import State\nfrom .models.base import Record\n"
        "import initiatives.listing\nfrom initiatives.facets import count_facets\n"
        "def f():\n    from .vocabularies import Status\n"
    )
    assert imports("x", path) == {"dates", "models", "models.base", "listing", "facets", "vocabularies"}
    inner = tmp_path / "y.py"
    inner.write_text("from .. import search\nfrom ..models import State\nfrom .base import FilterSet\n")
    assert imports("filters.y", inner) == {"search", "models", "filters.base"}
