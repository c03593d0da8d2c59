"""A list of a thousand commitments makes as many queries as a list of one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.world import commitment

BASE = "/commitments/?statement=unread-text&size=100"
MODES = {  # address: queries of the list page, whatever the number of rows
    "plain": ("", 21),
    "search": ("&q=promise", 22),
    "as_of": ("&as_of=2024&ordering=status", 23),
    "table": ("&column=summit&column=technologies&column=modes&column=parties", 21),
    "empty": ("&status=stalled", 19),
}


def promises(world, first, last):
    """Adds commitments to the text that has none of its own."""
    areas, states = list(world.technologies.values()), list(world.states.values())
    for n in range(first, last + 1):
        parties = {states[n % 6]: "lead", states[(n + 1) % 6]: "participant"}
        commitment(f"promise-{n}", world.statements["unread"], [areas[n % 4]], parties)


def queries(client, address, rows):
    client.get(address)  # what is asked only once is asked now
    with CaptureQueriesContext(connection) as made:
        response = client.get(address)
    assert response.context["query"].count == rows
    return len([query for query in made if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))])


@pytest.mark.parametrize("many", [25, pytest.param(1000, marks=pytest.mark.drill)])
def test_a_list_asks_the_database_as_often_for_many_rows_as_for_one(client, world, many):
    asked = {}
    promises(world, 1, 1)
    for mode, (more, _) in MODES.items():
        asked[mode] = [queries(client, BASE + more, rows=0 if mode == "empty" else 1)]
    promises(world, 2, many)
    for mode, (more, _) in MODES.items():
        asked[mode].append(queries(client, BASE + more, rows=0 if mode == "empty" else many))
    assert asked == {mode: [number, number] for mode, (_, number) in MODES.items()}
