"""How many queries each page makes: exactly this many, however many rows it shows.

The table is reviewed: whoever makes a page ask more changes the number here and says why in the same commit.
"""

import copy

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.world import grow

QUERIES = {
    "/": 15,
    "/commitments/": 21,
    "/commitments/?grouping=quad&technology=open-ran&state=JPN&role=lead": 30,
    "/commitments/?q=promise": 21,
    "/commitments/?as_of=2024&ordering=status": 23,
    "/commitments/?size=50": 21,
    "/commitments/?column=summit&column=technologies&column=modes&column=parties&column=amount_value": 21,
    "/commitments.csv": 8,
    "/commitments.csv-metadata.json": 1,
    "/commitments.xlsx": 8,
    "/commitments.json": 8,
    "/commitments.atom": 8,
    "/commitments.bib": 8,
    "/commitments/palau.bib": 6,
    "/groupings.csv": 3,
    "/states.csv": 3,
    "/technologies.csv": 2,
    "/summits.csv": 2,
    "/summits.ics": 2,
    "/statements.csv": 2,
    "/statements.ris": 2,
    "/sources.csv": 2,
    "/memberships.csv": 2,
    "/follow-ups.csv": 2,
    "/sitemap.xml": 7,
    "/commitments/palau/": 12,
    "/commitments/promise-1/": 12,
    "/commitments/palau/history/": 8,
    "/groupings/quad/history/": 4,
    "/sources/paper/history/": 2,
    "/changes/?noun=commitment": 12,
    "/changes/?noun=followup&grouping=quad": 8,
    "/groupings/": 11,
    "/groupings/?as_of=2023&column=aliases": 13,
    "/groupings/quad/": 28,
    "/groupings/quad/?as_of=2024": 28,
    "/states/": 8,
    "/states/?as_of=2023": 10,
    "/states/japan/": 23,
    "/technologies/": 8,
    "/technologies/?as_of=2024": 10,
    "/technologies/telecommunications/": 16,
    "/summits/": 11,
    "/summits/?as_of=2024": 13,
    "/summits/hiroshima/": 8,
    "/statements/": 10,
    "/statements/?as_of=2024&column=issuer&column=grouping": 12,
    "/statements/hiroshima-text/": 8,
    "/sources/": 7,
    "/sources/?as_of=2024": 9,
    "/sources/paper/": 8,
    "/search/?q=promise": 19,
    "/answers/": 10,
    "/answers/gone-quiet/": 6,
    "/answers/due/": 4,
    "/answers/cadence/": 2,
    "/answers/coverage/": 2,
    "/explore/": 0,
    "/explore/matrix/": 21,
    "/explore/matrix/?rows=state&columns=state": 19,
    "/explore/timeline/": 20,
    "/explore/network/": 20,
    "/explore/map/": 19,
    "/explore/trend/": 18,
    "/explore/matrix.svg": 7,
    "/explore/matrix.csv": 7,
    "/codebook/": 6,
    "/about/": 7,
    "/healthz": 0,
}


def count(client, address):
    with CaptureQueriesContext(connection) as made:
        response = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
    assert response.status_code == 200 and body
    return len([query for query in made if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))])


@pytest.fixture(scope="module")
def counted(built_world, django_db_blocker):
    """For each address, how many queries it takes on a small world and on one with forty more of everything."""
    with django_db_blocker.unblock(), transaction.atomic():
        world, client, found = copy.deepcopy(built_world), Client(), []
        for first, number in ((1, 6), (7, 40)):
            grow(world, number, first)
            client.get("/search/?q=promise")  # what a search takes in first, and what is asked for only once
            client.get("/")
            found.append({address: count(client, address) for address in QUERIES})
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("address", QUERIES)
def test_a_page_makes_as_many_queries_for_many_rows_as_for_few(counted, address):
    few, many = counted

    assert (few[address], many[address]) == (QUERIES[address], QUERIES[address])
