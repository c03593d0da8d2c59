"""How records and lists are cited: each becomes an item of CSL-JSON, from which styles, BibTeX and RIS are written.

``items.py`` makes the items, ``styles.py`` renders them through a CSL processor, ``formats.py`` writes files.
"""

from django.conf import settings

from .. import shelf
from ..imprint import TITLE


def edition() -> str:
    """The title, with the newest release where there is one."""
    release = shelf.current()
    return f"{TITLE}, release {release.version}" if release else TITLE


def absolute(path: str) -> str:
    """The full address of a path of this site."""
    return f"{settings.SITE_URL}{path}"


def permalink(record) -> str:
    """The record's full permanent address."""
    return absolute(record.get_absolute_url())
