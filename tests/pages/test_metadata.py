"""Metadata in the head of pages, sitemaps, robots.txt, OpenSearch and llms.txt."""

import json
import re
import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.html import escape

from initiatives import urls
from initiatives.lists.resources import RESOURCES
from initiatives.models import Commitment, Membership, PublicVersion
from tests.pages.page_text import read
from tests.world import build_drafts, grow

RECORDS = {
    "/commitments/palau/": "CreativeWork",
    "/groupings/quad/": "Organization",
    "/states/japan/": "Country",
    "/technologies/open-ran/": "DefinedTerm",
    "/summits/hiroshima/": "Event",
    "/statements/hiroshima-text/": "CreativeWork",
    "/sources/paper/": "CreativeWork",
}
JSON_LD = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
META = re.compile(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">')
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def linked_data(page) -> dict:
    (found,) = JSON_LD.findall(page.body)
    return json.loads(found)


def meta(page) -> dict:
    return dict(META.findall(page.body))


@pytest.mark.parametrize(("address", "kind"), RECORDS.items())
def test_a_record_says_what_it_is(client, world, address, kind):
    page = read(client, address)
    data, permalink = linked_data(page), f"{settings.SITE_URL}{address}"

    assert (data["@context"], data["@type"], data["url"]) == ("https://schema.org", kind, permalink)
    assert data["name"] and data["mainEntityOfPage"]["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert page.body.count(f'<link rel="canonical" href="{permalink}">') == 1


def test_a_commitment_names_its_parties_its_text_and_its_subject(client, world):
    data = linked_data(read(client, "/commitments/palau/"))

    assert [(role["roleName"], role["contributor"]["name"]) for role in data["contributor"]] == [
        ("Participant", "Japan"),
        ("Beneficiary", "Palau"),
        ("Lead", "United States"),
    ]
    assert (data["creativeWorkStatus"]["termCode"], data["creativeWorkStatus"]["name"]) == ("under-way", "Under way")
    assert [subject["name"] for subject in data["about"]] == ["Open RAN", "Telecommunications"]
    assert data["isBasedOn"] == {
        "@type": "CreativeWork",
        "name": "Text of hiroshima",
        "datePublished": "2023-05-20",
        "url": "https://example.org/texts/hiroshima",
    }
    assert data["description"].endswith("Status: under way, as of June 2023. Evidence: verified.")
    assert "mentions" not in data


@pytest.mark.parametrize(
    ("bound", "name"), [("exact", "value"), ("about", "value"), ("at-least", "minValue"), ("up-to", "maxValue")]
)
def test_an_amount_is_a_value_a_floor_or_a_ceiling(client, world, bound, name):
    Commitment.objects.filter(slug="loose").update(amount_bound=bound)
    amount = linked_data(read(client, "/commitments/loose/"))["mentions"]

    assert {key for key in amount if key.lower().endswith("value")} == {name}
    assert (amount["currency"], amount[name]) == ("USD", 8_000_000)


def test_citation_managers_find_title_author_and_address_and_no_day_that_the_citation_does_not_say(client, world):
    tags, address = meta(read(client, "/commitments/palau/")), f"{settings.SITE_URL}/commitments/palau/"

    assert tags["citation_title"] == tags["DC.title"] == tags["og:title"] == "Open RAN in Palau"
    assert tags["citation_author"] == tags["DC.creator"] == "Minilat"
    assert not {"citation_publication_date", "DC.date"} & set(tags)
    assert tags["DCTERMS.isPartOf"] == "Minilat: the record of minilateral technology commitments"
    assert tags["citation_public_url"] == tags["DC.identifier"] == tags["og:url"] == address
    assert tags["DC.source"] == "https://example.org/texts/hiroshima"
    assert tags["description"] == tags["og:description"]


@pytest.mark.parametrize("address", [*RECORDS, "/commitments/?grouping=quad", "/summits/", "/sources/?level=primary"])
def test_the_head_of_a_page_says_what_its_citation_says(client, world, address):
    path, _, query = address.partition("?")
    file = f"{path.rstrip('/')}.csl.json?{query}"
    response, tags = client.get(file), meta(read(client, address))
    item = json.loads(b"".join(response.streaming_content) if response.streaming else response.content)[0]

    assert tags["citation_title"] == escape(item["title"]) and tags["DC.identifier"] == escape(item["URL"])
    assert ("citation_publication_date" in tags, "issued" in item) == (False, False)
    assert tags["DC.type"] == ("Dataset" if item["type"] == "dataset" else "Text")


def test_a_page_says_on_which_day_what_it_shows_was_changed(client, world):
    def day():
        return linked_data(read(client, "/commitments/palau/"))["mainEntityOfPage"]["dateModified"]

    PublicVersion.objects.update(at="2026-01-02T00:00:00Z")
    assert day() == "2026-01-02"
    world.commitments["palau"].participations.first().delete()
    assert day() == timezone.now().date().isoformat()


@pytest.mark.parametrize(
    "page", ["/groupings/quad/", "/states/japan/", "/technologies/5g/", "/sources/paper/", "/commitments/palau/"]
)
def test_a_page_and_the_sitemap_name_the_same_day(client, world, page):
    PublicVersion.objects.update(at="2026-01-02T00:00:00Z")
    member = Membership.objects.get(grouping__slug="quad", state__slug="japan", left_latest=None)
    member.note = "A note."
    member.save()
    day = linked_data(read(client, page))["mainEntityOfPage"]["dateModified"]
    sitemap = client.get(f"/sitemap-{page.split('/')[1]}.xml").content.decode()

    assert re.findall(rf"<loc>[^<]*{page}</loc><lastmod>(.*?)</lastmod>", sitemap) == [day]
    assert (day == timezone.now().date().isoformat()) == (page in ("/groupings/quad/", "/states/japan/"))


def test_a_list_is_a_data_set_with_its_files_and_without_page_numbers(client, world):
    page = read(client, "/commitments/?grouping=quad&page=1&size=50")
    data, address = linked_data(page), f"{settings.SITE_URL}/commitments/?grouping=quad"

    assert (data["@type"], data["url"], data["name"]) == ("Dataset", address, "Commitments by the Quad – Minilat")
    assert {file["encodingFormat"]: file["contentUrl"] for file in data["distribution"]}["text/csv"] == (
        f"{settings.SITE_URL}/commitments.csv?grouping=quad"
    )
    assert 50 <= len(data["description"]) <= 5000
    assert page.body.count(f'<link rel="canonical" href="{address}">') == 1


def test_the_front_page_says_what_the_site_is_and_how_to_search_it(client, world):
    data = linked_data(read(client, "/"))

    assert (data["@type"], data["url"]) == ("WebSite", f"{settings.SITE_URL}/")
    address = data["potentialAction"]["target"].removeprefix(settings.SITE_URL).replace("{words}", "palau")
    assert b"Open RAN in Palau" in client.get(address).content


def test_no_text_ends_the_data_in_a_page(client, world):
    title = "</script><script>alert(1)</script> & “x”"
    Commitment.objects.filter(slug="palau").update(title=title)
    page = read(client, "/commitments/palau/")

    assert linked_data(page)["name"] == title
    assert "<script>alert" not in page.body


def test_the_head_of_a_page_names_the_search_and_a_picture_that_is_there(client, world):
    page = read(client, "/")
    picture = meta(page)["og:image"]

    assert '<link rel="search" type="application/opensearchdescription+xml"' in page.body
    assert picture == f"{settings.SITE_URL}/static/minilat/share.png"
    content = Path(finders.find("minilat/share.png")).read_bytes()
    assert struct.unpack(">II", content[16:24]) == (1200, 630)
    assert (meta(page)["og:image:width"], meta(page)["og:image:height"]) == ("1200", "630")
    assert meta(page)["og:image:alt"].startswith("Minilat")


# --- sitemaps


def locations(client, path):
    response = client.get(path)
    assert response.status_code == 200
    tree = ElementTree.fromstring(response.content)
    return [element.text.removeprefix(settings.SITE_URL) for element in tree.iter(f"{MAP}loc")]


def test_the_sitemaps_hold_every_public_page_and_nothing_else(client, world):
    build_drafts(world)
    parts = locations(client, "/sitemap.xml")
    found = [address for part in parts for address in locations(client, part)]

    assert len(found) == len(set(found))
    assert {address for address in found if client.get(address).status_code != 200} == set()
    records = {
        record.get_absolute_url()
        for noun in RESOURCES.values()
        if noun.has_page
        for record in noun.model.objects.published()
    }
    assert records <= set(found)
    assert all(resolve(address).kwargs == {} for address in set(found) - records)


def test_every_page_that_machines_may_keep_is_in_the_sitemap_and_says_its_address(client, world):
    listed = set(locations(client, "/sitemap-pages.xml"))
    kept = {address: client.get(address) for address in map(reverse, plain_names())}
    pages = {address: page.content.decode() for address, page in kept.items() if is_page(page)}
    wanted = {address for address, body in pages.items() if 'name="robots" content="noindex' not in body}

    assert wanted - listed == set()
    assert {"/api/docs/", "/api/guide.md", "/changes/", "/explore/map/"} <= listed
    for address in wanted:
        assert pages[address].count(f'<link rel="canonical" href="{settings.SITE_URL}{address}">') == 1, address
        assert pages[address].count(f'<meta property="og:url" content="{settings.SITE_URL}{address}">') == 1, address
        assert pages[address].count('<meta property="og:image:alt" content="') == 1, address


def plain_names() -> list[str]:
    """The public addresses without parts that vary."""
    return [
        pattern.name for pattern in urls.urlpatterns if not pattern.pattern.converters and pattern.name != "api-missing"
    ]


def is_page(response) -> bool:
    return response.status_code == 200 and response["Content-Type"].startswith("text/html")


def test_a_page_with_a_question_is_not_told_to_be_the_page_without(client, world):
    page = read(client, "/explore/map/?grouping=quad")

    assert 'rel="canonical"' not in page.body
    assert meta(page)["og:url"] == f"{settings.SITE_URL}/explore/map/?grouping=quad"


@pytest.mark.parametrize("address", ["/data/", "/llms.txt", "/robots.txt"])
def test_who_comes_by_is_told_of_the_api(client, world, address):
    body = client.get(address).content.decode()

    assert "/api/docs/" in body
    assert "/api/v1/" in body


def test_a_sitemap_says_when_a_record_was_changed_and_comes_in_parts(client, world, monkeypatch):
    from initiatives.views import sitemaps

    grow(world, 10)
    monkeypatch.setattr(sitemaps._SiteUrlMixin, "limit", 8)
    parts = [part for part in locations(client, "/sitemap.xml") if "commitments" in part]

    assert parts == ["/sitemap-commitments.xml", "/sitemap-commitments.xml?p=2"]
    assert sum(len(locations(client, part)) for part in parts) == 15
    day = world.commitments["palau"].updated_at.date().isoformat()
    assert f"<lastmod>{day}</lastmod>" in client.get(parts[0]).content.decode()
    assert client.get("/sitemap-nothing.xml").status_code == 404


def test_a_sitemap_is_of_this_site_whatever_host_it_is_asked_by(client, world, settings):
    settings.SITE_URL = "https://minilat.example.org"

    assert (
        "<loc>https://minilat.example.org/commitments/palau/</loc>"
        in client.get("/sitemap-commitments.xml").content.decode()
    )


# --- the rest


def test_robots_may_read_everything_but_the_admin(client, db):
    response = client.get("/robots.txt")

    assert response["Content-Type"] == "text/plain"
    assert response.content.decode().split("\n")[:2] == ["User-agent: *", "Disallow: /admin/"]
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in response.content.decode()


def test_the_search_is_described_and_works_as_described(client, world):
    response = client.get("/opensearch.xml")
    tree = ElementTree.fromstring(response.content)
    addresses = [element.get("template") for element in tree.iter("{http://a9.com/-/spec/opensearch/1.1/}Url")]

    assert response["Content-Type"] == "application/opensearchdescription+xml"
    assert len(addresses) == 3
    for address in addresses:
        path = address.removeprefix(settings.SITE_URL).replace("{searchTerms}", "palau")
        assert b"Open RAN in Palau" in client.get(path).content


def test_llms_txt_names_addresses_that_are_there(client, world):
    text = client.get("/llms.txt").content.decode()
    links = re.findall(r"\]\(([^)]+)\)", text)

    assert text.startswith("# Minilat\n\n> ")
    assert len(links) > 40
    for link in links:
        path = link.removeprefix(settings.SITE_URL)
        assert path.startswith("/")
        try:
            resolve(path)
        except Resolver404:
            pytest.fail(f"{link} leads nowhere")
