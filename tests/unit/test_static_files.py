"""Stylesheets: one for the site and one for the desk, put together when static files are collected."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.core.management import call_command

STYLES = Path(settings.BASE_DIR, "initiatives/static/minilat")
COLOUR = re.compile(r"(?<!&)#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl)a?\(")


@pytest.fixture
def collected(tmp_path, settings):
    """The folder that `collectstatic` fills for a site in use."""
    settings.STATIC_ROOT = tmp_path / "static"
    backend = {"BACKEND": "minilat.static_files.BundledStaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": backend}
    call_command("collectstatic", interactive=False, verbosity=0)
    return storages["staticfiles"]


@pytest.mark.parametrize("bundle", ["site", "desk"])
def test_a_collected_stylesheet_holds_all_its_parts_in_their_order(collected, bundle):
    parts = re.findall(r'@import "([\w-]+\.css)";', (STYLES / f"{bundle}.css").read_text())
    served = Path(collected.location, collected.stored_name(f"minilat/{bundle}.css")).read_text()
    places = [served.find((STYLES / part).read_text().strip()[:60]) for part in parts]

    assert len(parts) > 2
    assert "@import" not in served
    assert -1 not in places and places == sorted(places)


def test_every_stylesheet_of_ours_is_a_part_of_one_of_the_two():
    parts = [
        part
        for bundle in ("site", "desk")
        for part in re.findall(r'@import "([\w-]+\.css)";', (STYLES / f"{bundle}.css").read_text())
    ]
    assert sorted(parts) == sorted({path.name for path in STYLES.glob("*.css")} - {"site.css", "desk.css"})


def test_colours_stand_in_the_tokens_alone():
    literal = {path.name for path in STYLES.glob("*.css") if COLOUR.search(path.read_text())}
    assert literal <= {"tokens.css"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/", "/commitments/", "/explore/map/", "/answers/", "/compare/", "/about/", "/nothing/"]
)
def test_a_public_page_links_one_stylesheet(client, address):
    page = client.get(address).content.decode()
    assert re.findall(r'<link rel="stylesheet" href="([^"]+)"', page) == ["/static/minilat/site.css"]
