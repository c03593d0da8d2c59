"""/data/: the releases, newest first, with their changes and all their files; and the data dictionary."""

import copy
import hashlib
import json
import re
import zipfile

import pytest
from django.db import transaction
from django.urls import reverse

from initiatives.publishing import dictionary
from initiatives.publishing.releases import building, catalogue
from tests.pages.page_text import Page
from tests.releases import releases_in

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def two_releases(built_world, django_db_blocker, tmp_path_factory):
    """Two releases; in the second a commitment has another title, and one is withdrawn."""
    with django_db_blocker.unblock(), transaction.atomic(), releases_in(tmp_path_factory.mktemp("releases")) as folder:
        world = copy.deepcopy(built_world)
        building.make_release("2026.1")
        palau, report = world.commitments["palau"], world.commitments["report"]
        palau.title = "Open RAN <in> Palau"
        palau.save()
        report.state, report.state_reason = "withdrawn", "It was entered twice."
        report.save()
        building.make_release("2026.2")
        transaction.set_rollback(True)
    return folder


@pytest.fixture
def releases(two_releases, world):
    with releases_in(two_releases):
        yield two_releases


def body_of(response) -> bytes:
    return b"".join(response.streaming_content)


def test_without_a_release_the_page_says_so_and_offers_the_current_state(client, world):
    page = Page(client.get("/data/"))

    assert "No release has been made yet." in page.body
    links = {link for link, _ in page.links}
    assert {"/commitments.csv", "/commitments.xlsx", "/follow-ups.json", "/data/dictionary/", "/codebook.json"} <= links
    assert "/data/" in {link for link, _ in Page(client.get("/")).links}
    assert "/data/" in {link for link, _ in Page(client.get("/about/")).links}


def test_the_page_tells_the_newest_release_first_and_what_changed(client, releases):
    body = client.get("/data/").content.decode()
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))

    assert re.findall(r"<h3>Release (.*?)</h3>", body) == ["2026.2", "2026.1"]
    assert "4 commitments, 6 statements" in text and "5 commitments, 6 statements" in text
    assert "What changed since release 2026.1" in text and "The first release." in text
    assert "Open RAN &lt;in&gt; Palau : title" in text
    assert "Report : It was entered twice." in text
    assert "technology commitments (Version 2026.1) [Data set]. http://127.0.0.1:8000/data/#release-2026.1" in text
    assert catalogue.latest_release().checksums["minilat-2026.2.zip"] in body


def test_every_link_of_the_page_is_a_file_with_the_checksum_beside_it(client, releases):
    rows = re.findall(
        r'(?s)<tr><th scope="row"><a href="(/data/2026[^"]+)">.*?</tr>', client.get("/data/").content.decode()
    )
    assert len(rows) == 2 * 28

    for address in rows:
        version, _, name = address.removeprefix("/data/").partition("/")
        response = client.get(address)
        body = body_of(response)
        assert body == (releases / version / name).read_bytes()
        assert (response.status_code, response["Content-Length"]) == (200, str(len(body)))
        digest = hashlib.sha256(body).hexdigest()
        assert catalogue.find_release(version).checksums.get(name, digest) == digest


@pytest.mark.parametrize(
    "name, content_type, saved",
    [
        ("README.md", "text/markdown; charset=utf-8", False),
        ("csv/states.csv", "text/csv; charset=utf-8", True),
        ("minilat.jsonl", "application/jsonl", True),
        ("minilat.db", "application/vnd.sqlite3", True),
        ("datapackage.json", "application/json", False),
        ("technologies.ttl", "text/turtle; charset=utf-8", False),
        ("CITATION.cff", "text/yaml; charset=utf-8", False),
        ("SHA256SUMS", "text/plain; charset=utf-8", False),
        ("minilat-2026.1.zip", "application/zip", True),
    ],
)
def test_each_file_says_what_it_is(client, releases, name, content_type, saved):
    response = client.get(f"/data/2026.1/{name}")

    assert body_of(response)
    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"].startswith("attachment" if saved else "inline")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_file_that_was_read_before_is_not_sent_again(client, releases):
    address = "/data/2026.1/minilat.jsonl"
    first = client.get(address)
    assert body_of(first)
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    other = client.get(address, headers={"if-none-match": '"something else"'})

    assert body_of(other)
    assert first["ETag"] == f'"{catalogue.find_release("2026.1").checksums["minilat.jsonl"]}"'
    assert (again.status_code, again.content, other.status_code) == (304, b"", 200)


