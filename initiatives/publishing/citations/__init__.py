"""Citations of records, lists and releases.

``items`` builds CSL-JSON items, ``styles`` renders them in a citation style, ``formats`` writes them as BibTeX, RIS and
CSL-JSON.
"""

import datetime as dt
from collections.abc import Callable

from ..releases import catalogue
from ..site import SITE_TITLE


def title_with_release(find_last_change: Callable[[], dt.datetime | None]) -> str:
    """The title of the site, with the latest release if what is cited has not changed since.

    ``find_last_change`` gives the moment of its last change, or None for never; it is called only if there is a release.
    """
    release = catalogue.latest_release()
    holds = release and ((changed_at := find_last_change()) is None or changed_at <= release.made_at)
    return f"{SITE_TITLE}, release {release.version}" if holds else SITE_TITLE
