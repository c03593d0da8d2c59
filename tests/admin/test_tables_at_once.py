"""An import against somebody else’s save, and against itself: nothing is lost, nothing is written twice."""

import threading

import pytest
from django.db import connection, transaction

from initiatives.models import Commitment, ImportRecord
from tests.admin.desk import log_in
from tests.admin.files import PROMISE, confirm, send, table
from tests.world import build

pytestmark = pytest.mark.django_db(transaction=True)


def row(slug="promise", **values):
    return {"slug": slug, **PROMISE, **values}


@pytest.mark.parametrize("first", ["save", "import"])
def test_an_import_and_a_save_at_the_same_time_lose_nothing(first):
    build()
    editor = log_in("edith", "Editors")
    preview = send(editor, table(row("palau", title="From the file"), row()))
    holding, release, answers = threading.Event(), threading.Event(), {}

    def save():
        """A save by the desk’s rules: the row is locked, read, changed and written."""
        try:
            with transaction.atomic():
                palau = Commitment.objects.select_for_update(of=("self",)).get(slug="palau")
                palau.wording = "From the save."
                palau.save()
                holding.set()
                release.wait(10)
        finally:
            connection.close()

    def bring():
        try:
            answers["import"] = confirm(editor, preview, reason="Because.")
        finally:
            connection.close()

    if first == "import":
        bring()
        release.set()
        save()
    else:
        saving, importing = threading.Thread(target=save), threading.Thread(target=bring)
        saving.start()
        assert holding.wait(10)
        importing.start()
        importing.join(0.5)
        assert importing.is_alive()  # it waits for the save
        release.set()
        saving.join()
        importing.join()
    palau = Commitment.objects.get(slug="palau")
    assert palau.wording == "From the save."
    if first == "import":
        assert palau.title == "From the file"
    else:
        assert "changed after this preview" in answers["import"].context["problem"]
        assert palau.title == "Open RAN in Palau"
        assert not Commitment.objects.filter(slug="promise").exists()


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
