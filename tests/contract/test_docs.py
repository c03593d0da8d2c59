"""The documents name only what exists, and ``docs/architecture.md`` names every file of the app."""

import re
from functools import reduce
from importlib import import_module

import pytest
from django.conf import settings

from initiatives.models.glossary import GLOSSARY

ROOT = settings.BASE_DIR
APP = ROOT / "initiatives"
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
TREE = re.search(r"^```\n(.*?)^```", ARCHITECTURE, re.MULTILINE | re.DOTALL)[1]
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
PATH = re.compile(r"`((?:initiatives|minilat|templates|tests|docs|scripts|fixtures)/[\w./-]+)`")
NAME = re.compile(
    r"`((?:models|history|search|analyses|lists|editorial|importing|charts|publishing|views|api|admin)\.[\w.]+)`"
)


def tree_paths():
    """The paths of the tree: two spaces for each folder, a name, a sentence."""
    above = []
    for line in TREE.splitlines():
        indent, name = re.fullmatch(r"( *)(\S+) {2,}\S.*\.", line).groups()
        above[len(indent) // 2 :] = [name.rstrip("/")]
        yield "/".join(above)


def app_paths():
    """Every module and folder, without ``__init__.py`` and the content of the folders that hold no code."""
    for path in APP.rglob("*"):
        first, *others = path.relative_to(APP).parts
        is_folder = path.is_dir() and path.name != "__pycache__"
        is_module = path.suffix == ".py" and path.name != "__init__.py"
        if (is_folder or is_module) and not (others and first in ("static", "migrations", "data")):
            yield "/".join([first, *others])


def named_object(name):
    """The module, class or function with this name below ``initiatives``; ImportError or AttributeError without one."""
    module, *rest = name.split(".")
    found = import_module(f"initiatives.{module}")
    for place, part in enumerate(rest):
        try:
            module = f"{module}.{part}"
            found = import_module(f"initiatives.{module}")
        except ModuleNotFoundError:
            return reduce(getattr, rest[place:], found)
    return found


def test_the_tree_names_every_file_of_the_app_once_and_no_other():
    assert sorted(tree_paths()) == sorted(app_paths())


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_names_what_exists(document):
    text = document.read_text(encoding="utf-8")
    assert [link for link in LINK.findall(text) if not (document.parent / link).exists()] == []
    assert [path for path in PATH.findall(text) if not (ROOT / path).exists()] == []
    for name in NAME.findall(text):
        named_object(name)


def test_the_walks_name_functions():
    assert len(NAME.findall(ARCHITECTURE)) >= 40


def test_contributing_has_the_glossary_of_the_site():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## Glossary")[1]
    rows = re.findall(r"^\| (.+) \| (.+) \|$", text, re.MULTILINE)

    assert rows[2:] == [(str(term), str(definition)) for term, definition in GLOSSARY]
