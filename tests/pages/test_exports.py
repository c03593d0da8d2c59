"""List files of every noun in every format hold exactly the rows of the page with the same query."""

import csv
import io
import json
import re

import openpyxl
import pytest
from django.conf import settings

from initiatives.lists.columns import COLUMN_TYPES, LIST_SEPARATOR, cell_text
from initiatives.lists.resources import RESOURCES
from initiatives.models import Commitment, SearchLogEntry
from initiatives.publishing import dictionary
from tests.loops import each
from tests.pages.page_text import read
from tests.world import cite, grow, source

QUERIES = {
    "commitments": "grouping=quad&technology=-5g&ordering=title",
    "groupings": "state=KOR&active=active",
    "states": "role=member&ordering=-commitments",
    "technologies": "grouping=quad",
    "summits": "status=-postponed&after=2023",
    "statements": "kind=-readout&ordering=title",
    "sources": "level=primary&ordering=title",
}
FORMATS = [(noun.name, extension) for noun in RESOURCES.values() for extension in noun.formats]


def fetch(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, address
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return response, body


def rows_of(client, noun, query=""):
    """The rows of the CSV, of the workbook and of the JSON."""
    table = fetch(client, f"/{noun}.csv?{query}")[1].decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(fetch(client, f"/{noun}.xlsx?{query}")[1]))
    head, *rows = book.worksheets[0].iter_rows(values_only=True)
    return (
        list(csv.DictReader(io.StringIO(table, newline=""))),
        [dict(zip(head, row, strict=True)) for row in rows],
        json.loads(fetch(client, f"/{noun}.json?{query}")[1])["records"],
    )


@pytest.mark.parametrize("noun", QUERIES)
def test_every_list_has_the_rows_of_its_page_in_every_format(client, world, noun):
    grow(world, 25)
    page = client.get(f"/{noun}/?{QUERIES[noun]}&size=100").context["page"].object_list
    if noun == "technologies":
        page = client.get(f"/{noun}/?{QUERIES[noun]}").context["query"].rows
    keys = [record.slug for record in page]

    assert len(keys) >= 1
    for rows in rows_of(client, noun, QUERIES[noun]):
        assert [row["slug"] for row in rows] == keys


@pytest.mark.parametrize("noun", RESOURCES)
def test_the_formats_of_a_noun_say_the_same(client, world, noun):
    table, book, document = rows_of(client, noun)

    assert list(table[0]) == list(book[0]) == list(document[0]) == RESOURCES[noun].table.names
    for cells, typed, data in zip(table, book, document, strict=True):
        for column in RESOURCES[noun].table:
            value = data[column.name]
            assert cells[column.name] == (
                LIST_SEPARATOR.join(value) if isinstance(value, list) else as_json_text(value, cells)
            )
            if column.type in ("text", "code", "list", "address"):
                assert (typed[column.name] or "") == cells[column.name]


def as_json_text(value, cells):
    """A JSON value as a cell has it; the CSV keeps the two decimals of an amount."""
    if value is None:
        return ""
    return next((text for text in (f"{value}", f"{value}.00") if text in cells.values()), value)


@pytest.mark.parametrize(("noun", "extension"), FORMATS)
def test_a_query_that_is_not_understood_is_refused_in_every_format(client, world, noun, extension):
    response, body = fetch(client, f"/{noun}.{extension}?colour=red", 400)

    assert f"Unknown: colour. Known are {RESOURCES[noun].filterset_class.parameters()[0]}" in body.decode()


@pytest.mark.parametrize(("noun", "extension"), FORMATS)
def test_every_format_answers_with_its_type_and_a_name_for_the_file(client, world, noun, extension):
    response, body = fetch(client, f"/{noun}.{extension}")

    assert body
    assert not response["Content-Type"].startswith("text/html")
    if extension not in ("atom", "csv-metadata.json"):
        assert response["Content-Disposition"] == f'attachment; filename="minilat-{noun}.{extension}"'


@pytest.mark.parametrize(
    "address",
    ["/states.atom", "/memberships.bib", "/commitments.ics", "/memberships.ris", "/commitments.pdf", "/nothing.csv"],
)
def test_a_format_that_a_list_does_not_have_is_not_found(client, world, address):
    assert client.get(address).status_code == 404


