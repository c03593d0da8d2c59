"""The version and the day of a release."""

import datetime as dt
from dataclasses import dataclass

from ...models.permalinks import absolute


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
