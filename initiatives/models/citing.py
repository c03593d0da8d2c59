"""What cites a source: each record that names it as its source, and each text of ours that links to it.

The models are asked when it is needed, so that a new noun with a source, or with a text, counts by itself.
"""

import datetime as dt
from functools import reduce
from operator import or_

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, F, Func, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat, Greatest, Least, StrIndex
from django.db.models.lookups import GreaterThan

from ..vocabularies import EditorialState
from .base import EditorialRecord, Record

LINK = "[[source:"
NEVER = Value(dt.datetime(9999, 1, 1, tzinfo=dt.UTC), models.DateTimeField())


class _Joined(Func):
    """One text made of the texts of all rows."""

    template = "%(function)s(%(expressions)s, ' ')"
    output_field = models.TextField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **context)

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="STRING_AGG", **context)


def is_cited(source):
    """Condition on sources: something public cites them. ``source`` is their model.

    A link is looked for only in what nothing names, and the texts that have links are read once for all sources.
    """
    named = [Exists(rows) for rows in _naming(source)]
    link = Concat(Value(LINK), F("slug"), Value("]]"))
    return reduce(or_, named) | Q(GreaterThan(StrIndex(_texts_with_links(), link), 0))


def first_cited(source):
    """For sources that are public: when readers first saw a record that names it today.

    Where none names it, as with a link in a text, it is the last change of the source: later than it was, never earlier.
    """
    first, own = _first_naming(source), source.history.filter(id=OuterRef("pk")).order_by("-history_date")
    last = Coalesce(Subquery(own.values("history_date")[:1]), F("updated_at"))
    return Case(When(GreaterThan(NEVER, first), then=first), default=last)


def _naming(source):
    """The public rows of each noun that name the source of the outer query."""
    for relation in source._meta.related_objects:
        yield relation.related_model.objects.published().filter(**{relation.field.name: OuterRef("pk")}).order_by()


def _first_naming(source):
    moments = [Subquery(_moments(rows).order_by("moment").values("moment")[:1]) for rows in _naming(source)]
    return Least(*(Coalesce(moment, NEVER) for moment in moments), output_field=models.DateTimeField())


def _moments(rows):
    """Adds ``moment``: when the row, and all that it hangs on, was public and named its source."""
    model = rows.model
    public = {"state": EditorialState.PUBLISHED} if issubclass(model, EditorialRecord) else {}
    own = "published_at" if public else "created_at"
    naming = model.history.filter(id=OuterRef("pk"), source=OuterRef("source"), **public).order_by("history_date")
    since = Coalesce(Subquery(naming.values("history_date")[:1]), F(own))
    return rows.annotate(moment=Greatest(since, own, *(f"{path}__published_at" for path in _above(model))))


def _above(model):
    """What a row hangs on; a part of a record hangs on that record."""
    if issubclass(model, EditorialRecord):
        return model.published_with
    return [f.name for f in model._meta.fields if f.is_relation and issubclass(f.related_model, EditorialRecord)]


def _texts_with_links():
    """All public texts of ours that link to a source, in one."""
    joined = []
    for model in apps.get_app_config("initiatives").get_models():
        names = [f.name for f in model._meta.fields if isinstance(f, models.TextField) and f.name != "state_reason"]
        if names and issubclass(model, Record):
            linking = reduce(or_, (Q(**{f"{name}__contains": LINK}) for name in names))
            text = Concat(Value(""), *names, output_field=models.TextField())
            rows = model.objects.published().filter(linking).order_by().values(joined=_Joined(text))
            joined.append(Coalesce(Subquery(rows), Value("")))
    return Concat(*joined, output_field=models.TextField())
