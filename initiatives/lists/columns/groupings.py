"""The columns of groupings."""

import datetime as dt
from dataclasses import replace

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
        Column("name", "Name", "The full name.", attribute_getter("name"), place=1),
        Column("short_name", "Short name", "The name used in lists.", attribute_getter("short_name")),
        replace(ALIASES, place=5, is_default=False),
        Column("founded", "Founded", "When it was founded or first met.", attribute_getter("founded"), "date", place=3),
        Column("ended", "Ended", "When it ended; empty while it goes on.", attribute_getter("ended"), "date", place=4),
        markup_column("purpose", "Purpose", "What it is for and how it came about."),
        *to_many_columns(
            "members",
            "Members",
            "member_names",
            "ISO codes of its members today, or on the day of “as_of”.",
            lambda g: [row.state for row in g.members_held],
            key="iso3",
            fetch=members_prefetch,
            place=2,
        ),
        replace(COMMITMENT_COUNT_COLUMN, place=6),
        *CITED_SOURCE_COLUMNS,
        UPDATED,
        URL_COLUMN,
        api_url_column("groupings"),
    ),
    prose=("purpose",),
)