def test_memberships_and_follow_ups_have_files_with_filters(client, world):
    (joined, *_), _, members = rows_of(client, "memberships", "grouping=quad&state=aus")
    _, _, follow_ups = rows_of(client, "follow-ups", "commitment=palau&before=2023-08")

    assert [(row["state"], row["joined"], row["left"]) for row in members] == [
        ("AUS", "2007-05", "2008"),
        ("AUS", "2017-11-12", None),
    ]
    assert joined["url"] == f"{settings.SITE_URL}/groupings/quad/"
    assert [(row["kind"], row["date"], row["status"], row["note"]) for row in follow_ups] == [
        ("progress", "2023-06", "under-way", "The grant was signed.")
    ]
    assert follow_ups[0]["url"] == f"{settings.SITE_URL}/commitments/palau/#follow-up-2"


# --- CSV


def test_the_sidecar_says_what_the_file_is_about_and_the_file_says_nothing_but_rows(client, world):
    query = "grouping=quad&technology=open-ran&ordering=title"
    response, body = fetch(client, f"/commitments.csv?{query}&page=2&size=50")
    address = f"{settings.SITE_URL}/commitments.csv-metadata.json?{query}"

    assert response["Link"] == f'<{address}>; rel="describedby"; type="application/csvm+json"'
    assert body.decode("utf-8-sig").startswith("slug,title,")
    found = json.loads(fetch(client, address.removeprefix(settings.SITE_URL))[1])
    assert found["url"] == f"{settings.SITE_URL}/commitments.csv?{query}"
    assert found["dc:title"] == "Commitments on Open RAN by the Quad"
    assert found["dc:license"] == {"@id": "https://creativecommons.org/licenses/by/4.0/"}
    assert found["dc:bibliographicCitation"].startswith(
        "Minilat. (n.d.). Commitments on Open RAN by the Quad [Data set]."
    )
    assert found["dc:bibliographicCitation"].endswith(f"{settings.SITE_URL}/commitments/?{query}")
    (note,) = found["notes"]
    assert note["filters"] == {"grouping": ["quad"], "technology": ["open-ran"], "ordering": ["title"]}
    assert (note["count"], note["order"]) == (2, "title")
    columns = found["tableSchema"]["columns"]
    assert [column["name"] for column in columns] == RESOURCES["commitments"].table.names
    by_name = {column["name"]: column for column in columns}
    for column in dictionary.data_table("commitments").columns:
        said = by_name[column.name]
        assert said["dc:description"] == f"{column.column.description} If empty: {column.blank}"
        assert (said["titles"], said["required"]) == ([column.name, column.column.label], column.is_required)
        assert said.get("rdfs:seeAlso", {}).get("@id") == column.vocabulary_address
        assert said.get("dc:conformsTo", "") == column.standard
    assert by_name["evidence"]["datatype"] == {"base": "string", "format": "verified|secondary|unverified"}
    assert found["tableSchema"]["primaryKey"] == ["slug"]


@pytest.mark.parametrize("noun", RESOURCES)
def test_every_cell_is_as_the_sidecar_says(client, world, noun):
    described = json.loads(fetch(client, f"/{noun}.csv-metadata.json")[1])["tableSchema"]["columns"]
    rows, _, _ = rows_of(client, noun)

    assert [column["name"] for column in described] == list(rows[0])
    for column in described:
        for row in rows:
            cell = row[column["name"]]
            assert cell or not column["required"], column
            kind, values = column["datatype"], cell.split(column["separator"]) if "separator" in column else [cell]
            if cell and isinstance(kind, dict):
                assert all(re.fullmatch(kind["format"], value) for value in values), (column, cell)


@pytest.mark.parametrize("noun", RESOURCES)
def test_every_column_is_named_described_and_typed(client, world, noun):
    table = RESOURCES[noun].table

    assert len(set(table.names)) == len(table.names)
    for column in table:
        assert column.label and column.description.endswith(".") and column.type in COLUMN_TYPES
    codes = {column.name for column in table if f"{column.name}_label" in table.names}
    assert codes == {column.name.removesuffix("_label") for column in table if column.name.endswith("_label")}


def test_a_table_of_some_columns_reads_only_what_they_need(world, django_assert_num_queries):
    noun = RESOURCES["commitments"]
    table = noun.table.only(["slug", "grouping"])

    with django_assert_num_queries(1):
        rows = list(table.prepare(noun.everything()))
        assert [[cell_text(column.value(row)) for column in table] for row in rows][0] == ["loose", "quad"]
    with pytest.raises(KeyError, match="colour"):
        noun.table.only(["slug", "colour"])


