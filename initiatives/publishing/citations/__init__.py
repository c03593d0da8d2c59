"""How records and lists are cited: each becomes an item of CSL-JSON, from which styles, BibTeX and RIS are written.

``items.py`` makes the items, ``styles.py`` renders them through a CSL processor, ``formats.py`` writes files.
"""

from ..releases import catalogue
from ..site import SITE_TITLE


def title_with_release() -> str:
    """The title, with the newest release where there is one."""
    release = catalogue.latest_release()
    return f"{SITE_TITLE}, release {release.version}" if release else SITE_TITLE
