"""Saves, moves and imports that really commit: at the same moment, in threads and transactions of their own."""

import threading

import pytest
from django.db import connection, transaction
from django.test import Client

from initiatives.editorial import transitions
from initiatives.importing.research import import_facts
from initiatives.importing.research_schema import load_facts
from initiatives.models import Commitment, FollowUp, Grouping, SearchLogEntry
from tests.admin.desk import REFUSED, add, errors, log_in, opened
from tests.unit.small_research import small_research, write
from tests.world import build, follow_up, person

pytestmark = pytest.mark.engine


def test_a_save_after_an_import_is_refused(db, tmp_path):
    facts = small_research()
    import_facts(load_facts(write(tmp_path, facts)))
    record = Commitment.objects.get(slug=facts["commitments"][0]["slug"])
    client = log_in("edith", "Editors")
    address, mine = opened(client, record)
    facts["commitments"][0]["title"] = "From the file"
    import_facts(load_facts(write(tmp_path, facts)))

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
        lambda: transitions.transition(row, "publish", editor),
    )
    row.refresh_from_db()
    assert row.state == "published"
    assert row.note == ("As saved." if saved.status_code == 302 else "As it was.")


@pytest.mark.parametrize("noun", ["follow-up", "search"])
def test_rows_added_at_the_same_moment_get_numbers_of_their_own(committed_world, noun):
    """While one transaction that has taken a number is open, the next one waits for it."""
    palau, (client,) = committed_world.commitments["palau"], clients(1)
    if noun == "follow-up":
        model, values = FollowUp, {"date": "2024-05", "kind": "progress", "source": palau.source}
    else:
        model, values = SearchLogEntry, {"field": "amount", "question": "How much?", "where": "Web"}
        values |= {"done_on": "2026-01-01", "outcome": "nothing-found"}
    before, taken, go_on = model.objects.filter(commitment=palau).count(), threading.Event(), threading.Event()

    def first():
        with transaction.atomic():
            model.objects.create(commitment=palau, **values)
            taken.set()
            go_on.wait(10)

    def second():
        assert taken.wait(10)
        threading.Timer(0.5, go_on.set).start()
        typed = {name: getattr(value, "pk", value) for name, value in values.items()}
        return add(client, model, commitment=palau.pk, **typed).status_code

    assert at_once(first, second) == [None, 302]
    numbers = model.objects.filter(commitment=palau).order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, before + 3))


def test_rows_added_by_commands_at_the_same_moment_get_numbers_of_their_own(committed_world):
    """A save outside any transaction takes its number and writes it in one step."""
    palau = committed_world.commitments["palau"]

    def write():
        for _ in range(5):
            FollowUp.objects.create(commitment=palau, date="2024-06", kind="progress", source=palau.source)

    at_once(write, write, write)

    assert [row.number for row in palau.follow_ups.order_by("number")] == list(range(1, 19))
