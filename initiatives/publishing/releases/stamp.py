"""What tells one release from another of the same content: its version, its day, and the release before it."""

import datetime as dt
from dataclasses import dataclass

from ...models.permalinks import absolute


@dataclass(frozen=True)
class ReleaseStamp:
    """Only the papers of a release carry it; the data do not."""

    version: str
    day: dt.date
    previous: str = ""

    @property
    def address(self) -> str:
        return absolute(f"/data/#release-{self.version}")

    @property
    def words(self) -> str:
        return f"{self.day:%-d %B %Y}"