@pytest.mark.parametrize(
    "address",
    [
        "/data/2026.3/README.md",
        "/data/2026.1/",
        "/data/2026.1/csv",
        "/data/2026.1/secret.txt",
        "/data/2026.1/../secret.txt",
        "/data/2026.1/%2e%2e/secret.txt",
        "/data/2026.1/..%2fsecret.txt",
        "/data/../secret.txt",
        "/data/2026.1//etc/passwd",
        "/data/%2e%2e/secret.txt",
        "/data/2026.1/csv/../README.md",
        "/data/2026.1/csv\\states.csv",
        "/data/2026.1/README.md%00",
        "/data/.2026.4-abc/README.md",
    ],
)
def test_no_other_file_is_served(client, releases, address):
    (releases / "secret.txt").write_text("secret")
    (releases / "2026.1" / "secret.txt").write_text("secret")
    (releases / ".2026.4-abc").mkdir(exist_ok=True)
    (releases / ".2026.4-abc" / "README.md").write_text("secret")

    response = client.get(address)

    assert response.status_code == 404
    assert b"secret" not in response.content.replace(address.encode(), b"")


def test_the_archive_unpacks_to_a_folder_of_its_own(client, releases, tmp_path):
    file = tmp_path / "got.zip"
    file.write_bytes(body_of(client.get("/data/2026.2/minilat-2026.2.zip")))

    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        assert {name.partition("/")[0] for name in archive.namelist()} == {"minilat-2026.2"}


def test_the_head_describes_the_newest_release_to_machines(client, releases):
    body = client.get("/data/").content.decode()
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', body, re.DOTALL)[1])

    assert (data["@type"], data["version"]) == ("Dataset", "2026.2")
    (archive, _) = data["distribution"]
    assert archive["contentUrl"].endswith("/data/2026.2/minilat-2026.2.zip")
    assert archive["sha256"] == catalogue.latest_release().checksums["minilat-2026.2.zip"]


def test_page_and_json_of_the_dictionary_name_every_column(client, world):
    body = client.get(reverse("dictionary")).content.decode()
    found = client.get(reverse("dictionary-json")).json()

    columns = [f"{table.name}-{name}" for table in dictionary.data_tables() for name in table.table.names]
    assert re.findall(r'<tr id="(.*?)">', body) == columns
    assert [f"{table['name']}-{column['name']}" for table in found["tables"] for column in table["columns"]] == columns
    evidence = next(
        column
        for table in found["tables"]
        for column in table["columns"]
        if (table["name"], column["name"]) == ("commitments", "evidence")
    )
    assert evidence == {
        "name": "evidence",
        "label": "Grade of evidence",
        "description": evidence["description"],
        "type": "code",
        "vocabulary": "evidence",
        "vocabulary_address": "http://127.0.0.1:8000/codebook/#evidence",
        "refers_to": None,
        "standard": None,
        "required": True,
        "blank": "Never empty.",
    } | {"label": evidence["label"]}


def test_links_of_the_dictionary_lead_to_places_that_are_there(client, world):
    page, codebook = Page(client.get("/data/dictionary/")), Page(client.get("/codebook/"))
    places = {link.partition("#")[2] for link, _ in page.links if link.startswith("/codebook/#")}

    assert len(places) > 10
    assert places <= set(codebook.ids)
    assert {link[1:] for link, _ in page.links if link.startswith("#")} <= set(page.ids)
