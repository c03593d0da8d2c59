"""Two people at once: a bulk publication, a publication and a save of the same records, in threads of their own."""

import threading

import pytest
from django.db import connection

from initiatives.editorial.checks import unsupported_blanks
from initiatives.models import Commitment, FollowUp, SearchLogEntry
from tests.admin.desk import REASON, filled, log_in, move_page, opened, seen, state_of, url
from tests.world import build, commitment, follow_up

pytestmark = pytest.mark.engine


def draft_of(world, number):
    technologies, parties = [world.technologies["5g"]], {world.states["JPN"]: "lead"}
    values = {"slug": f"story-{number}", "title": f"Story number {number}", "state": "draft"}
    return commitment(statement=world.statements["sheet"], technologies=technologies, parties=parties, **values)


def send(client, code, *records, **data):
    ids = ",".join(str(record.pk) for record in records)
    return client.post(f"{url(type(records[0]), 'transition', code)}?ids={ids}", data, follow=True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", ["publish", "save"])
def test_a_bulk_publication_and_a_save_at_once_never_publish_what_nobody_saw(transactional_db, first):
    world = build()
    editor, curator = log_in("edith", "Editors"), log_in("carla", "Curators")
    drafts = [draft_of(world, n) for n in range(6)]
    target = drafts[3]
    given = seen(move_page(editor, "publish", *drafts))
    typed = {**filled(curator.get(url(Commitment, "change", target.pk))), "summary": "Nobody saw this."}
    ready, answers = threading.Barrier(2), {}

    def publish():
        ready.wait()
        answers["publish"] = send(editor, "publish", *drafts, **given).status_code
        connection.close()

    def save():
        ready.wait()
        answers["save"] = curator.post(url(Commitment, "change", target.pk), typed).status_code
        connection.close()

    works = [publish, save] if first == "publish" else [save, publish]
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    states = {state_of(record) for record in drafts}
    summary = Commitment.objects.get(pk=target.pk).summary
    saved = answers["save"] == 302
    assert answers["publish"] == 200 and answers["save"] in (302, 409)
    assert len(states) == 1, "all or nothing"
    assert (states, summary == "Nobody saw this.") == (({"draft"}, True) if saved else ({"published"}, False))


@pytest.mark.django_db(transaction=True)
def test_a_follow_up_published_during_a_save_of_its_commitment_stays_published(transactional_db):
    """The form of a commitment holds its follow-ups too; their state is never written back."""
    world = build()
    editor, other = log_in("edith", "Editors"), log_in("otto", "Editors")
    palau = world.commitments["palau"]
    late = follow_up(palau, "2025-02", "progress", state="draft", note="The mast stands.")
    given = seen(move_page(editor, "publish", late))
    data = filled(other.get(url(Commitment, "change", palau.pk)))
    data |= {"change_reason": REASON, "summary": "Said better."}
    ready, answers = threading.Barrier(2), {}

    def publish():
        ready.wait()
        send(editor, "publish", late, **given)
        connection.close()

    def save():
        ready.wait()
        answers["save"] = other.post(url(Commitment, "change", palau.pk), data).status_code
        connection.close()

    threads = [threading.Thread(target=work) for work in (publish, save)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert FollowUp.objects.get(pk=late.pk).state == "published"
    summary = Commitment.objects.get(pk=palau.pk).summary
    assert (answers["save"], summary) in ((302, "Said better."), (200, "They promise palau.")), "saved, or refused"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", ["claim", "entry"])
def test_a_claim_and_the_change_of_its_search_at_once_never_leave_a_claim_without_one(transactional_db, first):
    """Both forms lock the commitment first, so neither waits for the other for ever."""
    world = build()
    palau = world.commitments["palau"]
    looked = {"question": "How much?", "where": "Web", "done_on": "2026-01-01", "outcome": "nothing-found"}
    entry = SearchLogEntry.objects.create(commitment=palau, field="amount", **looked)
    edith, otto = log_in("edith", "Editors"), log_in("otto", "Editors")
    sent = {
        "claim": (edith, *opened(edith, palau), {"blanks_amount": "searched"}),
        "entry": (otto, *opened(otto, entry), {"outcome": "found"}),
    }
    ready, answers = threading.Barrier(2), {}

    def send_form(name):
        client, address, data, values = sent[name]
        ready.wait()
        answers[name] = client.post(address, {**data, **values}).status_code
        connection.close()

    threads = [threading.Thread(target=send_form, args=[name]) for name in sorted(sent, key=lambda name: name != first)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    palau.refresh_from_db()
    assert sorted(answers.values()) == [200, 302]
    assert unsupported_blanks(palau) == []
