"""How records and lists are cited: each becomes an item of CSL-JSON, from which styles, BibTeX and RIS are written.

``items.py`` makes the items, ``styles.py`` renders them through a CSL processor, ``formats.py`` writes files.
"""

from uuid import UUID, uuid5

from django.conf import settings

from .. import shelf
from ..imprint import TITLE

# Names are made within it, so they are the same wherever the record is served; it never changes.
NAMESPACE = UUID("4b9565fd-2123-449b-9b07-1e171a0c860e")


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


def permanent_name(key: str) -> UUID:
    """What programs know a record, a list or an event by; ``key`` is its path within the record, as ``commitments/palau``."""
    return uuid5(NAMESPACE, key)
