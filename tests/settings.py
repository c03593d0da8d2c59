"""Settings of the tests: those of the project, apart from the shell that runs them.

Of the environment only DATABASE_URL counts: it chooses the engine.
"""

import os
import tempfile
from pathlib import Path

OWN = "ALLOWED_HOSTS CSRF_TRUSTED_ORIGINS DEBUG HTTPS LOG_LEVEL SITE_URL TRUST_PROXY TWO_PERSON_REVIEW"
for name in OWN.split():
    os.environ.pop(name, None)
os.environ["SECRET_KEY"] = "only-for-tests"
os.environ["LOG_LEVEL"] = "ERROR"

from minilat.settings import *  # noqa: E402, F403 (after the environment is set; all of them)
from minilat.settings import DATABASES, REST_FRAMEWORK, STORAGES  # noqa: E402 (likewise)

if "sqlite3" in DATABASES["default"]["ENGINE"]:
    # A file, as in use: a database in memory knows no WAL, and one connection serves all threads.
    test_file = Path(tempfile.gettempdir()) / f"minilat-test-{os.getpid()}.sqlite3"
    DATABASES["default"]["TEST"] = {"NAME": str(test_file)}

# The site has no release; a test that makes one sets a folder of its own.
RELEASES_DIR = Path(tempfile.gettempdir()) / f"minilat-test-{os.getpid()}-no-releases"

# Log-ins and requests of the test client are not counted; the tests of the throttles switch this on.
AXES_ENABLED = False
REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"] = {"anon": None}

# Nothing is left behind on disk.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Pages are rendered without collecting the static files first.
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"

# Fast on purpose: the tests make many accounts and protect nothing.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
