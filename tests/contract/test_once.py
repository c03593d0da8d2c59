"""Texts and patterns that many pages and files use are defined in one place."""

import re
from pathlib import Path

import pytest

from initiatives.models.dates import ISO_FORMAT, PartialDate

ROOT = Path(__file__).parents[2]
CODE = [path for folder in ("initiatives", "minilat", "templates") for path in (ROOT / folder).rglob("*")]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("creativecommons.org/licenses", "initiatives/publishing/site.py"),
        ("[0-9]{4}(-[0-9]{2}", "initiatives/models/dates.py"),
        (r"\d{4}(-\d{2}", None),
    ],
)
def test_it_stands_once(text, place):
    found = [
        str(path.relative_to(ROOT))
        for path in CODE
        if path.suffix in (".py", ".html", ".txt", ".xml") and path.name != "CC-BY-4.0.txt"
        if text in path.read_text(encoding="utf-8")
    ]

    assert found == ([place] if place else [])


@pytest.mark.parametrize("text", ["2023", "2023-05", "2023-05-20", "23", "2023-5", "2023-05-20T", "May 2023", ""])
def test_the_pattern_of_dates_takes_what_is_read_as_a_date(text):
    try:
        is_date = PartialDate.of(text) is not None
    except ValueError:
        is_date = False

    assert bool(re.fullmatch(ISO_FORMAT, text)) == is_date
