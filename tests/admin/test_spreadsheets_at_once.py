"""An import against somebody else’s save, and against itself: nothing is lost, nothing is written twice."""

import threading

import pytest
from django.db import connection
from django.db.models.signals import post_save

from initiatives.models import Commitment, ImportRecord
from tests.admin.desk import REFUSED, errors, filled, log_in, opened
from tests.admin.files import PROMISE, confirm, send, table
from tests.world import build

pytestmark = [pytest.mark.engine, pytest.mark.django_db(transaction=True)]


def row(slug="promise", **values):
    return {"slug": slug, **PROMISE, **values}


@pytest.fixture
def stop_at_the_first_write():
    """Whoever first writes the commitment waits, within the transaction, until the second event; the first one says so."""
    held, released = threading.Event(), threading.Event()

    def stop(sender, instance, **kwargs):
        if instance.slug == "palau" and not held.is_set():
            held.set()
            released.wait(20)

    yield held, released, stop
    released.set()
    post_save.disconnect(stop, sender=Commitment)


@pytest.mark.parametrize("first", ["save", "import"])
def test_an_import_and_a_save_of_the_form_at_the_same_time_lose_nothing(first, stop_at_the_first_write):
    """The first has written the record and has not committed when the second comes: that one is refused and told why."""
    world = build()
    importer, editor = log_in("edith", "Editors"), log_in("otto", "Editors")
    preview = send(importer, table(row("palau", title="From the file"), row()))
    address, typed = opened(editor, world.commitments["palau"])
    held, released, stop = stop_at_the_first_write
    post_save.connect(stop, sender=Commitment)

    def bring():
        return confirm(importer, preview, reason="Because.")

    def save():
        return editor.post(address, {**typed, "wording": "From the form."})

    works = {"save": save, "import": bring}
    answers = {}

    def run(name):
        try:
            answers[name] = works[name]()
        finally:
            connection.close()

    second = "import" if first == "save" else "save"
    threads = {name: threading.Thread(target=run, args=(name,)) for name in works}
    threads[first].start()
    assert held.wait(20)
    threads[second].start()
    threads[second].join(0.5)
    assert threads[second].is_alive(), "it waits for the first"
    released.set()
    for thread in threads.values():
        thread.join()

    palau = Commitment.objects.get(slug="palau")
    assert answers[first].status_code == 302
    if first == "save":
        assert (palau.title, palau.wording) == ("Open RAN in Palau", "From the form.")
        assert "changed after this preview" in answers["import"].context["problem"]
        assert not Commitment.objects.filter(slug="promise").exists()
    else:
        assert (palau.title, palau.wording) == ("From the file", "")
        assert errors(answers["save"]) == [REFUSED]
        assert filled(answers["save"])["wording"] == "From the form."
        assert Commitment.objects.filter(slug="promise").exists()


def test_the_same_file_confirmed_twice_at_once_is_imported_once():
    build()
    clients = [log_in("edith", "Editors"), log_in("emil", "Editors")]
    previews = [send(client, table(row("a"), row("b"))) for client in clients]
    answers = []

    def bring(client, preview):
        try:
            answers.append(confirm(client, preview).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=bring, args=pair) for pair in zip(clients, previews, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 302]
    assert ImportRecord.objects.count() == 1
    assert Commitment.objects.filter(slug__in="ab").count() == 2
