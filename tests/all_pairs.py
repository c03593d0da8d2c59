"""Probable duplicates found by comparing each record with each other one: the expected result for the faster search."""

from itertools import combinations

from initiatives.editorial.duplicates import duplicates_of, normalized_address, probable_duplicates, significant_words
from initiatives.models import Commitment, Grouping, Source, Statement, Summit

BUCKETS = {
    Commitment: lambda row: row.statement.grouping_id,
    Statement: lambda row: (row.grouping_id, str(row.issued_on), row.kind, row.language),
    Summit: lambda row: (row.grouping_id, str(row.start)),
    Grouping: lambda row: "",
    Source: lambda row: (row.publisher, str(row.published_on), row.language),
}
NAMES = {
    Commitment: lambda row: [row.title],
    Statement: lambda row: [row.title],
    Summit: lambda row: [row.name],
    Grouping: lambda row: [row.name, row.short_name, *row.aliases],
    Source: lambda row: [row.title],
}
ADDRESSES = {Statement: lambda row: [row.url], Source: lambda row: [row.url, row.archive_url]}


def told(row, model):
    """What the plain comparison knows of a record."""
    addresses = ADDRESSES.get(model, lambda row: [])(row)
    names = {significant_words(name) for name in NAMES[model](row)} - {frozenset()}
    return row.slug, BUCKETS[model](row), names, {normalized_address(address) for address in addresses} - {""}


def all_with_all(model) -> set:
    """The pairs by definition: seven words in ten, and every word with a digit, are common; or the address is."""
    rows = [told(row, model) for row in model.objects.all() if getattr(row, "state", "") != "withdrawn"]
    found = set()
    for (slug, bucket, names, places), (other_slug, other_bucket, other_names, other_places) in combinations(rows, 2):
        near = bucket == other_bucket
        same = near and bool(names & other_names)
        similar = near and any(_common(one, other) for one in names for other in other_names)
        if same or similar or places & other_places:
            found.add((frozenset((slug, other_slug)), same))
    return found


def _common(one, other):
    with_digits = {word for word in one ^ other if any(char.isdigit() for char in word)}
    return not with_digits and 10 * len(one & other) >= 7 * len(one | other)


def found(model) -> set:
    return {(frozenset((pair.one.slug, pair.other.slug)), pair.same) for pair in probable_duplicates(model)}


def one_by_one(rows) -> set:
    return {
        (frozenset((row.slug, likeness.other.slug)), likeness.same) for row in rows for likeness in duplicates_of(row)
    }
