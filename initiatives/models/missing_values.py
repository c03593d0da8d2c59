"""Why a value of a commitment is empty, in words for readers.

Not assessed is what is so when nobody said otherwise. “Searched and found nothing” needs an entry in the search log
for that commitment and field; the entry goes stale after 180 days.
"""

import datetime as dt
from dataclasses import dataclass

from . import Commitment, SearchLogEntry
from .vocabularies import Blank, SearchOutcome

MISSING_FIELD_LABELS = {
    "wording": "Exact wording",
    "locator": "Place in the text",
    "amount": "Amount",
    "target_date": "Target date",
    "source": "Source",
    "follow_ups": "Follow-ups",
}


@dataclass
class MissingValue:
    """One empty value: which, why, and for a search when it was done and whether it is stale."""

    field: str
    label: str
    reason: Blank
    search: SearchLogEntry | None = None

    @property
    def reason_code(self) -> str:
        return self.reason.value

    @property
    def reason_label(self) -> str:
        return self.reason.label

    @property
    def words(self) -> str:
        """When it was searched and whether that is stale; empty for other reasons. Roles are named, not people."""
        if not self.search:
            return ""
        stale = "; this is more than 180 days ago, so it counts as not assessed" if self.search.is_stale else ""
        return f"Searched on {self.search.done_on:%-d %B %Y} by a curator, nothing found{stale}"


def is_empty(commitment: Commitment, field: str) -> bool:
    if field == "amount":
        return commitment.amount_value is None
    if field == "follow_ups":
        known = getattr(commitment, "has_follow_ups", None)  # annotated where many are read at once
        return not (commitment.follow_ups.public_rows().exists() if known is None else known)
    return not getattr(commitment, field)


def list_missing_values(commitment: Commitment, on: dt.date | None = None) -> list[MissingValue]:
    """Every empty value of a commitment with its reason.

    A value counts as searched if the search log has an entry for it (with ``on``, one done by that day), else as not
    assessed.
    """
    log = sorted(commitment.search_log_entries.all(), key=lambda row: row.done_on)
    found_nothing = (row for row in log if row.outcome == SearchOutcome.NOTHING_FOUND)
    searches = {search.field: search for search in found_nothing if not on or search.done_on <= on}
    shown = []
    for field in Commitment.BLANKABLE:
        if is_empty(commitment, field):
            reason, search = Blank(commitment.blank_reason(field)), None
            if reason == Blank.SEARCHED:
                search = searches.get(field)
                reason = reason if search else Blank.NOT_ASSESSED
            shown.append(MissingValue(field, MISSING_FIELD_LABELS[field], reason, search))
    return shown
