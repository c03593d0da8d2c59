"""Settings from the environment: a value that cannot be used stops the start with one sentence."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

pytestmark = pytest.mark.once


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
