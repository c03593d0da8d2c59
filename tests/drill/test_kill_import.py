"""After the server is killed during an import, either the whole file is stored, with history and index, or nothing."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from urllib.parse import urlsplit

import httpx
import pytest
from django.conf import settings
from django.db import connection

from initiatives import search
from initiatives.models import Commitment, ImportRecord
from tests.admin.desk import log_in, url
from tests.admin.files import PROMISE, everything, table
from tests.world import build

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]

ROWS = 1500
KILLED_AFTER = (0.05, 0.3, 0.7, 1.2, 1.8, 2.5, 4, None)  # seconds after the button was pressed; None: not at all


def database_url() -> str:
    """The test database, as another process finds it."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


class Server:
    """The production server on the test database."""

    def __init__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        environment = {
            **os.environ,
            "DATABASE_URL": database_url(),
            "SECRET_KEY": settings.SECRET_KEY,
            "DEBUG": "true",
            "LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "minilat.settings",
        }
        command = [sys.executable, "-m", "gunicorn", "minilat.wsgi", "--bind", f"127.0.0.1:{port}"]
        command += ["--workers", "1", "--threads", "2", "--log-level", "critical"]
        self.process = subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR, start_new_session=True)
        for _ in range(200):
            try:
                httpx.get(f"{self.address}/healthz", trust_env=False)
                return
            except httpx.TransportError:
                time.sleep(0.1)
        raise RuntimeError("the server did not start")

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def browser(server, client) -> httpx.Client:
    cookies = {"sessionid": client.cookies["sessionid"].value}
    return httpx.Client(base_url=server.address, cookies=cookies, trust_env=False, timeout=120)


def field(page: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]+)"', page)[1]


def preview(window) -> dict:
    """Choose the file; gives the form under the preview."""
    address = url(Commitment, "import")
    token = field(window.get(address).text, "csrfmiddlewaretoken")
    content = table(*({**PROMISE, "slug": f"row-{n}"} for n in range(ROWS)))
    shown = window.post(address, data={"csrfmiddlewaretoken": token}, files={"import_file": ("rows.csv", content)})
    return {name: field(shown.text, name) for name in ("csrfmiddlewaretoken", "token")}


def test_a_killed_import_leaves_all_or_nothing():
    build()
    client = log_in("carla", "Curators")
    before, outcomes = everything(), []
    for delay in KILLED_AFTER:
        outcomes.append(one_import(client, delay))
        answered, number = outcomes[-1]
        if number:
            break
        assert not answered
        assert everything() == before
    assert (False, 0) in outcomes  # at least one was killed on its way
    assert number == ROWS
    assert ImportRecord.objects.get().new == ROWS
    assert Commitment.history.filter(slug__startswith="row-").count() == ROWS
    assert search.count_stale_texts() == {}


def one_import(client, delay) -> tuple[bool, int]:
    """Press the button and kill the server after so many seconds: whether it had answered, and the rows that are there."""
    server, answered = Server(), []
    try:
        window = browser(server, client)
        form = preview(window)

        def confirm():
            with contextlib.suppress(httpx.TransportError):
                answered.append(window.post(url(Commitment, "process_import"), data=form).status_code)

        asking = threading.Thread(target=confirm)
        asking.start()
        asking.join(delay)
    finally:
        server.kill()
    asking.join()
    return bool(answered), Commitment.objects.filter(slug__startswith="row-").count()
