"""The nouns of the record, one file each; each queryset stands beside its model."""

from .commitment import Commitment, Participation
from .dismissed_duplicate import DismissedDuplicate
from .follow_up import FollowUp
from .grouping import Grouping, Membership
from .import_record import ImportRecord
from .lead import Lead
from .link_check import LinkCheck
from .mode import Mode
from .public_version import PublicVersion
from .review_comment import ReviewComment, ReviewCommentKind
from .search_log import SearchLogEntry
from .search_text import SearchText
from .source import Source
from .state import State
from .statement import Statement
from .summit import Summit
from .technology import Technology

__all__ = [
    "Commitment",
    "DismissedDuplicate",
    "FollowUp",
    "Grouping",
    "ImportRecord",
    "Lead",
    "LinkCheck",
    "Membership",
    "Mode",
    "Participation",
    "PublicVersion",
    "ReviewComment",
    "ReviewCommentKind",
    "SearchLogEntry",
    "SearchText",
    "Source",
    "State",
    "Statement",
    "Summit",
    "Technology",
]
