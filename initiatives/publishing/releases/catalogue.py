"""Reads the releases: folders in ``RELEASES_DIR`` whose name is a version, such as 2026.1.

Other folders are ignored.
"""

import datetime as dt
import hashlib
import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from django.conf import settings

from ...models.permalinks import absolute

VERSION_PATTERN = re.compile(r"(?P<year>[1-9]\d{3})\.(?P<number>[1-9]\d{0,5})", re.ASCII)
CHECKSUMS_FILE = "SHA256SUMS"


def version_key(version: str) -> tuple[int, int] | None:
    """The year and number, for sorting; None if the text is not a version."""
    match = VERSION_PATTERN.fullmatch(version)
    return (int(match["year"]), int(match["number"])) if match else None


def file_checksum(file: Path) -> str:
    """The SHA-256 of a file."""
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def read_checksums(file: Path) -> dict[str, str]:
    """The checksums in a file of ``sha256sum``, by the path of the file that they belong to."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return dict(reversed(line.split("  ", 1)) for line in lines if "  " in line)


@dataclass(frozen=True)
class ReleaseStamp:
    """Version, day and previous version of a release. They are in its documentation and never in its data."""

    version: str
    day: dt.date
    previous: str = ""

    @property
    def address(self) -> str:
        return absolute(f"/data/#release-{self.version}")

    @property
    def day_words(self) -> str:
        return f"{self.day:%-d %B %Y}"


@dataclass(frozen=True)
class Release:
    folder: Path

    @property
    def version(self) -> str:
        return self.folder.name

    @property
    def archive(self) -> str:
        return f"minilat-{self.version}.zip"

    @cached_property
    def package(self) -> dict:
        return self._json("datapackage.json")

    @property
    def day(self) -> str:
        """The ISO date on which it was made."""
        return self.package["created"][:10]

    @property
    def stamp(self) -> ReleaseStamp:
        return ReleaseStamp(self.version, dt.date.fromisoformat(self.day))

    @property
    def made_at(self) -> dt.datetime:
        """When it was made here (UTC); for a folder that was copied here later, the end of its day."""
        written = dt.datetime.fromtimestamp((self.folder / CHECKSUMS_FILE).stat().st_mtime, dt.UTC)
        end_of_day = dt.datetime.combine(dt.date.fromisoformat(self.day), dt.time.max, dt.UTC)
        return min(written, end_of_day)

    @property
    def counts(self) -> dict[str, int]:
        """The number of rows of each table."""
        return {resource["name"]: resource["rows"] for resource in self.package["resources"]}

    @cached_property
    def changes(self) -> dict:
        return self._json("changes.json")

    @cached_property
    def checksums(self) -> dict[str, str]:
        """The SHA-256 of each file, and of the archive, by path."""
        archive = self.folder / f"{self.archive}.sha256"
        return read_checksums(self.folder / CHECKSUMS_FILE) | read_checksums(archive)

    @property
    def files(self) -> list[str]:
        """The paths of all its files. Only these may be served."""
        return [*self.checksums, CHECKSUMS_FILE, f"{self.archive}.sha256"]

    def size(self, name: str) -> int:
        return (self.folder / name).stat().st_size

    def _json(self, name: str) -> dict:
        return json.loads((self.folder / name).read_text(encoding="utf-8"))


def list_releases() -> list[Release]:
    """All releases, the newest first."""
    root = Path(settings.RELEASES_DIR)
    folders = [folder for folder in root.iterdir() if version_key(folder.name)] if root.is_dir() else []
    return [Release(folder) for folder in sorted(folders, key=lambda folder: version_key(folder.name), reverse=True)]


def find_release(version: str) -> Release | None:
    return next((release for release in list_releases() if release.version == version), None)


def latest_release() -> Release | None:
    return next(iter(list_releases()), None)
