"""Probable duplicates equal those of a comparison of all pairs, with far fewer comparisons."""

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from initiatives.editorial import duplicates
from initiatives.editorial.duplicates import STOP_WORDS, cached_duplicate_index, duplicates_of
from initiatives.models import Commitment, Source
from tests.all_pairs import all_with_all, found, one_by_one
from tests.world import source


def titles(number, seed=5, vocabulary=9):
    """Random titles of few words, so that many resemble each other, with accents, numbers and empty words."""
    pick = random.Random(seed)
    known = ["Réseau", "open", "RAN", "network", "Quantum", "chips", "training", "labs", "ocean", *STOP_WORDS]
    known = known[:vocabulary] + ["2023", "2024", "5G", "the", "of", "…"]
    return [" ".join(pick.choices(known, k=pick.randint(1, 9))) for _ in range(number)]


def made(world, some_titles, state="draft"):
    text, paper = world.statements["sheet"], world.sources["paper"]
    values = {"summary": "x", "statement": text, "evidence": "verified", "source": paper, "state": state}
    rows = [Commitment(slug=f"t-{n}", title=title, **values) for n, title in enumerate(some_titles)]
    return Commitment.objects.bulk_create(rows)


def test_random_titles_and_addresses_have_the_pairs_that_a_comparison_of_all_with_all_finds(world):
    made(world, titles(300))
    for n, title in enumerate(titles(60, seed=6, vocabulary=5)):
        shared = {"published_on": "2023"} if n % 3 else {}
        source(f"s-{n}", title=title, url=f"http://www.example.org/{n % 40}/", **shared)

    pairs = found(Commitment)
    assert pairs == all_with_all(Commitment) and 100 < len(pairs) < 10_000
    assert found(Source) == all_with_all(Source)
    some = Commitment.objects.filter(slug__startswith="t-1")
    expected = {pair for pair in pairs if any(slug.startswith("t-1") for slug in pair[0])}
    assert one_by_one(some) == expected
    with cached_duplicate_index():
        assert one_by_one(some) == expected
    assert one_by_one(Source.objects.all()) == found(Source)


@pytest.fixture
def comparisons(monkeypatch):
    counted, alike = [], duplicates.are_similar_names
    monkeypatch.setattr(duplicates, "are_similar_names", lambda one, other: counted.append(1) or alike(one, other))
    return counted


def test_5000_commitments_of_one_grouping_are_not_compared_all_with_all(world, comparisons):
    """Titles of six words out of 2,000 and some common ones, as titles of commitments are."""
    pick = random.Random(1)
    vocabulary = [f"word{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}" for n in range(2000)]
    some = [" ".join(["Quad", "initiative", *pick.sample(vocabulary, 6)]) for _ in range(4990)]
    made(world, [*some, *(f"{title} again" for title in some[:10])])

    assert len(found(Commitment)) == 10
    assert len(comparisons) < 5000 * 15  # all with all: 12.5 million


def test_the_names_are_read_once_for_all_that_is_asked_within_a_block(world):
    rows = made(world, [*titles(40), "Only this one is called so"])
    with CaptureQueriesContext(connection) as queries, cached_duplicate_index():
        for row in rows:
            assert duplicates_of(row) == duplicates_of(row)
    assert sum('"summary"' not in query["sql"] and '"title"' in query["sql"] for query in queries) == 1


def test_states_are_read_anew_within_a_block(world):
    one, other = made(world, ["A promise", "A promise"])
    with cached_duplicate_index():
        assert [likeness.other.state for likeness in duplicates_of(one)] == ["draft"]
        Commitment.objects.filter(pk=other.pk).update(state="in-review")
        assert [likeness.other.state for likeness in duplicates_of(one)] == ["in-review"]
