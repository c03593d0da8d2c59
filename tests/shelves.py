"""Releases for tests: a shelf of its own, and an empty database to rebuild into."""

from contextlib import contextmanager
from pathlib import Path

from django.contrib.redirects.models import Redirect
from django.test.utils import override_settings

from initiatives import search
from initiatives.models import Technology
from initiatives.publishing.releases.building import make_release
from initiatives.publishing.releases.dump import PUBLIC_FIELDS


@contextmanager
def shelf_at(path):
    """Releases are made and found in the folder."""
    with override_settings(RELEASES_DIR=Path(path)):
        yield Path(path)


def release_at(path, version="2026.1"):
    """Make a release on a shelf of its own; returns its folder."""
    with shelf_at(path):
        return make_release(version).folder


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of every file of a release by its path."""
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def empty_the_database():
    """Take every record away, as if the database were new; accounts and roles stay."""
    Technology.objects.update(parent=None)
    for model in reversed(list(PUBLIC_FIELDS)):
        model.objects.all().delete()
    Redirect.objects.all().delete()
    search.flush_changes()
