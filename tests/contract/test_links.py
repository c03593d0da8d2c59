"""Every link that the site makes leads somewhere: to a page that answers, and to a place that is on it."""

from collections import deque
from urllib.parse import urldefrag, urljoin, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders

from tests.pages.reading import Page
from tests.world import build_drafts

MOST = 600


def internal(page_address, link):
    """The address within the site that a link leads to, or None."""
    address = urljoin(page_address, link.removeprefix(settings.SITE_URL))
    return None if urlsplit(address).scheme else address


def crawl(client, start="/"):
    """Every page that can be reached, filters one deep: address to (status, page or None), and the links that lead there."""
    waiting, found, from_page = deque([start]), {}, {}
    while waiting and len(found) < MOST:
        address = waiting.popleft()
        response = client.get(address)
        is_page = response["Content-Type"].startswith("text/html") and not response.streaming
        found[address] = (response.status_code, Page(response) if is_page else None)
        if response.status_code in (301, 302):
            targets = [response["Location"]]
        elif is_page:
            # Filters can be put together without end: those of a filtered list are not followed.
            targets = [link for link, rel in found[address][1].links if "nofollow" not in rel or "?" not in address]
        else:
            targets = []
        for link in targets:
            target = internal(address, link)
            target = target and urldefrag(target).url
            if target and target not in from_page and not target.startswith(settings.STATIC_URL):
                from_page[target] = address
                waiting.append(target)
    return found, from_page


def test_no_link_leads_nowhere(client, world):
    build_drafts(world)
    found, from_page = crawl(client)

    broken = {address: (status, from_page.get(address)) for address, (status, _) in found.items() if status >= 300}
    assert {address: why for address, why in broken.items() if why[0] not in (301, 302)} == {}
    nouns = ("commitments", "groupings", "states", "technologies", "summits", "statements", "sources")
    for noun in nouns:
        for record in getattr(world, noun).values():
            assert record.get_absolute_url() in found, record
    assert len(found) > 150


def test_every_link_to_a_place_finds_it_there(client, world):
    found, _ = crawl(client)
    ids = {address: set(page.ids) for address, (_, page) in found.items() if page}

    lost = set()
    for address, (_, page) in found.items():
        for link in page.addresses if page else ():
            target = internal(address, link)
            if target and "#" in target:
                path, place = urldefrag(target)
                if path in ids and place not in ids[path]:
                    lost.add((path, place, urlsplit(address).path))
    assert lost == set()
    assert any(link.startswith("/codebook/#") for _, page in found.values() if page for link in page.addresses)


def test_every_stylesheet_and_image_is_there(client, world):
    import re

    for address in ("/", "/commitments/", "/commitments/palau/", "/summits/new-delhi/", "/nothing/"):
        body = client.get(address).content.decode()
        files = set(re.findall(r'(?:href|src)="/static/([^"#]+)', body))
        assert files
        for file in files:
            assert finders.find(file), file


def test_every_shape_that_a_page_uses_is_drawn(client, world):
    import re
    from pathlib import Path

    drawn = set(re.findall(r'id="([^"]+)"', Path(finders.find("minilat/shapes.svg")).read_text()))
    found, _ = crawl(client)
    used = {shape for _, page in found.values() if page for shape in re.findall(r'shapes\.svg#([^"]+)"', page.body)}

    assert used - drawn == set()
    assert used


def test_no_page_has_script_or_style_in_it(client, world):
    """The content policy would stop it."""
    found, _ = crawl(client)
    for address, (_, page) in found.items():
        if page:
            body = page.body.lower()
            for mark in ("<script", "<style", " style=", " onclick=", " onload=", "javascript:"):
                assert mark not in body, (address, mark)
