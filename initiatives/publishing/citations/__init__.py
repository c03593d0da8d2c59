"""Citations of records, lists and releases.

``items`` builds CSL-JSON items, ``styles`` renders them in a citation style, ``formats`` writes them as BibTeX, RIS and
CSL-JSON.
"""

from ..releases import catalogue
from ..site import SITE_TITLE


def title_with_release() -> str:
    """The title of the site, with the latest release if there is one."""
    release = catalogue.latest_release()
    return f"{SITE_TITLE}, release {release.version}" if release else SITE_TITLE
