"""The permanent addresses and names of records, as readers and programs cite them."""

from uuid import UUID, uuid5

from django.conf import settings

# Names are made within it, so they are the same wherever the record is served; it never changes.
NAMESPACE = UUID("4b9565fd-2123-449b-9b07-1e171a0c860e")


def absolute(path: str) -> str:
    """The full address of a path of this site."""
    return f"{settings.SITE_URL}{path}"


def permalink(record) -> str:
    """The record's full permanent address."""
    return absolute(record.get_absolute_url())


def permanent_name(key: str) -> UUID:
    """What programs know a record, a list or an event by; ``key`` is its path within the record, as ``commitments/palau``."""
    return uuid5(NAMESPACE, key)
