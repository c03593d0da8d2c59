"""A release of the whole record, read back with other people's tools."""

import asyncio
import contextlib
import csv
import json
import re
import sqlite3
import warnings

import pandas
import pytest
import yaml
from datasette.app import Datasette
from django.conf import settings
from django.core.management import get_commands
from django.utils.html import escape
from frictionless import Package
from rdflib import Graph

from initiatives.models import Commitment
from initiatives.publishing import dictionary
from tests.loops import each
from tests.releases import release_at

PALAU = "quad-open-ran-palau"
GUIDE = settings.BASE_DIR / "docs" / "api.md"


@pytest.fixture(scope="module")
def folder(demo_data, tmp_path_factory):
    return release_at(tmp_path_factory.mktemp("releases"))


def test_frictionless_finds_no_fault(folder):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        package = Package(str(folder / "datapackage.json"))
        report = package.validate()

    assert report.flatten(["taskId", "type", "note"])[:5] == []
    assert report.valid
    assert [resource.name for resource in package.resources] == [table.name for table in dictionary.data_tables()]


def test_pandas_reads_ten_commitments_as_the_record_has_them(folder, named):
    read = pandas.read_csv(folder / "csv" / "commitments.csv", dtype=str, keep_default_na=False, encoding="utf-8-sig")
    read = read.set_index("slug")

    assert len(read) == 402
    for slug, said in named.items():
        row = read.loc[slug]
        assert (row["announced"], row["status"], row["url"]) == (said.announced, said.status, said.url)
        assert (set(row["parties"].split("; ")), row["amount_value"]) == (said.parties, said.amount)


async def ask(folder, addresses):
    metadata = json.loads((folder / "datasette.json").read_text())
    site = Datasette([], immutables=[str(folder / "minilat.db")], metadata=metadata)
    await site.invoke_startup()
    return {address: await site.client.get(address) for address in addresses}


def test_datasette_opens_the_database_and_shows_ten_commitments(folder, named):
    pages = ["/", "/minilat", "/minilat/commitments?_facet_array=technologies", "/minilat/commitments_by_party"]
    pages += [f"/minilat/{table.name.replace('-', '_')}?_labels=on" for table in dictionary.data_tables()]
    rows = {slug: f"/minilat/commitments/{slug}.json?_shape=objects" for slug in named}
    answers = asyncio.run(ask(folder, [*pages, *rows.values()]))

    assert {answer.status_code for answer in answers.values()} == {200}
    for slug, said in named.items():
        (row,) = answers[rows[slug]].json()["rows"]
        assert (row["announced"] or "", row["status"], row["url"]) == (said.announced, said.status, said.url)
        assert set(json.loads(row["parties"])) == said.parties
        assert row["amount_value"] == (float(said.amount) if said.amount else None)
    page = answers["/minilat"].text
    assert "Creative Commons Attribution 4.0 International" in page
    assert "402 rows" in page.replace("\n", " ")
    # A key is shown with the title of what it leads to.
    text = Commitment.objects.order_by("slug").first().statement
    link = f'<a href="/minilat/statements/{text.slug}">{escape(text.title)}</a>'
    assert link in answers["/minilat/commitments?_facet_array=technologies"].text


def test_a_column_that_is_said_to_be_never_empty_never_is(folder):
    for table in each(dictionary.data_tables()):
        required = {column.name for column in table.columns if column.is_required}
        with (folder / "csv" / f"{table.name}.csv").open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                assert not {name for name in required if not row[name]}, (table.name, row)


def test_citation_and_metadata_are_read_by_their_parsers(folder):
    cited = yaml.safe_load((folder / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(cited)
    assert (cited["type"], cited["version"], cited["license"]) == ("dataset", "2026.1", "CC-BY-4.0")

    registered = json.loads((folder / "datacite.json").read_text())
    assert {"creators", "titles", "publisher", "publicationYear", "types"} <= set(registered)
    assert "doi" not in registered
    assert len(Graph().parse(folder / "technologies.ttl")) > 200
    described = json.loads((folder / "csv" / "csv-metadata.json").read_text())
    assert [table["url"] for table in described["tables"]] == [
        f"{table.name}.csv" for table in dictionary.data_tables()
    ]


def test_the_readme_says_how_to_read_the_files_as_they_are(folder, named):
    """The examples of the README, run or read as they stand; a byte order mark and “NA” for Namibia are in the tables."""
    readme = (folder / "README.md").read_text(encoding="utf-8")
    (python,) = re.findall(r"^    commitments = (pandas\..+)$", readme, re.MULTILINE)
    with contextlib.chdir(folder):
        commitments = eval(python, {"pandas": pandas})
    (query,) = re.findall(r'^    sqlite3 minilat.db "(.+)"$', readme, re.MULTILINE)
    with contextlib.closing(sqlite3.connect(folder / "minilat.db")) as database:
        found = database.execute(query).fetchall()
    (r,) = re.findall(r"^    commitments <- read\.csv\((.+)\)$", readme, re.MULTILINE)
    (guide,) = re.findall(r"^table <- read\.csv\((.+)\)$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)

    assert set(named) <= set(commitments["slug"])
    assert len(found) == 131
    assert r.split(", ")[1:] == guide.split(", ")[1:]
    commands = re.findall(r"manage\.py (\w+)", readme)
    assert commands == ["migrate", "rebuild", "collectstatic"]
    assert set(commands) <= set(get_commands())


def test_a_release_is_cited_by_its_number(folder):
    assert "(Version 2026.1) [Data set]" in (folder / "README.md").read_text(encoding="utf-8")
