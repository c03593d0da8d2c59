"""The columns of groupings."""

import datetime as dt

from django.db.models import Prefetch

from ...models import Membership
from ...models.vocabularies import MembershipRole
from . import Column, ColumnSet
from .shared import (
    ALIASES,
    CITED_SOURCE_COLUMNS,
    COMMITMENT_COUNT_COLUMN,
    SLUG_COLUMN,
    UPDATED,
    URL_COLUMN,
    api_url_column,
    attribute_getter,
    markup_column,
    to_many_columns,
)


def members_prefetch(day: dt.date | None) -> Prefetch:
    rows = Membership.objects.held(day).filter(role=MembershipRole.MEMBER).select_related("state")
    return Prefetch("memberships", rows.order_by("state__name"), to_attr="members_held")


GROUPING_COLUMNS = ColumnSet(
    (
        SLUG_COLUMN,
        Column("name", "Name", "The full name.", attribute_getter("name")),
        Column("short_name", "Short name", "The name used in lists.", attribute_getter("short_name")),
        ALIASES,
        Column("founded", "Founded", "When it was founded or first met.", attribute_getter("founded"), "date"),
        Column("ended", "Ended", "When it ended; empty while it goes on.", attribute_getter("ended"), "date"),
        markup_column("purpose", "Purpose", "What it is for and how it came about."),
        *to_many_columns(
            "members",
            "Members",
            "member_names",
            "ISO codes of its members today, or on the day of “as_of”.",
            lambda g: [row.state for row in g.members_held],
            key="iso3",
            fetch=members_prefetch,
        ),
        COMMITMENT_COUNT_COLUMN,
        *CITED_SOURCE_COLUMNS,
        UPDATED,
        URL_COLUMN,
        api_url_column("groupings"),
    ),
    prose=("purpose",),
)
