"""How records, texts and lists are cited, in words and in files."""

import datetime as dt
import json
import re

import bibtexparser
import pytest
import rispy
from django.conf import settings
from django.contrib.redirects.models import Redirect

from initiatives.citations.formats import bibtex, ris
from initiatives.citations.items import list_item
from initiatives.citations.styles import cite
from initiatives.models import Statement
from tests.pages.reading import read

pytestmark = pytest.mark.once

DAY = dt.date(2026, 11, 25)


@pytest.fixture(autouse=True)
def the_day(monkeypatch):
    for module in ("initiatives.citations.items", "initiatives.selections"):
        monkeypatch.setattr(f"{module}.today", lambda: DAY)


def text(title="A title", author="A ministry", **values):
    item = {"id": "x", "type": "document", "author": [{"literal": author}], "title": title, **values}
    return {"accessed": {"date-parts": [[2026, 11, 25]]}, **item} if "URL" in values else item


@pytest.mark.once
@pytest.mark.parametrize(
    ("item", "apa", "chicago"),
    [
        (
            text(issued={"date-parts": [[2023, 5, 20]]}, genre="Fact sheet", URL="https://example.org/a_b"),
            "A ministry. (2023, May 20). A title [Fact sheet]. https://example.org/a_b",
            "A ministry. 2023. ‘A Title’. Fact sheet. May 20. https://example.org/a_b.",
        ),
        (
            text(issued={"date-parts": [[2023, 5]]}),
            "A ministry. (2023, May). A title.",
            "A ministry. 2023. ‘A Title’. May.",
        ),
        (text(issued={"date-parts": [[2023]]}), "A ministry. (2023). A title.", "A ministry. 2023. ‘A Title’."),
        (
            text(URL="https://example.org/"),
            "A ministry. (n.d.). A title. Retrieved 25 November 2026, from https://example.org/",
            "A ministry. n.d. ‘A Title’. Accessed 25 November 2026. https://example.org/.",
        ),
        (text(), "A ministry. (n.d.). A title.", "A ministry. n.d. ‘A Title’."),
        (
            text("Leaders’ “Vision” & <i>more</i>", "Ministry of Foreign Affairs, Japan"),
            "Ministry of Foreign Affairs, Japan. (n.d.). Leaders’ “Vision” & <i>more</i>.",
            "Ministry of Foreign Affairs, Japan. n.d. ‘Leaders’ “Vision” & <i>more</i>’.",
        ),
        (
            text("The ‘Quad’ vision"),
            "A ministry. (n.d.). The ‘Quad’ vision.",
            "A ministry. n.d. ‘The “Quad” Vision’.",
        ),
    ],
)
def test_a_text_in_two_styles(item, apa, chicago):
    assert (cite(item, "apa"), cite(item, "chicago")) == (apa, chicago)


@pytest.mark.once
def test_a_list_is_cited_by_its_sentence_its_address_and_the_day():
    item = list_item("Commitments on Open RAN by the Quad", "/commitments/?technology=open-ran&grouping=quad", DAY)

    assert cite(item, "apa") == (
        "Minilat. (n.d.). Commitments on Open RAN by the Quad [Data set]. Minilat: The Record of Minilateral Technology "
        f"Commitments. Retrieved 25 November 2026, from {settings.SITE_URL}/commitments/?technology=open-ran&grouping=quad"
    )


def test_the_page_of_a_list_cites_it_without_its_page_numbers(client, world):
    page = read(client, "/commitments/?grouping=quad&page=1&size=50&show=state&ordering=title")
    address = f"{settings.SITE_URL}/commitments/?grouping=quad&ordering=title"
    (cited,) = page.context["offered"].cited

    assert [words.endswith((address, f"{address}.")) for _, words in cited.styles] == [True, True]
    assert all(words in page.text for _, words in cited.styles)


def test_what_a_title_says_is_text_wherever_it_stands(client, world):
    Statement.objects.filter(slug="hiroshima-text").update(title="<script>alert(1)</script> & {x}_% \\")
    page = read(client, "/commitments/palau/")

    assert "<script>alert" not in page.body
    assert "<script>alert(1)</script> & {x}_% \\" in page.text


