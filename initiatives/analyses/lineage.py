"""The lineage of a commitment: its announcement and each public follow-up, with the time between them."""

import datetime as dt
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from ..models import Commitment, FollowUp, Grouping, Source, Statement
from ..models.dates import PartialDate
from ..models.vocabularies import FollowUpKind
from .cadence import DAYS_PER_MONTH, format_months

ANNOUNCED = "announced"


@dataclass
class LineageEntry:
    """One entry. ``hidden_text``: it cites a text that is not public and may not be named. ``old_anchors``: those that it
    had on the page of a commitment that was merged into this one.
    """

    kind: str
    kind_label: str
    date: PartialDate | None
    statement: Statement | None
    source: Source | None
    locator: str
    note: str
    number: int | None = None
    supported: str = ""
    supported_label: str = ""
    hidden_text: bool = False
    statement_date: PartialDate | None = None
    other_grouping: Grouping | None = None
    gap_days: int = 0
    anchor: str = "announcement"
    old_anchors: list[str] = field(default_factory=list)

    @property
    def codebook(self) -> str:
        """The codebook anchor of the kind; an announcement has that of the status announced."""
        return FollowUpKind(self.kind).anchor if self.number else "status-announced"

    @property
    def gap_text(self) -> str:
        """“2 years 3 months later”; empty if the entry follows within a month."""
        return _("%(time)s later") % {"time": self.gap_length} if self.gap_length else ""

    @property
    def gap_length(self) -> str:
        """“2 years 3 months”; empty if the entry follows within a month."""
        return format_months(*divmod(round(self.gap_days / DAYS_PER_MONTH), 12))


def lineage_entries(commitment: Commitment, on: dt.date | None = None, also: int | None = None) -> list[LineageEntry]:
    """Announcement first, then follow-ups by date, undated ones last; with ``on``, only entries certain by that day.

    ``also`` is the number of a follow-up to show whatever its state, for a preview.
    """
    entries = [_announcement(commitment)]
    shown = FollowUp.objects.public_rows().filter(commitment=commitment)
    if also is not None:
        shown |= FollowUp.objects.filter(commitment=commitment, number=also)
    rows = shown.in_time()
    for row in rows.select_related("statement__grouping", "source"):
        if on is None or (row.date and row.date.latest <= on):
            entries.append(_entry(row, commitment))
    for before, after in zip(entries, entries[1:], strict=False):
        if before.date and after.date:
            after.gap_days = max(0, (after.date.earliest - before.date.latest).days)
    return entries


def _announcement(commitment: Commitment) -> LineageEntry:
    return LineageEntry(
        kind=ANNOUNCED,
        kind_label=_("Announced"),
        date=commitment.announced,
        statement=commitment.statement,
        source=commitment.source,
        locator=commitment.locator,
        note="",
    )


def _entry(row: FollowUp, commitment: Commitment) -> LineageEntry:
    public = row.public_statement
    elsewhere = public and public.grouping_id != commitment.statement.grouping_id
    return LineageEntry(
        kind=row.kind,
        kind_label=row.get_kind_display(),
        date=row.date,
        statement=public,
        source=row.source,
        locator=row.locator,
        note=row.note,
        number=row.number,
        anchor=row.anchor,
        supported=row.supported or "",
        supported_label=row.supported_label,
        hidden_text=bool(row.statement and not public),
        statement_date=public.issued_on if public and public.issued_on != row.date else None,
        other_grouping=public.grouping if elsewhere else None,
    )
