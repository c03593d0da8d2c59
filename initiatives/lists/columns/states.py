"""The columns of states."""

import datetime as dt
from dataclasses import replace

from django.db.models import Prefetch

from ...models import Membership
from . import Column, ColumnSet
from .shared import (
    ALIASES,
    COMMITMENT_COUNT_COLUMN,
    SLUG_COLUMN,
    UPDATED,
    URL_COLUMN,
    api_url_column,
    attribute_getter,
    code_columns,
    to_many_columns,
)


def memberships_prefetch(day: dt.date | None) -> Prefetch:
    rows = Membership.objects.published().held(day).select_related("grouping")
    return Prefetch("memberships", rows.order_by("grouping__short_name", "role"), to_attr="parts_held")


STATE_COLUMNS = ColumnSet(
    (
        SLUG_COLUMN,
        Column("iso3", "ISO code", "ISO 3166-1 alpha-3.", attribute_getter("iso3"), "code", place=2, is_default=False),
        Column("iso2", "Two-letter code", "ISO 3166-1 alpha-2.", attribute_getter("iso2"), "code"),
        Column("numeric", "Numeric code", "ISO 3166-1 numeric and UN M49.", attribute_getter("numeric"), "code"),
        Column("name", "Name", "The common English name.", attribute_getter("name"), place=1),
        Column("official_name", "Official name", "The official English name.", attribute_getter("official_name")),
        ALIASES,
        *code_columns("kind", "Kind of party", "A state, a territory or a union.", place=3, is_default=False),
        Column("region", "Region", "Sub-region of the UN M49 standard.", attribute_getter("region"), place=4),
        *to_many_columns(
            "groupings",
            "Groupings",
            "grouping_names",
            "Keys of the groupings it takes part in today, or on the day of “as_of”, in whatever role.",
            lambda s: [row.grouping for row in s.parts_held],
            title="short_name",
            fetch=memberships_prefetch,
            place=5,
            as_count=True,
        ),
        replace(COMMITMENT_COUNT_COLUMN, place=6),
        UPDATED,
        URL_COLUMN,
        api_url_column("states"),
    )
)
