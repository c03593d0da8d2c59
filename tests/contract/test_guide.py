"""Every example of ``docs/api.md`` is run as it stands against a server with the test world."""

import re
import shutil
import subprocess
import sys

import pandas
import pytest
from django.conf import settings
from django.urls import reverse

from initiatives.api.views import EXAMPLE_SITE

TEXT = (settings.BASE_DIR / "docs" / "api.md").read_text(encoding="utf-8")
SNIPPETS = re.findall(r"^```(\w+)\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
# For each snippet, in the order of the guide: words of what it prints on the test world.
PRINTED = [
    ["statement_title", "Open RAN in Palau"],
    ["2023-05-20", "quad", "Open RAN in Palau", "under-way"],
    ["Open RAN in Palau"],
    ["slug – Permanent key of the record.", "status – Status derived from the dated evidence."],
    ['"count":2', '"slug":"palau","title":"Open RAN in Palau"'],
    ["2023-05-20", "Open RAN in Palau", "under-way"],
    ["6"],
    ["Open RAN in Palau ['Japan', 'Palau', 'United States'] 3"],
    ["Status {'Announced': 2, 'Under way': 1, 'Completed': 1}"],
    ['{"slug":"palau","status":"under-way","status_on":"2023-06"}'],
    ["5"],
    ["304"],
    ['"status":400', "Known are announced, under-way"],
]


def test_each_snippet_has_its_words():
    assert [language for language, _ in SNIPPETS].count("r") == 1
    assert {language for language, _ in SNIPPETS} == {"sh", "python", "r"}
    assert len(SNIPPETS) == len(PRINTED)


@pytest.fixture
def server(live_server, settings):
    """The address of a server that names itself in its answers."""
    settings.SITE_URL = live_server.url
    return live_server.url


@pytest.fixture
def served(transactional_db, server):
    from initiatives import search
    from tests.world import build

    build()
    search.flush_changes()
    return server


def run(language, text):
    """What a snippet prints."""
    if language == "r" and not shutil.which("Rscript"):
        address = re.search(r'address <- "([^"]+)"', text)[1]
        return pandas.read_csv(address, encoding="utf-8-sig").to_csv()
    command = {"sh": ["sh", "-c"], "python": [sys.executable, "-c"], "r": ["Rscript", "-e"]}[language]
    done = subprocess.run([*command, text], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_snippet_runs_and_prints_what_is_there(served):
    missing = {}
    for (language, text), words in zip(SNIPPETS, PRINTED, strict=True):
        assert EXAMPLE_SITE in text
        printed = run(language, text.replace(EXAMPLE_SITE, served))
        if absent := [word for word in words if word not in printed]:
            missing[text] = (absent, printed)

    assert missing == {}


def test_the_site_serves_the_guide_with_its_own_address(client, settings):
    settings.SITE_URL = "https://minilat.example.org"
    response = client.get(reverse("api-guide"))

    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    assert response.content.decode() == TEXT.replace(EXAMPLE_SITE, "https://minilat.example.org")