def test_a_blank_says_which_it_is(client, world):
    palau = world.commitments["palau"]
    palau.blanks = {"amount": "searched", "target_date": "silent", "wording": "searched"}
    palau.save()
    common = {"commitment": palau, "question": "?", "where": "Everywhere", "outcome": "nothing-found"}
    SearchLogEntry.objects.create(field="amount", done_on="2026-11-01", **common)
    for rows in rows_of(client, "commitments"):
        row = next(row for row in rows if row["slug"] == "palau")
        blanks = row["blanks"] if isinstance(row["blanks"], list) else row["blanks"].split(LIST_SEPARATOR)
        words = (
            row["blank_labels"] if isinstance(row["blank_labels"], list) else row["blank_labels"].split(LIST_SEPARATOR)
        )
        # A search without an entry in the ledger counts as not assessed.
        assert blanks == ["wording:not-assessed", "amount:searched", "target_date:silent"]
        assert [text.partition(": ")[0] for text in words] == ["Exact wording", "Amount", "Target date"]
    loose = next(row for row in rows_of(client, "commitments")[2] if row["slug"] == "loose")
    assert "follow_ups:not-assessed" in loose["blanks"]


# --- XLSX


def test_a_workbook_has_frozen_heads_typed_cells_and_its_columns_and_facts_on_sheets_of_their_own(client, world):
    book = openpyxl.load_workbook(io.BytesIO(fetch(client, "/commitments.xlsx?grouping=quad")[1]))
    rows, columns, about = book.worksheets

    assert book.sheetnames == ["Commitments", "Columns", "About"]
    assert [sheet.freeze_panes for sheet in book.worksheets] == ["A2"] * 3
    assert rows.auto_filter.ref.startswith("A1:") and rows.auto_filter.ref.endswith("5")
    names = [cell.value for cell in rows[1]]
    palau = next(row for row in rows.iter_rows(min_row=2) if row[0].value == "palau")
    cell = dict(zip(names, palau, strict=True))
    assert (cell["announced"].value.date().isoformat(), cell["announced"].number_format) == ("2023-05-20", "yyyy-mm-dd")
    assert cell["status_on"].value == "2023-06"
    assert cell["updated"].is_date
    loose = next(row for row in rows.iter_rows(min_row=2) if row[0].value == "loose")
    assert dict(zip(names, loose, strict=True))["amount_value"].value == 8_000_000
    assert [row[0] for row in columns.iter_rows(min_row=2, values_only=True)] == names
    said = dict(about.iter_rows(min_row=2, values_only=True))
    assert (said["title"], said["filters"], said["count"]) == ("Commitments by the Quad", "grouping=quad", "4")
    assert said["licence_url"] == "https://creativecommons.org/licenses/by/4.0/"


@pytest.mark.parametrize("text", ["=1+1", "@x", "-1", "'=1", "\t=1"])
def test_no_cell_of_a_workbook_is_a_formula(client, world, text):
    Commitment.objects.filter(slug="palau").update(title=text, locator="a\x0bb" if text == "=1+1" else text)
    book = openpyxl.load_workbook(io.BytesIO(fetch(client, "/commitments.xlsx")[1]))
    cells = [cell for row in book.worksheets[0].iter_rows(min_row=2) for cell in row]

    assert all(cell.data_type != "f" for cell in cells)
    assert f"'{text}" in {cell.value for cell in cells}


# --- nothing


@pytest.mark.parametrize("noun", QUERIES)
def test_an_empty_result_is_an_empty_file(client, world, noun):
    query = "q=zzzzqqqq"
    table = fetch(client, f"/{noun}.csv?{query}")[1].decode("utf-8-sig")

    assert table == ",".join(RESOURCES[noun].table.names) + "\r\n"
    assert rows_of(client, noun, query) == ([], [], [])


def test_json_says_what_it_is_about(client, world):
    found = json.loads(fetch(client, "/commitments.json?grouping=trio")[1])

    assert [found[name] for name in ("title", "count", "filters")] == ["Commitments by Trio", 1, {"grouping": ["trio"]}]
    assert found["page"] == f"{settings.SITE_URL}/commitments/?grouping=trio"
    assert found["records"][0]["technologies"] == ["artificial-intelligence"]
    assert found["records"][0]["amount_value"] is None


def test_a_list_page_offers_every_file_with_its_own_query(client, world):
    cite(world, source("further"))
    for noun in each(noun for noun in RESOURCES.values() if noun.has_page):
        page = read(client, f"/{noun.name}/?{QUERIES[noun.name]}&page=1&size=50")
        offered = {f"/{noun.name}.{extension}?{QUERIES[noun.name]}" for extension in noun.formats}
        assert offered - set(page.addresses) == {f"/{noun.name}.csv-metadata.json?{QUERIES[noun.name]}"}
