"""Due: the target dates that passed without evidence of completion, those to come, and those of completed commitments.

    overdue  = the whole target date is before the day, and the status is neither completed nor superseded
    upcoming = some of it is not before the day, and the status is neither completed nor superseded
    met      = the status is completed

Overdue means that no evidence of completion is recorded, not that the work failed.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..models import Commitment, FollowUp
from ..models.dates import PartialDate, today
from ..models.vocabularies import FollowUpKind, Status

OVERDUE, UPCOMING, MET = "overdue", "upcoming", "met"
DUE_STATE_LABELS = {
    OVERDUE: _("Past the target date"),
    UPCOMING: _("Not yet due"),
    MET: _("Completed, with a target date"),
}
IN_TIME, LATER, TIMING_UNKNOWN = "in-time", "later", "cannot-say"
ENDED_STATUSES = (Status.COMPLETED, Status.SUPERSEDED)


def due_condition(values, day: dt.date) -> Q:
    """Condition on commitments with status: in one of the states ``values`` on the day."""
    going_on = ~Q(status__in=ENDED_STATUSES)
    conditions = {
        OVERDUE: Q(target_date_latest__lt=day) & going_on,
        UPCOMING: Q(target_date_latest__gte=day) & going_on,
        MET: Q(target_date_latest__isnull=False, status=Status.COMPLETED),
    }
    found = Q(pk__in=[])
    for value in values:
        found |= conditions[value]
    return found


@dataclass
class DueCommitment:
    """A commitment with a target date and its state on the day."""

    commitment: Commitment
    state: str
    months: int = 0
    completed_by: FollowUp | None = None
    timing: str = ""

    @property
    def months_text(self) -> str:
        """“3 months left” or “less than a month left”; for a passed date “3 months ago”."""
        if self.state == UPCOMING:
            under = _("less than a month left")
            text = ngettext("%(number)d month left", "%(number)d months left", self.months)
        else:
            under = _("less than a month ago")
            text = ngettext("%(number)d month ago", "%(number)d months ago", self.months)
        return text % {"number": self.months} if self.months else str(under)


@dataclass
class DueReport:
    """Commitments by state, each list in order of the target date. ``superseded`` counts those that were replaced."""

    day: dt.date
    overdue: list[DueCommitment] = field(default_factory=list)
    upcoming: list[DueCommitment] = field(default_factory=list)
    met: list[DueCommitment] = field(default_factory=list)
    superseded: int = 0

    def timed(self, timing: str) -> int:
        return sum(row.timing == timing for row in self.met)

    @property
    def in_time(self) -> int:
        return self.timed(IN_TIME)

    @property
    def later(self) -> int:
        return self.timed(LATER)

    @property
    def cannot_say(self) -> int:
        return self.timed(TIMING_UNKNOWN)


def build_due_report(commitments, day: dt.date | None = None) -> DueReport:
    """The report on the public ``commitments`` on the day, or today; two queries.

    Only follow-ups up to ``day`` count. The overdue ones start with the newest date.
    """
    answer = DueReport(day or today())
    chosen = Commitment.objects.filter(pk__in=commitments.order_by().values("pk"), target_date_latest__isnull=False)
    completing = _completing_follow_ups(chosen, day)
    rows = chosen.with_status(on=day).select_related("statement__grouping")
    for row in rows.order_by("target_date_latest", "target_date_earliest", "slug"):
        if row.status == Status.COMPLETED:
            evidence = completing.get(row.pk)
            answer.met.append(
                DueCommitment(row, MET, completed_by=evidence, timing=completion_timing(row.target_date, evidence))
            )
        elif row.status == Status.SUPERSEDED:
            answer.superseded += 1
        elif row.target_date.latest < answer.day:
            answer.overdue.append(DueCommitment(row, OVERDUE, whole_months(row.target_date.latest, answer.day)))
        else:
            answer.upcoming.append(DueCommitment(row, UPCOMING, whole_months(answer.day, row.target_date.latest)))
    answer.overdue.reverse()
    return answer


def _completing_follow_ups(commitments, day) -> dict[int, FollowUp]:
    """For each commitment the row that completed it: the oldest of the newest rows in a row that say so."""
    rows = FollowUp.objects.public_rows().filter(commitment__in=commitments).with_supported_status(day)
    found: dict[int, FollowUp] = {}
    broken: dict[int, bool] = defaultdict(bool)
    for row in rows.select_related("source", "statement"):
        if row.decided != Status.COMPLETED:
            broken[row.commitment_id] = True
        elif not broken[row.commitment_id]:
            found[row.commitment_id] = row
    return found


def completion_timing(target: PartialDate, evidence: FollowUp | None) -> str:
    """Whether the completing evidence is dated in time or later.

    Later evidence need not mean a late completion: many rows are dated by the text that reports it. An assessment after
    the date says even less, since it has the day on which a curator read the record.
    """
    if evidence is None:
        return TIMING_UNKNOWN
    if evidence.date.latest <= target.latest:
        return IN_TIME
    certainly_later = evidence.date.earliest > target.latest and evidence.kind != FollowUpKind.ASSESSED
    return LATER if certainly_later else TIMING_UNKNOWN


def whole_months(first: dt.date, last: dt.date) -> int:
    """How many whole months lie between two days."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return months - (last.day < first.day)
