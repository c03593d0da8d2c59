"""When anything that readers see was last changed.

An answer may change without its own rows changing: a follow-up changes a status, a withdrawal takes a row away, and a new
day changes who is a member. So this is one time for the whole data set, and never earlier than the beginning of the day.
The entity tag, which is made from the answer itself, is exact.
"""

import datetime as dt

from django.db.models import Max
from django.utils import timezone

from ..models import PublicVersion
from ..models.dates import today


def last_modified() -> dt.datetime | None:
    """The time of the latest public version, or the beginning of today where that is later (UTC).

    None while that second runs: the date of an answer has no parts of a second, so a later change within the same second
    could not be told from it (RFC 9110, 8.8.2.2).
    """
    midnight = dt.datetime.combine(today(), dt.time(), dt.UTC)
    last = max(midnight, PublicVersion.objects.aggregate(last=Max("at"))["last"] or midnight)
    return last if last.replace(microsecond=0) != timezone.now().replace(microsecond=0) else None
