"""Search in lists and autocomplete fields: by name, alias or code in any script, exact matches first; recent sources
first.
"""

from django.db.models import Case, IntegerField, Value, When

from ..search.words import FOLDING_TABLE
from .initial import recent_source_ids


def fold_text(text: str) -> str:
    """The text without case, accents and variants of letters."""
    return text.translate(FOLDING_TABLE)


def is_autocomplete(request) -> bool:
    return request.path.endswith("/autocomplete/")


def order_by_keys(keys: list[int], queryset):
    """The queryset with the records of these primary keys first, in this order."""
    if not keys:
        return queryset
    places = [When(pk=key, then=Value(place)) for place, key in enumerate(keys)]
    place = Case(*places, default=Value(len(keys)), output_field=IntegerField())
    return queryset.order_by(place, *(queryset.query.order_by or queryset.model._meta.ordering))


class NameSearchMixin:
    """For the admin of models with few rows: compares the folded fields ``found_by`` in Python."""

    found_by: tuple[str, ...] = ()

    def get_search_results(self, request, queryset, search_term):
        wanted = fold_text(search_term).strip()
        if not wanted:
            return queryset, False
        exact, starting, inside = [], [], []
        for pk, *values in queryset.order_by(*self.model._meta.ordering).values_list("pk", *self.found_by):
            names = [fold_text(name) for value in values for name in (value if isinstance(value, list) else [value])]
            if wanted in names:
                exact.append(pk)
            elif any(name.startswith(wanted) for name in names):
                starting.append(pk)
            elif any(wanted in name for name in names):
                inside.append(pk)
        found = [*exact, *starting, *inside]
        chosen = queryset.filter(pk__in=found)
        return (order_by_keys(found, chosen) if is_autocomplete(request) else chosen), False


class RecentSourcesMixin:
    """For the admin of sources: autocomplete offers the sources first that the user cited last."""

    def get_search_results(self, request, queryset, search_term):
        queryset, may_repeat = super().get_search_results(request, queryset, search_term)
        if is_autocomplete(request):
            queryset = order_by_keys(recent_source_ids(request.user), queryset)
        return queryset, may_repeat
