"""Search in lists and autocomplete fields: by name, alias or code in any script, exact matches first."""

from django.db.models import Case, IntegerField, Value, When

from ..search.words import FOLDING_TABLE


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


def search_by_name(model_admin, request, queryset, search_term):
    """The rows with the term in one of the fields ``found_by``, folded; for models with few rows, compared in Python."""
    wanted = fold_text(search_term).strip()
    if not wanted:
        return queryset
    exact, starting, inside = [], [], []
    ordered = queryset.order_by(*queryset.model._meta.ordering)
    for pk, *values in ordered.values_list("pk", *model_admin.found_by):
        names = [fold_text(name) for value in values for name in (value if isinstance(value, list) else [value])]
        if wanted in names:
            exact.append(pk)
        elif any(name.startswith(wanted) for name in names):
            starting.append(pk)
        elif any(wanted in name for name in names):
            inside.append(pk)
    found = [*exact, *starting, *inside]
    chosen = queryset.filter(pk__in=found)
    return order_by_keys(found, chosen) if is_autocomplete(request) else chosen