AWKWARD = "100% of {R&D}_x #1 \\ ~^ $5"


@pytest.mark.once
def test_bibtex_keeps_every_character_and_reads_back():
    item = text(AWKWARD, "A & B", URL="https://example.org/{a}_b%20c#d", note="Line one\nline two\x0b")
    decode = bibtexparser.middlewares.LatexDecodingMiddleware()
    library = bibtexparser.parse_string(bibtex(item), append_middleware=[decode])
    (entry,) = library.entries

    assert library.failed_blocks == []
    # What stands between double braces is the text itself; the parser leaves the inner pair.
    # LaTeX has its own circumflex.
    assert re.sub("[{}]", "", entry["title"]).replace("ˆ", "^") == re.sub("[{}]", "", AWKWARD)
    assert entry["author"].strip("{}") == "A & B"
    assert entry["note"] == "Line one line two"
    assert "https://example.org/%7Ba%7D" in bibtex(item)


@pytest.mark.once
def test_ris_keeps_every_character_in_its_line():
    (entry,) = rispy.loads(ris(text(f"{AWKWARD}\r\nTY  - BOOK", URL="https://example.org/")))

    assert entry["title"] == f"{AWKWARD} TY - BOOK"
    assert entry["type_of_reference"] == "ELEC"


@pytest.mark.parametrize(
    ("address", "keys"),
    [
        ("commitments/palau", ["minilat-commitment-palau", "statement-hiroshima-text"]),
        ("statements/hiroshima-text", ["minilat-statement-hiroshima-text", "statement-hiroshima-text"]),
        ("sources/paper", ["minilat-source-paper", "source-paper"]),
        ("groupings/quad", ["minilat-grouping-quad"]),
        ("states/japan", ["minilat-state-japan"]),
        ("technologies/open-ran", ["minilat-technology-open-ran"]),
        ("summits/hiroshima", ["minilat-summit-hiroshima"]),
    ],
)
def test_every_record_has_its_citation_as_a_file(client, world, address, keys):
    bib, ris_file, csl = (client.get(f"/{address}.{extension}") for extension in ("bib", "ris", "csl.json"))

    assert [entry.key for entry in bibtexparser.parse_string(bib.content.decode()).entries] == keys
    assert [entry["id"] for entry in rispy.loads(ris_file.content.decode())] == keys
    assert [item["id"] for item in json.loads(csl.content)] == keys
    page = read(client, f"/{address}/")
    assert {f"/{address}.{extension}" for extension in ("bib", "ris", "csl.json")} <= set(page.addresses)
    assert [cited.styles[0][1] for cited in page.context["offered"].cited] == [
        cite(item, "apa") for item in json.loads(csl.content)
    ]


def test_the_bibliography_of_a_list_names_a_text_once(client, world):
    body = b"".join(client.get("/commitments.bib?grouping=quad").streaming_content).decode()
    keys = [entry.key for entry in bibtexparser.parse_string(body).entries]

    assert keys.count("statement-hiroshima-text") == 1
    assert len(keys) == len(set(keys)) == 4 + 3


def test_a_withdrawn_record_is_gone_and_an_unknown_one_not_found(client, world):
    world.commitments["palau"].state = "withdrawn"
    world.commitments["palau"].save()

    assert client.get("/commitments/palau.bib").status_code == 410
    assert client.get("/commitments/nothing.bib").status_code == 404
    assert client.get("/commitments/report.atom").status_code == 404
    assert client.get("/memberships/quad.bib").status_code == 404


def test_the_file_of_a_record_that_moved_leads_to_the_new_one(client, world):
    Redirect.objects.create(site_id=1, old_path="/commitments/old-name/", new_path="/commitments/palau/")
    response = client.get("/commitments/old-name.bib")

    assert (response.status_code, response["Location"]) == (301, "/commitments/palau.bib")
