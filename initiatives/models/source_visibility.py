"""What cites a source: each record that names it as its source, and each text of ours that links to it.

The relations are read from the models, so a new noun with a source or a text needs no entry here.
"""

from functools import cache, reduce
from operator import or_

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Concat, StrIndex
from django.db.models.lookups import GreaterThan

from .base import Record
from .publication import EditorialRecord

SOURCE_LINK_START = "[[source:"
EMPTY_TEXT = Value("", models.TextField())


class _StringAgg(Func):
    """One text made of the texts of all rows."""

    template = "%(function)s(%(expressions)s, ' ')"
    output_field = models.TextField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **context)

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="STRING_AGG", **context)


@cache
def is_cited(source):
    """Condition on sources: something public cites them. ``source`` is their model.

    A link is looked for only in what nothing names, and the texts that have links are read once for all sources.
    """
    named = [Exists(rows) for rows in _citing_rows(source)]
    link = Concat(Value(SOURCE_LINK_START), F("slug"), Value("]]"), output_field=models.TextField())
    return reduce(or_, named) | Q(GreaterThan(StrIndex(_texts_with_links(), link), 0))


def _citing_rows(source):
    """The public rows of each noun that name the source of the outer query."""
    for relation in source._meta.related_objects:
        if issubclass(relation.related_model, Record):  # a lead is none
            yield relation.related_model.objects.published().filter(**{relation.field.name: OuterRef("pk")}).order_by()


def _parent_paths(model):
    """What a row hangs on; a part of a record hangs on that record."""
    if issubclass(model, EditorialRecord):
        return model.published_with
    return [f.name for f in model._meta.fields if f.is_relation and issubclass(f.related_model, EditorialRecord)]


def _texts_with_links():
    """All public texts of ours that link to a source, in one."""
    texts = [
        Subquery(rows.values(joined=_StringAgg(Concat(EMPTY_TEXT, *names, output_field=models.TextField()))))
        for rows, names in _rows_containing(SOURCE_LINK_START)
    ]
    return Concat(*(Coalesce(text, EMPTY_TEXT) for text in texts), output_field=models.TextField())


def _rows_containing(words: str):
    """The public rows of each noun in whose texts the words stand, and the names of those texts."""
    for model in apps.get_app_config("initiatives").get_models():
        names = [f.name for f in model._meta.fields if isinstance(f, models.TextField) and f.name != "state_reason"]
        if names and issubclass(model, Record):
            holding = reduce(or_, (Q(**{f"{name}__contains": words}) for name in names))
            # The few that hold them are found first, and only then asked whether they are public.
            few = model.objects.filter(holding).order_by().values("pk")
            yield model.objects.published().filter(pk__in=few).order_by(), names


def pages_linking_to(source) -> list[tuple[str, str, str]]:
    """Noun, slug and name of each public record on whose page a text links to the source, by name; in one query."""
    first, *rest = (_page_rows(rows) for rows, _ in _rows_containing(f"{SOURCE_LINK_START}{source.slug}]]"))
    return sorted(first.union(*rest), key=lambda page: (page[2], page))


def _page_rows(rows):
    page, path = rows.model, ""
    if not _has_field(page, "slug"):  # a part: its texts stand on the page of what it belongs to
        part_of = next(iter(_parent_paths(page)))
        page, path = page._meta.get_field(part_of).related_model, f"{part_of}__"
    name = next(name for name in ("title", "short_name", "name") if _has_field(page, name))
    return rows.values_list(Value(page._meta.model_name), f"{path}slug", f"{path}{name}")


def _has_field(model, name: str) -> bool:
    return name in {f.name for f in model._meta.fields}
