"""Every link of the site leads to a page that answers, and to an anchor that exists on it."""

import copy
import re
from collections import deque
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import transaction
from django.test import Client

from tests.pages.page_text import Page
from tests.world import build_drafts

MOST = 130
INLINE = re.compile(r"<script(?![^>]*\b(?:src|type)=)|<style|\s(?:style|on[a-z]+)=\"|javascript:", re.IGNORECASE)


@pytest.fixture(scope="module")
def site(built_world, django_db_blocker):
    """The world with its drafts and the pages that a visitor can reach: one walk for all tests of this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = copy.deepcopy(built_world)
        build_drafts(world)
        found, from_page = crawl(Client())
        transaction.set_rollback(True)
    return world, found, from_page


def internal(page_address, link):
    """The address within the site that a link leads to, or None."""
    address = urljoin(page_address, link.removeprefix(settings.SITE_URL))
    return None if urlsplit(address).scheme else address


def crawl(client, start="/"):
    """Every page that can be reached, filters one deep: address to (status, page or None), and the links that lead there."""
    waiting, later, found, from_page = deque([start]), deque(), {}, {}
    while (waiting or later) and len(found) < MOST:
        address = waiting.popleft() if waiting else later.popleft()
        response = client.get(address)
        is_page = response["Content-Type"].startswith("text/html") and not response.streaming
        found[address] = (response.status_code, Page(response) if is_page else None)
        links = found[address][1].links if is_page else []
        if response.status_code in (301, 302):
            links = [(response["Location"], "")]
        for link, rel in links:
            target = internal(address, link)
            target = target and urldefrag(target).url
            # Filters can be put together without end: those of a filtered list are not followed.
            if "nofollow" in rel and "?" in address:
                continue
            if target and target not in from_page and not target.startswith(settings.STATIC_URL):
                from_page[target] = address
                (later if "nofollow" in rel else waiting).append(target)
    return found, from_page


def test_no_link_leads_nowhere(site):
    world, found, from_page = site
    broken = {
        address: (status, from_page.get(address))
        for address, (status, _) in found.items()
        if status not in (200, 301, 302)
    }

    assert broken == {}
    for noun in ("commitments", "groupings", "states", "technologies", "summits", "statements", "sources"):
        for record in getattr(world, noun).values():
            assert record.get_absolute_url() in found, record
    assert len(found) > 100


def test_every_link_to_a_place_finds_it_there(site):
    _, found, _ = site
    ids = {address: set(page.ids) for address, (_, page) in found.items() if page}
    places = {
        (*urldefrag(target), urlsplit(address).path)
        for address, (_, page) in found.items()
        if page
        for target in (internal(address, link) for link in page.addresses)
        if target and "#" in target
    }

    assert {(path, place, where) for path, place, where in places if path in ids and place not in ids[path]} == set()
    assert len({place for path, place, _ in places if path == "/codebook/"}) > 20


def test_every_stylesheet_script_and_image_is_there(site):
    _, found, _ = site
    files = set()
    for _, page in found.values():
        files |= set(re.findall(r'(?:href|src)="/static/([^"#]+)', page.body)) if page else set()

    assert "minilat/site.css" in files
    assert [file for file in files if not finders.find(file)] == []


def test_every_shape_that_a_page_uses_is_drawn(site):
    _, found, _ = site
    drawn = set(re.findall(r'id="([^"]+)"', Path(finders.find("minilat/shapes.svg")).read_text()))
    used = {
        (shape, urlsplit(address).path)
        for address, (_, page) in found.items()
        if page
        for shape in re.findall(r'shapes\.svg#([^"]+)"', page.body)
    }

    assert {(shape, address) for shape, address in used if shape not in drawn} == set()
    assert used


def test_no_page_has_script_or_style_in_it(site):
    """The content policy would stop it."""
    _, found, _ = site

    assert [
        (address, INLINE.findall(page.body))
        for address, (_, page) in found.items()
        if page and INLINE.search(page.body)
    ] == []


def test_no_page_has_the_same_place_twice(site):
    _, found, _ = site
    twice = {
        (urlsplit(address).path, place)
        for address, (_, page) in found.items()
        if page
        for place in page.ids
        if page.ids.count(place) > 1
    }

    assert twice == set()
