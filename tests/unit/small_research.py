"""A small set of valid research files, for tests that change one thing in it.

``small_research()`` gives the rows; ``write(folder, facts)`` writes them as the files of a folder; ``tables()`` reads every
row of every table, to compare before and after.
"""

import copy
import json
from pathlib import Path

from django.apps import apps

FACTS = {
    "sources": [
        {
            "slug": "sheet",
            "title": "Fact sheet",
            "publisher": "The White House",
            "url": "https://example.org/sheet",
            "read_at": None,
            "published": "2023-05-20",
            "language": "en",
            "level": "primary",
        },
        {
            "slug": "report",
            "title": "A report",
            "publisher": "A newspaper",
            "url": None,
            "read_at": "https://example.org/copy",
            "published": "2024-03",
            "language": "ja",
            "level": "secondary",
        },
    ],
    "states": [
        {"iso3": "JPN", "name": "Japan", "official_name": "Japan", "region": "Eastern Asia"},
        {
            "iso3": "USA",
            "name": "United States",
            "official_name": "United States of America",
            "region": "Northern America",
        },
        {"iso3": "PLW", "name": "Palau", "official_name": "Republic of Palau", "region": "Micronesia"},
    ],
    "technologies": [
        {"slug": "open-ran", "name": "Open RAN", "parent": "telecoms", "aliases": ["O-RAN"], "summary": "Radio."},
        {"slug": "telecoms", "name": "Telecommunications", "parent": None, "aliases": ["ICT"], "summary": "Networks."},
    ],
    "groupings": [
        {
            "slug": "pair",
            "name": "The Pair",
            "short_name": "Pair",
            "aliases": ["Two"],
            "established": "2020",
            "ended": None,
            "summary": "Two states.",
            "source": "sheet",
            "members": [
                {"state": "JPN", "role": "member", "joined": "2020", "left": None, "note": None, "source": "sheet"},
                {"state": "USA", "role": "member", "joined": None, "left": None, "note": None, "source": "sheet"},
            ],
        }
    ],
    "summits": [
        {
            "slug": "hiroshima",
            "grouping": "pair",
            "name": "Hiroshima",
            "level": "leaders",
            "format": "in-person",
            "status": "held",
            "start_date": "2023-05-20",
            "end_date": "2023-05-20",
            "city": "Hiroshima",
            "country": "JPN",
            "venue": None,
            "sidelines_of": "G7",
            "note": None,
            "source": "sheet",
        }
    ],
    "statements": [
        {
            "slug": "joint",
            "grouping": "pair",
            "summit": "hiroshima",
            "title": "Joint statement",
            "kind": "joint-statement",
            "issued_on": "2023-05-20",
            "issuer": None,
            "url": None,
            "language": "en",
            "source": "sheet",
            "paragraphs_read": "all",
        }
    ],
    "commitments": [
        {
            "slug": "palau",
            "title": "Open RAN in Palau",
            "summary": "A network.",
            "statement": "joint",
            "locator": "paragraph 3",
            "technologies": ["open-ran"],
            "modes": ["deployment", "investment"],
            "participants": [{"state": "JPN", "role": "lead"}, {"state": "PLW", "role": "beneficiary"}],
            "amount": {"value": 20000000, "currency": "USD", "note": "About", "bound": "about", "scope": "whole"},
            "target_date": "2025",
            "status": "under-way",
            "status_as_of": "2024-03",
            "source": "sheet",
            "confidence": "verified",
            "follow_ups": [
                {
                    "date": "2023-09-22",
                    "kind": "reaffirmed",
                    "statement": None,
                    "source": "sheet",
                    "locator": None,
                    "note": "Taken forward.",
                },
                {
                    "date": "2024-03",
                    "kind": "progress",
                    "statement": None,
                    "source": "report",
                    "locator": None,
                    "note": "Signed.",
                },
            ],
        },
        {
            "slug": "rules",
            "title": "Rules",
            "summary": "Rules.",
            "statement": "joint",
            "locator": None,
            "technologies": ["telecoms"],
            "modes": ["principles"],
            "participants": [{"state": "USA", "role": "participant"}],
            "amount": None,
            "target_date": None,
            "status": "unknown",
            "status_as_of": "2025-01-31",
            "source": "sheet",
            "confidence": "secondary",
            "follow_ups": [],
        },
    ],
}


def small_research() -> dict:
    """A copy of the rows, free to be changed."""
    return copy.deepcopy(FACTS)


def row(facts: dict, array: str, key: str) -> dict:
    return next(row for row in facts[array] if key in (row.get("slug"), row.get("iso3")))


def write(folder: Path, facts: dict, name: str = "facts.json", **files) -> Path:
    """The folder with the facts in one file, and further files by their name without the ending."""
    for file, content in {name: facts, **{f"{stem}.json": content for stem, content in files.items()}}.items():
        (folder / file).write_text(json.dumps(content), encoding="utf-8")
    return folder


def tables(leave_out: tuple[str, ...] = ()) -> dict[str, list]:
    """Every row of every table, history included."""
    return {
        model._meta.db_table: sorted(map(repr, model._base_manager.values_list()))
        for model in apps.get_models(include_auto_created=True)
        if model._meta.db_table not in leave_out
    }
