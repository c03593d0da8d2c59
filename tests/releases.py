"""Makes releases in a temporary folder, and empties the database for a rebuild."""

from contextlib import contextmanager
from pathlib import Path

from django.contrib.redirects.models import Redirect
from django.test.utils import override_settings

from initiatives import search
from initiatives.history.recording import change
from initiatives.models import Technology
from initiatives.publishing.releases.building import make_release
from initiatives.publishing.releases.dump import PUBLIC_FIELDS


@contextmanager
def releases_in(path):
    """Set `RELEASES_DIR` to `path`."""
    with override_settings(RELEASES_DIR=Path(path)):
        yield Path(path)


def release_at(path, version="2026.1"):
    """Make a release in `path`; return its folder."""
    with releases_in(path):
        return make_release(version).folder


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of every file of a release by its path."""
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@change()
def empty_the_database():
    """Take every record away, as if the database were new; accounts and roles stay."""
    Technology.objects.update(parent=None)
    for model in reversed(list(PUBLIC_FIELDS)):
        model.objects.all().delete()
    Redirect.objects.all().delete()
    search.flush_changes()
