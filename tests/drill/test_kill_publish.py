"""The process is killed in the middle of a bulk publication: afterwards all of the records are public, or none."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from initiatives.editorial import transitions
from initiatives.editorial.fingerprint import record_fingerprint
from initiatives.models import Commitment
from tests.admin.desk import log_in, url
from tests.world import build, commitment

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]
MANY, KILLS = 100, 12
HERE = Path(__file__).parent
REQUEST = HERE / "publish_request.py"


@pytest.fixture
def drafts(transactional_db):
    world = build()
    technologies, parties = [world.technologies["5g"]], {world.states["JPN"]: "lead"}
    values = {"state": "draft", "locator": "paragraph 3", "target_date": "2027"}
    return [
        commitment(
            f"story-{n}",
            world.statements["sheet"],
            technologies,
            parties,
            title=f"Story {n}",
            **values,
        )
        for n in range(MANY)
    ]


def database_url() -> str:
    """The test database as an address, for a process of its own."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def start(editor, drafts) -> subprocess.Popen:
    """A server process that gets the request of the bulk publication; it says when it begins and when it is done."""
    session = editor.cookies["sessionid"].value
    ids = ",".join(str(record.pk) for record in drafts)
    process = subprocess.Popen(
        [sys.executable, str(REQUEST), f"{url(Commitment, 'transition', 'publish')}?ids={ids}", session],
        env={**os.environ, "DATABASE_URL": database_url(), "PYTHONPATH": str(HERE.parents[1])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    process.stdin.write("\n".join(f"version-{record.pk}={record_fingerprint(record)}" for record in drafts))
    process.stdin.close()
    assert process.stdout.readline() == "begins\n"
    return process


def as_drafts():
    """As if nobody had published them yet."""
    Commitment.history.filter(slug__startswith="story-", state="published").delete()
    Commitment.objects.filter(slug__startswith="story-").update(state="draft")


def published() -> int:
    return Commitment.objects.filter(slug__startswith="story-", state="published").count()


def test_a_killed_bulk_publication_leaves_all_or_nothing(drafts):
    editor, ends = log_in("edith", "Editors"), []
    begun = time.monotonic()
    process = start(editor, drafts)
    assert process.stdout.read() == "answered 302\n", "left alone it publishes everything"
    whole = time.monotonic() - begun
    assert (process.wait(), published()) == (0, MANY)

    dice = random.Random(5)
    for _ in range(KILLS):
        as_drafts()
        process = start(editor, drafts)
        time.sleep(dice.uniform(0, whole))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        wait_for_the_database()
        ends.append(published())
        assert ends[-1] in (0, MANY), ends

    assert 0 in ends, "no kill came in time"
    # Nothing is left locked: the next publication goes through.
    as_drafts()
    requests = [transitions.TransitionRequest(record, record_fingerprint(record)) for record in drafts]
    transitions.transition_all(requests, "publish", editor.user)
    assert published() == MANY


def wait_for_the_database():
    """PostgreSQL ends the killed process's transaction a moment later."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for _ in range(100):
                cursor.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
                if cursor.fetchone()[0] == 0:
                    return
                time.sleep(0.1)
