"""The releases that were made: folders of ``RELEASES_DIR``, each named by its version. They are only read here.

A version is a year and a number, as 2026.1. Whatever else lies in the folder is no release.
"""

import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from django.conf import settings

VERSION_PATTERN = re.compile(r"(?P<year>[1-9]\d{3})\.(?P<number>[1-9]\d{0,5})", re.ASCII)
CHECKSUMS_FILE = "SHA256SUMS"


def version_key(version: str) -> tuple[int, int] | None:
    """Where the version stands among all; None for a text that is no version."""
    match = VERSION_PATTERN.fullmatch(version)
    return (int(match["year"]), int(match["number"])) if match else None


@dataclass(frozen=True)
class Release:
    """One release on the shelf."""

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
        """The day on which it was made, as ISO text."""
        return self.package["created"][:10]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        return {resource["name"]: resource["rows"] for resource in self.package["resources"]}

    @cached_property
    def changes(self) -> dict:
        return self._json("changes.json")

    @cached_property
    def sums(self) -> dict[str, str]:
        """The SHA-256 of each file by its path, the archive’s too."""
        texts = [
            (self.folder / name).read_text(encoding="utf-8") for name in (CHECKSUMS_FILE, f"{self.archive}.sha256")
        ]
        return dict(reversed(line.split("  ", 1)) for text in texts for line in text.splitlines())

    @property
    def files(self) -> list[str]:
        """The path of every file that belongs to it; no other may be served."""
        return [*self.sums, CHECKSUMS_FILE, f"{self.archive}.sha256"]

    def size(self, name: str) -> int:
        return (self.folder / name).stat().st_size

    def _json(self, name: str) -> dict:
        return json.loads((self.folder / name).read_text(encoding="utf-8"))


def list_releases() -> list[Release]:
    """All releases, the newest first."""
    shelf = Path(settings.RELEASES_DIR)
    folders = [folder for folder in shelf.iterdir() if version_key(folder.name)] if shelf.is_dir() else []
    return [Release(folder) for folder in sorted(folders, key=lambda folder: version_key(folder.name), reverse=True)]


def find_release(version: str) -> Release | None:
    return next((release for release in list_releases() if release.version == version), None)


def latest_release() -> Release | None:
    """The newest release, if there is one."""
    return next(iter(list_releases()), None)
