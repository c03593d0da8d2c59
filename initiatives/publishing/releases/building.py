"""Makes a release in a hidden folder, which is renamed when it is complete.

An interrupted command may leave a folder whose name begins with a dot. It is not a release and can be deleted.
"""

import shutil
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from ...editorial.checks import problems_of, rows_to_check
from ...models.dates import today
from ...models.db import repeatable_read
from . import catalogue
from .catalogue import CHECKSUMS_FILE, Release, ReleaseStamp, file_checksum
from .csv_tables import write_tables
from .database import create_database
from .differences import compare_releases
from .documentation import write_documentation
from .dump import all_lines
from .rebuilding import DUMP_FILE


class ReleaseError(Exception):
    """No release was made; the message is the reason in whole sentences."""


def make_release(version: str, progress: Callable = lambda rows, label: rows) -> Release:
    """Make a release dated today. Raises ReleaseError, in which case no release exists.

    ``progress(rows, label)`` returns the rows, for example inside a progress bar.
    """
    previous = catalogue.latest_release()
    check_version(version, previous)
    stamp = ReleaseStamp(version, today(), previous.version if previous else "")
    with staging_folder(version) as folder:
        with repeatable_read():
            check_record(progress)
            write_dump(folder, progress)
            with create_database(folder) as insert:
                counts = write_tables(folder, insert, progress)
            changes = compare_releases(previous and previous.folder, folder)
            write_documentation(folder, stamp, counts, changes)
        write_checksums(folder)
        write_archive(folder, version)
    return catalogue.find_release(version)


def check_version(version: str, previous: Release | None):
    """ReleaseError for an invalid version, one that exists, or one before the previous release."""
    key = catalogue.version_key(version)
    if key is None:
        raise ReleaseError(f"“{version}” is not a version. Give a year and a number, for example {today().year}.1.")
    if (Path(settings.RELEASES_DIR) / version).exists():
        raise ReleaseError(f"Release {version} exists already, and releases never change.")
    if previous and key < catalogue.version_key(previous.version):
        raise ReleaseError(f"Release {version} would come before {previous.version}, which exists already.")


def check_record(progress: Callable):
    """ReleaseError if a record breaks a rule of ``manage.py check_record``."""
    for noun, rows in rows_to_check():
        for record in progress(rows, f"{noun}, checked"):
            if problems := problems_of(record):
                key = "/".join(map(str, record.natural_key()))
                raise ReleaseError(f"{noun} {key}: {problems[0]} Run manage.py check_record.")


@contextmanager
def staging_folder(version: str):
    """A hidden folder in ``RELEASES_DIR``, which gets the name of the version if the block succeeds."""
    releases = Path(settings.RELEASES_DIR)
    releases.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{version}-", dir=releases))
    try:
        yield folder
        folder.chmod(0o755)
        try:
            folder.rename(releases / version)
        except OSError as error:
            raise ReleaseError(f"Somebody else made release {version} at the same time.") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# --- files


def write_dump(folder: Path, progress: Callable):
    with (folder / DUMP_FILE).open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(f"{line}\n" for line in all_lines(progress))


def files_of(folder: Path) -> list[str]:
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())


def write_checksums(folder: Path):
    lines = [f"{file_checksum(folder / name)}  {name}\n" for name in files_of(folder)]
    (folder / CHECKSUMS_FILE).write_text("".join(lines), encoding="utf-8")


def write_archive(folder: Path, version: str):
    """Write a zip archive of all files, reproducible by fixed times and order, and its checksum beside it."""
    name, names = f"minilat-{version}.zip", files_of(folder)
    with zipfile.ZipFile(folder / name, "w") as archive:
        for file in names:
            entry = zipfile.ZipInfo(f"minilat-{version}/{file}", date_time=(1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, (folder / file).read_bytes(), zipfile.ZIP_DEFLATED, compresslevel=9)
    (folder / f"{name}.sha256").write_text(f"{file_checksum(folder / name)}  {name}\n", encoding="utf-8")
