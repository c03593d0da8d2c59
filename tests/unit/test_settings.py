"""Settings from the environment: a value that cannot be used stops the start with one sentence."""

import os
import subprocess
import sys

import pytest
from django.conf import settings


def start(**environment):
    """Import the settings in a process of their own, with nothing set but what is given."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", "import minilat.settings as s; print(s.SITE_URL, s.DEBUG)"],
        cwd=settings.BASE_DIR,
        env={**kept, **environment},
        capture_output=True,
        text=True,
    )


def test_a_secret_key_is_all_that_has_to_be_set():
    started = start(SECRET_KEY="x")
    assert (started.returncode, started.stderr) == (0, "")
    assert started.stdout == "http://127.0.0.1:8000 False\n"


def test_debugging_needs_no_secret_key():
    assert start(DEBUG="true").stdout == "http://127.0.0.1:8000 True\n"


def test_an_empty_value_counts_as_not_set():
    started = start(SECRET_KEY="x", DEBUG="", DATABASE_URL="", LOG_LEVEL="", SITE_URL="")
    assert (started.returncode, started.stderr) == (0, "")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", "", "SECRET_KEY is missing: set it to 50 random characters"),
        ("DEBUG", "perhaps", "DEBUG is not usable: set it to true or false."),
        ("HTTPS", "2", "HTTPS is not usable: set it to true or false."),
        ("TWO_PERSON_REVIEW", "ja", "TWO_PERSON_REVIEW is not usable: set it to true or false."),
        ("LOG_LEVEL", "loud", "LOG_LEVEL is not usable: set it to DEBUG, INFO,"),
        ("SITE_URL", "minilat.example.org", "SITE_URL is not usable: write it as https://"),
        ("SITE_URL", "http://minilat.example.org:port", "SITE_URL is not usable: write it as"),
        ("SITE_URL", "http://minilat.example.org/a", "SITE_URL is not usable: write it as"),
        ("CSRF_TRUSTED_ORIGINS", "minilat.example.org", "CSRF_TRUSTED_ORIGINS is not usable"),
        ("DATABASE_URL", "mysql://host/name", "DATABASE_URL names a database that Minilat does"),
        ("DATABASE_URL", "minilat.sqlite3", "begin it with sqlite:/// or postgres://."),
        ("DATABASE_URL", "postgres://host:port/name", "DATABASE_URL is not a valid address:"),
        ("DATABASE_URL", "postgres://host", "DATABASE_URL does not say which database:"),
        ("DATABASE_URL", "sqlite://:memory:", "DATABASE_URL does not say which file:"),
        ("DATABASE_URL", "sqlite:////no/such/a.sqlite3", "create /no/such first."),
    ],
)
def test_an_unusable_value_is_refused_in_one_sentence(name, value, sentence):
    started = start(**{"SECRET_KEY": "x", name: value})
    assert started.returncode == 3
    assert started.stderr.startswith("Minilat cannot start. ")
    assert sentence in started.stderr
    assert started.stderr.count("\n") == 1


@pytest.mark.parametrize("folder", ["C# work", "what? now", "100%25 sure", "plain"])
def test_a_folder_may_have_any_name(tmp_path, folder):
    """The default database stands in ``var/`` of the checkout, whatever the folders above it are called."""
    checkout = tmp_path / folder / "minilat"
    checkout.mkdir(parents=True)
    for name in ("minilat", "initiatives", "manage.py"):
        (checkout / name).symlink_to(settings.BASE_DIR / name)
    code = "import minilat.settings as s; print(s.DATABASES['default']['NAME'])"
    code = f"import pathlib; pathlib.Path.resolve = lambda self, strict=False: self.absolute(); {code}"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=checkout,
        env={"SECRET_KEY": "x", "PATH": os.environ["PATH"], "PYTHONPATH": str(checkout)},
        capture_output=True,
        text=True,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == f"{checkout / 'var' / 'minilat.sqlite3'}\n"


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("sqlite://var/x.sqlite3", "DATABASE_URL has too few slashes before the file"),
        ("sqlite:/var/x.sqlite3", "DATABASE_URL has too few slashes before the file"),
        ("sqlite:///", "DATABASE_URL does not say which file"),
        ("sqlite:///var/", "DATABASE_URL does not say which file"),
        ("sqlite:///initiatives", "DATABASE_URL names a folder"),
    ],
)
def test_an_address_of_sqlite_that_names_no_file_stops_the_start_with_one_sentence(url, sentence):
    started = start(SECRET_KEY="x", DATABASE_URL=url)

    assert started.returncode == 3
    assert sentence in started.stderr and len(started.stderr.splitlines()) == 1


def test_an_address_of_sqlite_is_percent_decoded(tmp_path):
    code = "import minilat.settings as s; print(s.DATABASES['default']['NAME'])"
    url = f"sqlite:///{tmp_path}/my%20file%23.sqlite3"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env={"SECRET_KEY": "x", "DATABASE_URL": url, "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
    )
    assert ran.stdout == f"{tmp_path}/my file#.sqlite3\n"


MAKE = ["make", "-s", ".venv/for-use"]


@pytest.mark.drill
@pytest.mark.parametrize("broken", ["no pip", "a dead Python"])
def test_a_broken_environment_is_made_anew(tmp_path, broken):
    """``make`` with requirements that install nothing, so that the test needs no network."""
    (tmp_path / "Makefile").write_text((settings.BASE_DIR / "Makefile").read_text())
    (tmp_path / "requirements.txt").write_text("")
    command = [*MAKE, f"PYTHON={sys.executable}"]
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / ".venv"], check=True)
    if broken == "a dead Python":
        (tmp_path / ".venv" / "for-use").touch()
        for link in (tmp_path / ".venv" / "bin").glob("python*"):
            link.unlink()
            link.symlink_to("/nowhere/python")
    made = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)

    assert (made.returncode, made.stderr) == (0, "")
    pip = [tmp_path / ".venv" / "bin" / "python", "-m", "pip", "--version"]
    assert subprocess.run(pip, capture_output=True).returncode == 0
