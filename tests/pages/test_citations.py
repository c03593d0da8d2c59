"""How records, texts and lists are cited, in words and in files."""

import datetime as dt
import json
import re

import bibtexparser
import pytest
import rispy
from django.conf import settings
from django.contrib.redirects.models import Redirect

from initiatives.lists.resources import RESOURCES
from initiatives.models import Statement
from initiatives.publishing.citations.formats import bibtex, ris
from initiatives.publishing.citations.items import list_item
from initiatives.publishing.citations.styles import cite
from tests.loops import each
from tests.pages.page_text import read

DAY = dt.date(2026, 11, 25)


@pytest.fixture(autouse=True)
def the_day(monkeypatch):
    for module in ("initiatives.publishing.citations.items", "initiatives.publishing.selection"):
        monkeypatch.setattr(f"{module}.today", lambda: DAY)


def text(title="A title", author="A ministry", **values):
    item = {"id": "x", "type": "document", "author": [{"literal": author}], "title": title, **values}
    return {"accessed": {"date-parts": [[2026, 11, 25]]}, **item} if "URL" in values else item


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
        (
            {**text(URL="https://example.org/"), "accessed": None},
            "A ministry. (n.d.). A title. https://example.org/",
            "A ministry. n.d. ‘A Title’. https://example.org/.",
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
    item = {name: value for name, value in item.items() if value}
    assert (cite(item, "apa"), cite(item, "chicago")) == (apa, chicago)


def test_a_list_is_cited_by_its_sentence_its_address_and_the_day():
    item = list_item("Commitments on Open RAN by the Quad", "/commitments/?technology=open-ran&grouping=quad")

    assert cite(item, "apa") == (
        "Minilat. (n.d.). Commitments on Open RAN by the Quad [Data set]. In Minilat: the record of minilateral technology "
        f"commitments. Retrieved 25 November 2026, from {settings.SITE_URL}/commitments/?technology=open-ran&grouping=quad"
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


QUERY = "grouping=quad&technology=open-ran"


def bibliography(client, noun, query="") -> tuple[list, list, list]:
    """The items of a list as BibTeX, RIS and CSL-JSON have them."""
    bib, ris_file, csl = (
        b"".join(client.get(f"/{noun}.{extension}?{query}").streaming_content).decode()
        for extension in ("bib", "ris", "csl.json")
    )
    library = bibtexparser.parse_string(bib)
    assert library.failed_blocks == []
    return library.entries, rispy.loads(ris_file), json.loads(csl)


def test_a_list_cites_itself_first_and_then_what_it_holds_each_text_once(client, world):
    bib, ris_file, csl = bibliography(client, "commitments", QUERY)
    keys = [item["id"] for item in csl]

    assert [entry.key for entry in bib] == [entry["id"] for entry in ris_file] == keys
    assert keys[1:] == ["minilat-commitment-palau", "statement-hiroshima-text", "minilat-commitment-report"]
    address = f"{settings.SITE_URL}/commitments/?{QUERY}"
    assert (csl[0]["type"], csl[0]["title"], csl[0]["URL"]) == (
        "dataset",
        "Commitments on Open RAN by the Quad",
        address,
    )
    assert csl[0]["accessed"] == {"date-parts": [[2026, 11, 25]]} and "issued" not in csl[0]
    assert (bib[0]["url"], bib[0]["urldate"]) == (address, "2026-11-25")
    assert (ris_file[0]["urls"], ris_file[0]["type_of_reference"]) == ([address], "DATA")
    page = read(client, f"/commitments/?{QUERY}")
    assert page.context["offered"].cited[0].styles[0][1] == cite(csl[0], "apa")


@pytest.mark.parametrize("noun", [noun for noun in RESOURCES.values() if noun.has_page])
def test_every_list_cites_itself_and_its_records(client, world, noun):
    page = read(client, noun.path)
    bib, ris_file, csl = bibliography(client, noun.name)

    assert len(bib) == len(ris_file) == len(csl) == len({item["id"] for item in csl})
    assert csl[0]["title"] == page.context["query"].sentence
    held = {item["URL"].removeprefix(settings.SITE_URL) for item in csl[1:] if "URL" in item}
    records = {row.get_absolute_url() for row in page.context["query"].rows}
    assert records
    if noun.name in ("statements", "sources"):
        assert len(csl) == 1 + len(records)
    else:
        assert records <= held
    assert {f"/{noun.name}.{extension}" for extension in ("bib", "ris", "csl.json")} <= set(page.addresses)


# What CSL-JSON has room for, as far as we have something to say (citation-style-language/schema, csl-data.json).
CSL = {"id", "type", "author", "title", "container-title", "issued", "accessed", "version", "genre", "URL", "language"}
CSL |= {"abstract", "keyword", "note", "archive_location", "custom"}


def test_csl_json_has_only_what_it_has_room_for_and_says_the_licence_of_what_is_ours(client, world):
    world.sources["paper"].archive_url = "https://archive.example.org/paper"
    world.sources["paper"].save()
    items = [item for noun in RESOURCES.values() if noun.has_page for item in bibliography(client, noun.name)[2]]

    assert {name for item in items for name in item} - CSL == set()
    assert {item["type"] for item in items} == {"dataset", "webpage", "document"}
    for item in items:
        assert item.get("custom") == ({"license": "CC BY 4.0"} if item["id"].startswith("minilat-") else None)
    assert "https://archive.example.org/paper" in {item.get("archive_location") for item in items}
    bib, _, _ = bibliography(client, "commitments")
    assert {entry.key.startswith("minilat-") for entry in bib if "copyright" in entry} == {True}


def test_a_list_that_finds_nothing_can_be_cited_for_that(client, world):
    for items in each(bibliography(client, "commitments", "status=stalled")):
        assert len(items) == 1


def test_two_lists_never_have_one_key():
    paths = ["/commitments/?q=日本", "/commitments/?q=韓国", "/commitments/"]
    keys = {list_item("Commitments matching “日本”", path)["id"] for path in paths}

    assert len(keys) == 3
    assert all(re.fullmatch(r"minilat-commitments-matching-[0-9a-f]{6}", key) for key in keys)


def test_the_day_on_which_a_text_was_read_is_said_only_where_it_is_known(client, world):
    def cited():
        return json.loads(client.get("/commitments/palau.csl.json").content)[1]

    assert "accessed" not in cited()
    world.sources["paper"].accessed_on = dt.date(2026, 3, 4)
    world.sources["paper"].save()
    assert cited()["accessed"] == {"date-parts": [[2026, 3, 4]]}


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
