"""The whole record, released, rebuilt into an empty database and released again; and a release that is killed."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse

from initiatives import search
from initiatives.lists.resources import RESOURCES
from initiatives.publishing.releases import catalogue
from initiatives.publishing.releases.rebuilding import rebuild
from tests.contract.test_leaks import everything
from tests.releases import contents, empty_the_database, release_at, releases_in

pytestmark = [pytest.mark.drill, pytest.mark.django_db]


def sample() -> list[str]:
    """Every noun: its list, two files of it, and every twentieth record; and the pages about the whole."""
    found = [
        reverse(name) for name in ("home", "about", "matrix", "timeline", "network", "answers", "answer-due", "data")
    ]
    for noun in RESOURCES.values():
        found += [noun.file("csv"), noun.file("json")]
        if noun.has_page:
            found += [noun.path, f"{noun.path}?ordering=-updated" if noun.name == "commitments" else noun.path]
            records = noun.model.objects.published().order_by("slug")[::20]
            found += [record.get_absolute_url() for record in records]
    return list(dict.fromkeys(found))


def test_the_record_rebuilt_from_its_release_is_the_same_in_every_noun(client, test_database, tmp_path):
    with transaction.atomic():
        call_command("loaddata", "demo", verbosity=0)
        search.flush_changes()
        before = everything(client, sample())
        first = release_at(tmp_path / "first")
        empty_the_database()

        assert rebuild(first) == 4221  # all but two sources that nothing cites
        search.flush_changes()
        after = everything(client, sample())
        second = release_at(tmp_path / "second")
        transaction.set_rollback(True)

    assert len(before) > 90
    assert [address for address in before if before[address] != after.get(address)] == []
    assert contents(first) == contents(second)


COMMAND = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "minilat.settings"
import django
from django.conf import settings
settings.RELEASES_DIR = sys.argv[1]
django.setup()
from django.core.management import call_command
print("ready", flush=True)
call_command("release", "2026.1")
"""


def test_a_killed_release_leaves_no_release(tmp_path):
    """Killed at twenty moments: there is a whole release or none, and the next attempt succeeds."""
    environment = {**os.environ, "DEBUG": "true", "DATABASE_URL": f"sqlite:///{tmp_path}/site.sqlite3"}

    def manage(*arguments):
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=True, capture_output=True)

    manage("migrate", "--verbosity", "0")
    manage("loaddata", "demo", "--verbosity", "0")
    place, whole = tmp_path / "releases", 0
    for moment in range(20):
        process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, str(place)], cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE
        )
        process.stdout.readline()
        time.sleep(0.2 * moment)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        with releases_in(place):
            found = catalogue.latest_release()
        if found:
            subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=found.folder, check=True)
            assert len(found.files) == 28
            whole += 1
            found.folder.rename(tmp_path / f"whole-{moment}")
    assert whole < 20
    subprocess.run([sys.executable, "-c", COMMAND, str(place)], cwd=settings.BASE_DIR, env=environment, check=True)
    assert (place / "2026.1" / "SHA256SUMS").is_file()
