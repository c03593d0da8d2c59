"""``docs/filters.md`` documents every filter of every list and no other."""

import re
from pathlib import Path

import pytest

from initiatives.lists.resources import RESOURCES
from initiatives.lists.result_list import PAGE_PARAMETERS, PAGE_SIZES
from tests.contract.addresses import FILTERSETS, list_names
from tests.loops import each

LIST_COLUMNS = {noun.name: noun.table.listed for noun in RESOURCES.values() if noun.has_page}

DOCUMENT = (Path(__file__).parents[2] / "docs" / "filters.md").read_text()
ROW = re.compile(r"^\| `([^`]+)` \|(.*)\|$", re.MULTILINE)
ADDRESS = re.compile(r"`(/[a-z.]+/?\?[^`]+)`")


def section(address):
    """The part of the document under the heading that names the address."""
    found = re.search(rf"^## `{re.escape(address)}`.*?\n(.*?)(?=^## |\Z)", DOCUMENT, re.MULTILINE | re.DOTALL)
    assert found, f"docs/filters.md has no part on {address}"
    return found[1]


@pytest.mark.parametrize("filterset", FILTERSETS)
def test_the_document_names_every_filter_and_no_other(filterset):
    rows = [name for name, _ in ROW.findall(section(list_names(filterset)[0]))]

    assert sorted(rows) == sorted(filterset.parameters())


@pytest.mark.parametrize("filterset", FILTERSETS)
def test_no_filter_has_the_name_of_something_that_every_list_takes(filterset):
    assert set(filterset.parameters()) & set(PAGE_PARAMETERS) == set()


@pytest.mark.parametrize("filterset", FILTERSETS)
def test_the_document_names_every_order(filterset):
    (orders,) = [text for name, text in ROW.findall(section(list_names(filterset)[0])) if name == "ordering"]

    assert set(re.findall(r"`([^`]+)`", orders)) == set(filterset.orders)


@pytest.mark.django_db
@pytest.mark.parametrize("filterset", FILTERSETS)
def test_the_document_names_every_code_of_a_short_vocabulary(filterset, world):
    text = section(list_names(filterset)[0])
    rows = dict(ROW.findall(text))
    for name, declared in each(filterset(None).filters.items()):
        if hasattr(declared, "options"):
            codes = list(declared.options())
            if "slug" in rows[name] or "year" in rows[name] or "name" in rows[name] or "code of" in rows[name]:
                continue
            assert [code for code in codes if f"`{code}`" not in rows[name]] == [], name


def test_the_document_names_what_every_list_takes():
    for name in each(PAGE_PARAMETERS):
        assert f"`{name}`" in DOCUMENT
    for size in each(PAGE_SIZES):
        assert str(size) in DOCUMENT


@pytest.mark.parametrize("noun", LIST_COLUMNS)
def test_the_document_names_every_column_of_a_table(noun):
    (line,) = re.findall(r"Columns: (.*)\.$", section(f"/{noun}/"), re.MULTILINE)
    named = [name.removesuffix("\\*") for name in line.split(", ")]

    assert named == [f"`{column.name}`" for column in LIST_COLUMNS[noun]]
    usual = [column.name for column in LIST_COLUMNS[noun] if column.is_default]
    assert [name[1:-1] for name in line.split(", ") if not name.endswith("*")] == usual


def test_every_example_of_the_document_is_understood(client, world):
    examples = ADDRESS.findall(DOCUMENT)
    assert len(examples) >= 12
    for address in examples:
        response = client.get(address)
        assert response.status_code in (200, 400), address
        if response.status_code == 200 and not response.streaming:
            unknown = [text for text in response.context["query"].notices if "There is no filter" in text]
            assert unknown == [], address
