"""What a filter means, once, for pages, API, exports, feeds and pictures: a FilterSet per noun."""

from .base import FilterSet, PickedValues, ValuesFilter
from .commitments import CommitmentFilterSet
from .nouns import (
    GroupingFilterSet,
    SourceFilterSet,
    StateFilterSet,
    StatementFilterSet,
    SummitFilterSet,
    TechnologyFilterSet,
)
from .parts import FollowUpFilterSet, MembershipFilterSet

__all__ = [
    "CommitmentFilterSet",
    "FilterSet",
    "FollowUpFilterSet",
    "GroupingFilterSet",
    "MembershipFilterSet",
    "PickedValues",
    "SourceFilterSet",
    "StateFilterSet",
    "StatementFilterSet",
    "SummitFilterSet",
    "TechnologyFilterSet",
    "ValuesFilter",
]
