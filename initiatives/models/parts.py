"""Parts of records: rows that readers and curators see as belonging to another record."""

from .commitment import Commitment, Participation
from .follow_up import FollowUp
from .grouping import Grouping, Membership
from .publication import EditorialRecord
from .search_log import SearchLogEntry

PART_RELATIONS = {Grouping: ("memberships",), Commitment: ("participations", "follow_ups", "search_log_entries")}
PARENT_COLUMNS = {
    Membership: "grouping_id",
    Participation: "commitment_id",
    FollowUp: "commitment_id",
    SearchLogEntry: "commitment_id",
}
"""The column of a part that says which record it belongs to."""


def owning_record(record):
    """The record whose editorial state and rights count: the record itself, or for a member, a party or a search the
    record that it belongs to."""
    parent = PARENT_COLUMNS.get(type(record)) if not isinstance(record, EditorialRecord) else None
    return getattr(record, parent.removesuffix("_id")) if parent else record


def has_been_public(record) -> bool:
    """Whether readers have seen the record, or what it is a part of. Reference data without a state they always see."""
    return getattr(owning_record(record), "was_public", True)
