"""Makes a release: all files in a folder that nobody sees, which gets its name when it is complete.

What was stopped half-way leaves a folder whose name begins with a dot; it is no release and can be deleted.
"""

import hashlib
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
from .catalogue import CHECKSUMS_FILE, Release
from .csv_tables import write_tables
from .database import create_database
from .differences import compare_releases
from .documentation import write_documentation
from .dump import all_lines
from .rebuilding import DUMP_FILE
from .stamp import ReleaseStamp


class ReleaseError(Exception):
    """Why no release was made, in a sentence or several."""


def make_release(version: str, progress: Callable = lambda rows, label: rows) -> Release:
    """Make the release of today; raises CannotRelease, and has then made nothing.

    ``progress(rows, label)`` may wrap what is gone through.
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
            told = compare_releases(previous and previous.folder, folder)
            write_documentation(folder, stamp, counts, told)
        write_checksums(folder)
        write_archive(folder, version)
    return catalogue.find_release(version)


def check_version(version: str, previous: Release | None):
    place = catalogue.version_key(version)
    if place is None:
        raise ReleaseError(f"“{version}” is no version: write a year and a number, for example {today().year}.1.")
    if (Path(settings.RELEASES_DIR) / version).exists():
        raise ReleaseError(f"Release {version} exists already; releases never change.")
    if previous and place < catalogue.version_key(previous.version):
        raise ReleaseError(f"Release {version} would come before {previous.version}, which exists already.")


def check_record(progress: Callable):
    """The rules of ``manage.py check_record``: what breaks one is not frozen."""
    for noun, rows in rows_to_check():
        for record in progress(rows, f"{noun}, checked"):
            if problems := problems_of(record):
                key = "/".join(map(str, record.natural_key()))
                raise ReleaseError(f"{noun} {key}: {problems[0]} Run manage.py check_record.")


@contextmanager
def staging_folder(version: str):
    """A folder on the shelf under a name of its own; it becomes the release when all went well."""
    place = Path(settings.RELEASES_DIR)
    place.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{version}-", dir=place))
    try:
        yield folder
        folder.chmod(0o755)
        try:
            folder.rename(place / version)
        except OSError as error:
            raise ReleaseError(f"Release {version} was made by somebody else meanwhile.") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# --- files


def write_dump(folder: Path, progress: Callable):
    with (folder / DUMP_FILE).open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(f"{line}\n" for line in all_lines(progress))


def files_of(folder: Path) -> list[str]:
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())


def file_checksum(file: Path) -> str:
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def write_checksums(folder: Path):
    lines = [f"{file_checksum(folder / name)}  {name}\n" for name in files_of(folder)]
    (folder / CHECKSUMS_FILE).write_text("".join(lines), encoding="utf-8")


def write_archive(folder: Path, version: str):
    """All files in one zip, with fixed times and order, and its checksum beside it."""
    name, names = f"minilat-{version}.zip", files_of(folder)
    with zipfile.ZipFile(folder / name, "w") as archive:
        for file in names:
            entry = zipfile.ZipInfo(f"minilat-{version}/{file}", date_time=(1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, (folder / file).read_bytes(), zipfile.ZIP_DEFLATED, compresslevel=9)
    (folder / f"{name}.sha256").write_text(f"{file_checksum(folder / name)}  {name}\n", encoding="utf-8")
