"""The nouns of the record, one file each; each queryset stands beside its model."""

from .commitment import Commitment, Participation
from .distinctions import Distinction
from .follow_up import FollowUp, SearchRecord
from .grouping import Grouping, Membership
from .imports import ImportRecord
from .leads import Lead
from .links import LinkCheck
from .reference import Mode, Source, State, Technology
from .remarks import Remark, RemarkKind
from .search import SearchText
from .statement import Statement
from .summit import Summit

__all__ = [
    "Commitment",
    "Distinction",
    "FollowUp",
    "Grouping",
    "ImportRecord",
    "Lead",
    "LinkCheck",
    "Membership",
    "Mode",
    "Participation",
    "Remark",
    "RemarkKind",
    "SearchRecord",
    "SearchText",
    "Source",
    "State",
    "Statement",
    "Summit",
    "Technology",
]
