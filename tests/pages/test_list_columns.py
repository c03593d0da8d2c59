"""The columns of a list: chosen in a form, kept in the address, equal in head and cells."""

import re
from html import unescape

import pytest

from initiatives.lists.resources import RESOURCES
from tests.pages.page_text import read

LIST_COLUMNS = {noun.name: noun.table.listed for noun in RESOURCES.values() if noun.has_page}

HEAD = re.compile(r'<th scope="col"[^>]*>([^<]+)</th>')
CELL = re.compile(r'<td data-label="([^"]+)"')
ROW = re.compile(r"<tr.*?</tr>", re.DOTALL)
BOX = re.compile(r'<input type="checkbox" name="column" value="([^"]+)"( checked)?>')


def heads(page):
    return HEAD.findall(page.body)


def boxes(page):
    return {name for name, checked in BOX.findall(page.body) if checked}


def address(noun, names=()):
    return f"/{noun}/?" + "&".join(f"column={name}" for name in names)


@pytest.mark.parametrize("noun", LIST_COLUMNS)
def test_every_column_has_a_head_and_a_cell_that_says_something(client, world, noun):
    page = read(client, address(noun, [column.name for column in LIST_COLUMNS[noun]]))
    labels = [column.label for column in LIST_COLUMNS[noun]]

    assert heads(page) == labels
    rows = [row for row in ROW.findall(page.body) if "<td" in row]
    assert rows and all(CELL.findall(row) == labels[1:] for row in rows)
    said = {
        label
        for row in rows
        for label, cell in re.findall(r'(?s)<td data-label="([^"]+)"[^>]*>\s*(?!</td>)(\S.*?)</td>', row)
    }
    silent = {"Ended", "Issued by", "Read on", "Other names" if noun == "groupings" else ""}  # not in this world
    assert set(labels[1:]) - said <= silent


@pytest.mark.parametrize("noun", LIST_COLUMNS)
def test_only_the_chosen_columns_are_shown_and_the_first_always(client, world, noun):
    first, *_, last = LIST_COLUMNS[noun]
    page = read(client, address(noun, [last.name]))

    assert heads(page) == [first.label, last.label]
    assert boxes(page) == {last.name}
    assert heads(read(client, address(noun, [first.name]))) == [first.label]


@pytest.mark.parametrize("noun", [noun for noun in LIST_COLUMNS if noun != "commitments"])
def test_without_a_choice_the_usual_columns_are_shown(client, world, noun):
    usual = [column for column in LIST_COLUMNS[noun] if column.is_default]
    page = read(client, f"/{noun}/")

    assert heads(page) == [column.label for column in usual]
    assert boxes(page) == {column.name for column in usual[1:]}
    assert "The usual columns" not in page.text


def test_commitments_are_entries_until_a_table_is_asked_for(client, world):
    entries = read(client, "/commitments/?grouping=quad")
    assert heads(entries) == [] and BOX.findall(entries.body) == []

    (table,) = [link for link in entries.addresses if "column=title" in link]
    page = read(client, table)
    assert heads(page) == ["Title", "Grouping", "Announced", "Technologies", "Parties", "Status"]
    assert page.context["query"].count == 4
    assert "/commitments/?grouping=quad" in page.addresses


def test_a_search_says_in_the_table_too_where_it_matched(client, world):
    page = read(client, address("commitments", ["title"]) + "&q=promise")

    assert "Matched in summary: They promise palau." in page.text


def test_the_choice_is_carried_by_every_link_and_form_of_the_list(client, world):
    page = read(client, "/statements/?grouping=quad&column=kind&column=language&size=50&ordering=date")
    listing = page.context["query"]
    kept = "column=kind&column=language"
    links = [
        *(pill.url for pill in listing.pills),
        *(sort.url for sort in listing.sorts),
        *(size.url for size in listing.sizes),
        *(option.toggle_url for facet in listing.facets for option in facet.options),
        listing.page_url(2),
        listing.clear_url,
    ]
    assert len(links) > 20 and [link for link in links if kept not in link] == []
    assert listing.clear_url == f"/statements/?size=50&{kept}"
    for carried in (listing.hidden, listing.date_form_hidden_fields):
        assert [value for name, value in carried if name == "column"] == ["kind", "language"]
    assert ("column", "kind") not in listing.column_form_hidden_fields
    assert dict(listing.column_form_hidden_fields) == {
        "grouping": "quad",
        "size": "50",
        "ordering": "date",
        "column": "title",
    }


def test_files_and_pictures_are_not_asked_for_columns(client, world):
    page = read(client, "/commitments/?column=title&column=status&grouping=quad")

    addresses = [link.url for link in page.context["offered"].downloads]
    assert "/commitments.csv?grouping=quad" in addresses
    assert not any("column" in address for address in addresses)
    assert page.context["query"].narrowed("/explore/trend/") == "/explore/trend/?grouping=quad"


@pytest.mark.parametrize("noun", LIST_COLUMNS)
def test_a_column_that_is_not_known_is_said_and_ignored(client, world, noun):
    page = read(client, address(noun, ["<b>x", "%00", "%00", "status-of-the-moon"]))

    for name in ("<b>x", "status-of-the-moon"):
        assert f"There is no column called “{name}” here; it was ignored." in page.text
    assert "<b>x" not in page.body and unescape("&lt;b&gt;x") in page.text
    assert heads(page) == heads(read(client, f"/{noun}/"))
    assert not any("column=" in link for link in page.addresses if "column=title" not in link)
