"""A FilterSet per noun: pages, API, exports, feeds and charts select their records with it."""

from .base import FilterSet, PickedValues, ValuesFilter
from .commitments import CommitmentFilterSet
from .follow_ups import FollowUpFilterSet
from .groupings import GroupingFilterSet
from .memberships import MembershipFilterSet
from .sources import SourceFilterSet
from .statements import StatementFilterSet
from .states import StateFilterSet
from .summits import SummitFilterSet
from .technologies import TechnologyFilterSet

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
