"""When anything that readers see was last changed.

An answer may change without its own rows changing: a follow-up changes a status, a withdrawal takes a row away, and a new
day changes who is a member. So this is one time for the whole record, and never earlier than the beginning of the day. The
entity tag, which is made from the answer itself, is exact.
"""

import datetime as dt

from django.db.models import Max, Value

from ..lists.resources import RESOURCES
from ..models import Participation, SearchLogEntry
from ..models.dates import today
from ..models.vocabularies import EditorialState


def last_modified() -> dt.datetime:
    first, *rest = (
        rows.order_by()
        .annotate(all=Value(1))
        .values("all")
        .annotate(last=Max("updated_at"))
        .values_list("last", flat=True)
        for rows in (*_public(), *_withdrawn())
    )
    midnight = dt.datetime.combine(today(), dt.time(), dt.UTC)
    return max([midnight, *filter(None, first.union(*rest, all=True))])


def _public():
    models = [*(noun.model for noun in RESOURCES.values()), Participation, SearchLogEntry]
    return [model.objects.published() for model in models]


def _withdrawn():
    editorial = [noun.model for noun in RESOURCES.values() if hasattr(noun.model, "published_with")]
    return [model.objects.filter(state=EditorialState.WITHDRAWN) for model in editorial]
