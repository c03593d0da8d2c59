"""The CSV of commitments: the rows and order of the page, without formulas that a spreadsheet would run."""

import csv
import io

import pytest
from django.conf import settings

from initiatives.lists.columns.commitments import COMMITMENT_COLUMNS
from initiatives.models import Commitment
from tests.loops import each
from tests.pages.page_text import results
from tests.pages.test_filters import FOUND, ORDERS
from tests.world import grow

HEAD = COMMITMENT_COLUMNS.names


def download(client, query=""):
    response = client.get(f"/commitments.csv?{query}")
    assert response.status_code == 200
    return response, b"".join(response.streaming_content).decode("utf-8-sig")


def rows(client, query=""):
    return list(csv.DictReader(io.StringIO(download(client, query)[1], newline="")))


@pytest.mark.parametrize("query", [*list(FOUND)[::8], *(f"ordering={order}" for order in ORDERS), "as_of=2023"])
def test_the_file_has_the_rows_of_the_page_in_its_order(client, world, query):
    assert [row["slug"] for row in rows(client, query)] == results(client, query)


def test_the_file_has_all_pages(client, world):
    grow(world, 40)
    pages = [results(client, f"page={number}") for number in (1, 2, 3)]

    for query in ("", "page=2", "page=2&size=50&show=state"):
        assert [row["slug"] for row in rows(client, query)] == sum(pages, [])


def test_the_head_is_the_registry_of_columns(client, world):
    text = download(client)[1]

    assert text.splitlines()[0] == ",".join(HEAD)
    assert len(set(HEAD)) == len(HEAD)


def test_a_row_says_what_the_record_says(client, world):
    row = {row["slug"]: row for row in rows(client)}["palau"]

    expected = {
        "title": "Open RAN in Palau",
        "summary": "They promise palau.",
        "grouping": "quad",
        "grouping_name": "Quad",
        "statement": "hiroshima-text",
        "statement_title": "Text of hiroshima",
        "locator": "Critical technology",
        "announced": "2023-05-20",
        "summit": "hiroshima",
        "level": "leaders",
        "technologies": "open-ran; telecommunications",
        "technology_names": "Open RAN; Telecommunications",
        "modes": "deployment; capacity-building",
        "mode_names": "Deployment; Capacity building",
        "parties": "JPN:participant; PLW:beneficiary; USA:lead",
        "party_names": "Japan; Palau; United States",
        "status": "under-way",
        "status_label": "Under way",
        "status_on": "2023-06",
        "evidence": "verified",
        "amount_value": "",
        "target_date": "",
        "source": "paper",
        "source_url": "https://example.org/paper",
        "url": f"{settings.SITE_URL}/commitments/palau/",
    }
    assert {name: row[name] for name in expected} == expected


def test_amounts_and_unknown_dates_are_as_they_are_known(client, world):
    found = {row["slug"]: row for row in rows(client)}
    amount = {name: found["loose"][f"amount_{name}"] for name in ("value", "currency", "bound", "scope")}

    assert amount == {"value": "8000000.00", "currency": "USD", "bound": "at-least", "scope": "whole"}
    assert (found["loose"]["announced"], found["loose"]["target_date"]) == ("2024", "2025")
    assert (found["undated"]["announced"], found["undated"]["summit"], found["undated"]["level"]) == ("", "", "")


def test_each_row_has_the_permanent_address_of_its_record(client, world):
    for row in each(rows(client)):
        assert row["url"] == f"{settings.SITE_URL}/commitments/{row['slug']}/"
        assert client.get(row["url"].removeprefix(settings.SITE_URL)).status_code == 200


def test_a_link_in_our_text_is_written_as_a_title(client, world):
    summary = {row["slug"]: row["summary"] for row in rows(client)}["loose"]

    assert summary == "Money for a network (see “Title of paper (A ministry)”)."


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "=cmd|' /C calc'!A0"])
def test_no_cell_is_a_formula(client, world, start):
    Commitment.objects.filter(slug="palau").update(title=start, locator=start, wording=start)

    for row in rows(client, "q="):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values())
    assert {row["slug"]: row["title"] for row in rows(client)}["palau"] == f"'{start}"


def test_commas_quotes_and_line_breaks_stay_in_their_cell(client, world):
    wording = 'We "will", shall\nand must;\r\nso there'
    Commitment.objects.filter(slug="palau").update(wording=wording)

    assert {row["slug"]: row["wording"] for row in rows(client)}["palau"] == wording
    assert len(rows(client)) == 5


def test_nothing_found_is_a_head_without_rows(client, world):
    response, text = download(client, "grouping=trio&technology=open-ran")

    assert text == ",".join(HEAD) + "\r\n"


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", "minilat-commitments.csv"),
        ("grouping=quad&technology=open-ran", "minilat-commitments-on-open-ran-by-the-quad.csv"),
        ("q=%22%0d%0aX-Evil:+1", "minilat-commitments-matching-x-evil-1.csv"),
    ],
)
def test_the_file_name_says_what_is_in_it(client, world, query, name):
    response, _ = download(client, query)

    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "X-Evil" not in response.headers


def test_the_file_name_has_a_bound(client, world):
    response, _ = download(client, "&".join(f"technology=-{slug}" for slug in world.technologies) + "&q=" + "x" * 400)

    assert len(response["Content-Disposition"]) < 160


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("colour=red", "Unknown: colour. Known are q, grouping, technology, state"),
        ("grouping=nope", "grouping: Unknown: nope. Known are quad, trio."),
        ("grouping=quad&grouping=-nope", "Unknown: -nope"),
        ("status=done", "Known are announced, under-way, completed, stalled, superseded, unknown."),
        ("announced_after=soon", "“soon” is not a date; write 2023, 2023-05 or 2023-05-20"),
        ("as_of=2023-02-30", "“2023-02-30” is not a day of the calendar"),
        ("ordering=beauty", "Known are -announced, announced, title, status, -updated, relevance."),
    ],
)
def test_a_query_that_is_not_understood_is_refused_and_told_what_is_known(client, world, query, said):
    response = client.get(f"/commitments.csv?{query}")

    assert response.status_code == 400
    assert said in response.content.decode()
