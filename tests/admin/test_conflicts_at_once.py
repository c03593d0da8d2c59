"""Saves, moves and imports that really commit: at the same moment, in threads and transactions of their own."""

import threading

import pytest
from django.db import connection
from django.test import Client

from initiatives import editorial
from initiatives.facts import read
from initiatives.importing import import_facts
from initiatives.models import Commitment, Grouping
from tests.admin.desk import REFUSED, errors, log_in, opened
from tests.unit.small_facts import small_facts, write
from tests.world import build, follow_up, person


def test_a_save_after_an_import_is_refused(db, tmp_path):
    facts = small_facts()
    import_facts(read(write(tmp_path, facts)))
    record = Commitment.objects.get(slug=facts["commitments"][0]["slug"])
    client = log_in("edith", "Editors")
    address, mine = opened(client, record)
    facts["commitments"][0]["title"] = "From the file"
    import_facts(read(write(tmp_path, facts)))

    response = client.post(address, {**mine, "title": "Mine"})

    assert errors(response) == [REFUSED]
    assert Commitment.objects.get(pk=record.pk).title == "From the file"


@pytest.fixture
def committed_world(transactional_db):
    return build()


def at_once(*calls):
    """Run the calls in threads of their own that start together; returns their results in order."""
    results, barrier = [None] * len(calls), threading.Barrier(len(calls))

    def run(place, call):
        barrier.wait()
        try:
            results[place] = call()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def clients(number):
    """So many editors, each logged in."""
    made = []
    for n in range(number):
        client = Client()
        client.force_login(person(f"editor-{n}", "Editors"))
        made.append(client)
    return made


def test_of_simultaneous_saves_exactly_one_wins(committed_world):
    quad, editors = committed_world.groupings["quad"], clients(4)
    forms = [opened(client, quad) for client in editors]
    calls = [
        lambda client=client, address=address, data=data, n=n: client.post(address, {**data, "purpose": f"Purpose {n}"})
        for n, (client, (address, data)) in enumerate(zip(editors, forms, strict=True))
    ]
    codes = [response.status_code for response in at_once(*calls)]

    assert sorted(codes) == [200, 200, 200, 302]
    assert Grouping.objects.get(pk=quad.pk).purpose == f"Purpose {codes.index(302)}"


def test_a_save_and_a_publication_at_the_same_moment_lose_neither(committed_world):
    """Whichever comes first: the save is refused, or what is published is what was saved."""
    palau = committed_world.commitments["palau"]
    row = follow_up(palau, "2024-02", "progress", state="draft", note="As it was.")
    client, other = clients(2)
    address, mine = opened(client, palau)
    place = next(n for n in range(9) if mine.get(f"follow_ups-{n}-id") == str(row.pk))
    editor = person("root")

    saved, _ = at_once(
        lambda: client.post(address, {**mine, f"follow_ups-{place}-note": "As saved."}),
        lambda: editorial.move(row, "publish", editor),
    )
    row.refresh_from_db()
    assert row.state == "published"
    assert row.note == ("As saved." if saved.status_code == 302 else "As it was.")
