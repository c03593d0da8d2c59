"""Gone quiet: commitments that a grouping's earlier texts mention and its newest ones do not.

    quiet = texts since the last mention >= 1, and the status is neither completed nor superseded

A coded text is a public statement that was read in full or in its technology part, has a date and belongs to a public
meeting that was held; the level of the meeting is its level. Texts since are the coded texts of the commitment's grouping,
of its level or a higher one, that were certainly issued after the last mention and not at a meeting that mentioned it.
There is a verdict only if two coded texts of that level come from two meetings, one certainly after the other.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations

from django.utils.translation import gettext_lazy as _

from ..models import Commitment, FollowUp, Grouping, Statement
from ..models.dates import PartialDate
from ..models.vocabularies import Coding, EditorialState, FollowUpKind, StatementKind, Status, SummitLevel

QUIET, MENTIONED, CLOSED, NO_VERDICT = "quiet", "mentioned", "closed", "no-verdict"
SILENCE_VERDICT_LABELS = {
    QUIET: _("Gone quiet"),
    MENTIONED: _("Still mentioned"),
    CLOSED: _("Closed and no longer mentioned"),
    NO_VERDICT: _("No verdict on silence"),
}
ENDED_STATUSES = (Status.COMPLETED, Status.SUPERSEDED)
LEVEL_RANKS = {level.value: rank for rank, level in enumerate(SummitLevel)}
"""0 is the highest."""

STATEMENT_KIND_ORDER = StatementKind.values

NO_DATE = _("The announcing text has no date.")
NO_LEVEL = _("The announcing text belongs to no meeting that was held, so it has no level.")
TOO_FEW_TEXTS = _("Fewer than two meetings of this level have a coded text.")
UNDATED_MENTION = _("A text that mentions it has no date.")


@dataclass(frozen=True)
class Mention:
    """A text that names the commitment. ``date`` is that of the text, else of the follow-up, else None."""

    statement: Statement
    date: PartialDate | None


@dataclass
class Silence:
    """The verdict on one commitment, with its last mention and the texts since."""

    commitment: Commitment
    verdict: str
    reason: str = ""
    last: Mention | None = None
    since: list[Statement] = field(default_factory=list)
    evidence: FollowUp | None = None

    @property
    def newest(self) -> Statement | None:
        """The newest of the texts since."""
        return self.since[0] if self.since else None


@dataclass
class GroupingSilence:
    """The verdicts on the commitments of one grouping, those silent longest first, and its texts."""

    grouping: Grouping
    texts: "GroupingTexts"
    rows: list[Silence] = field(default_factory=list)

    def having(self, verdict: str) -> list[Silence]:
        return [row for row in self.rows if row.verdict == verdict]

    @property
    def quiet(self) -> list[Silence]:
        return self.having(QUIET)

    @property
    def judged(self) -> int:
        return len(self.rows) - len(self.having(NO_VERDICT))

    @property
    def reasons(self) -> dict[str, int]:
        """Why there is no verdict, and on how many commitments."""
        found: dict[str, int] = defaultdict(int)
        for row in self.having(NO_VERDICT):
            found[row.reason] += 1
        return dict(found)


@dataclass
class GroupingTexts:
    """The dated texts of one grouping, newest first: those that are coded, and those that were not read."""

    grouping: Grouping
    coded: list[Statement] = field(default_factory=list)
    unread: list[Statement] = field(default_factory=list)

    @property
    def unread_since(self) -> list[Statement]:
        """Texts that were not read and are certainly newer than the newest coded one: what they say is not known."""
        return [row for row in self.unread if self.coded and row.issued_on.earliest > self.coded[0].issued_on.latest]

    def coded_at_level(self, level: str) -> list[Statement]:
        return [text for text in self.coded if text.summit.level == level]

    def has_two_texts(self, level: str) -> bool:
        """Whether two coded texts have this level, whatever their meetings."""
        return len(self.coded_at_level(level)) > 1

    def can_judge(self, level: str) -> bool:
        """Whether two coded texts of this level come from two meetings, one certainly after the other."""
        return any(
            one.summit_id != other.summit_id and _are_disjoint(one.issued_on, other.issued_on)
            for one, other in combinations(self.coded_at_level(level), 2)
        )

    def since(self, level: str, date: PartialDate, meetings: set[int]) -> list[Statement]:
        """Texts of the level or a higher one, certainly after the date, of none of the meetings."""
        return [
            text
            for text in self.coded
            if LEVEL_RANKS[text.summit.level] <= LEVEL_RANKS[level]
            and text.issued_on.earliest > date.latest
            and text.summit_id not in meetings
        ]

    @property
    def has_level_with_two_texts(self) -> bool:
        return any(map(self.has_two_texts, LEVEL_RANKS))

    @property
    def has_level_to_judge(self) -> bool:
        return any(map(self.can_judge, LEVEL_RANKS))


def _are_disjoint(one: PartialDate, other: PartialDate) -> bool:
    return one.latest < other.earliest or other.latest < one.earliest


def coded_texts(day: dt.date | None = None) -> dict[int, GroupingTexts]:
    """The texts of every public grouping, by its primary key; two queries."""
    found = {row.pk: GroupingTexts(row) for row in Grouping.objects.published().order_by("short_name", "slug")}
    rows = Statement.objects.published().filter(issued_on_latest__isnull=False)
    rows = rows.filter(issued_on_latest__lte=day) if day else rows
    for row in sorted(rows.select_related("summit").order_by("slug"), key=_newest_first):
        if row.coding == Coding.NOT_READ:
            found[row.grouping_id].unread.append(row)
        elif _is_ranked(row):
            found[row.grouping_id].coded.append(row)
    return found


def _is_ranked(text: Statement) -> bool:
    """Whether a public meeting gives the text its level; one that was not held issued nothing."""
    meeting = text.summit
    return bool(meeting and meeting.was_held and meeting.state == EditorialState.PUBLISHED)


def _newest_first(text: Statement) -> tuple:
    """Of one day, the joint statement stands before the fact sheets that go with it."""
    return (
        -text.issued_on.latest.toordinal(),
        -text.issued_on.earliest.toordinal(),
        STATEMENT_KIND_ORDER.index(text.kind),
    )


def silence_verdicts(
    commitments, day: dt.date | None = None, texts: dict[int, GroupingTexts] | None = None
) -> list[Silence]:
    """A verdict on each of the public commitments, on a day on each that was certainly announced by then.

    Four queries, two of them for the texts unless they are given.
    """
    texts = coded_texts(day) if texts is None else texts
    chosen = Commitment.objects.filter(pk__in=commitments.order_by().values("pk"))
    chosen = chosen.filter(statement__issued_on_latest__lte=day) if day else chosen
    rows = FollowUp.objects.public_rows().filter(commitment__in=chosen).in_time()
    follow_ups: dict[int, list[FollowUp]] = defaultdict(list)
    for row in rows.select_related("statement__grouping", "statement__summit", "source"):
        follow_ups[row.commitment_id].append(row)
    shown = chosen.with_status(on=day).select_related("statement__grouping", "statement__summit").order_by("slug")
    return [_silence_verdict(row, follow_ups[row.pk], texts[row.statement.grouping_id], day) for row in shown]


def _silence_verdict(commitment: Commitment, follow_ups: list[FollowUp], texts: GroupingTexts, day) -> Silence:
    announcing = commitment.statement
    mentions = [Mention(announcing, announcing.issued_on), *_follow_up_mentions(follow_ups)]
    reason = _no_verdict_reason(announcing, mentions, texts)
    if reason:
        return Silence(commitment, NO_VERDICT, reason)
    mentions = [row for row in mentions if day is None or row.date.latest <= day]
    last = max(mentions, key=lambda row: row.date)
    meetings = {row.statement.summit_id for row in mentions if row.statement.summit_id}
    since = texts.since(announcing.summit.level, last.date, meetings)
    verdict = MENTIONED if not since else CLOSED if commitment.status in ENDED_STATUSES else QUIET
    return Silence(commitment, verdict, last=last, since=since, evidence=_later_evidence(follow_ups, last.date, day))


def _follow_up_mentions(follow_ups: Iterable[FollowUp]) -> list[Mention]:
    return [
        Mention(row.public_statement, row.public_statement.issued_on or row.date)
        for row in follow_ups
        if row.public_statement
    ]


def _no_verdict_reason(announcing: Statement, mentions: list[Mention], texts: GroupingTexts) -> str:
    """The reason why there is no verdict; empty if there is one."""
    if not announcing.issued_on:
        return NO_DATE
    if not _is_ranked(announcing):
        return NO_LEVEL
    if not texts.can_judge(announcing.summit.level):
        return TOO_FEW_TEXTS
    return "" if all(row.date for row in mentions) else UNDATED_MENTION


def _later_evidence(follow_ups: list[FollowUp], after: PartialDate, day) -> FollowUp | None:
    """The latest evidence without a public text that is certainly later; a curator's reading is none."""
    found = [
        row
        for row in follow_ups
        if not row.public_statement
        and row.kind != FollowUpKind.ASSESSED
        and row.date
        and row.date.earliest > after.latest
        and (day is None or row.date.latest <= day)
    ]
    return found[-1] if found else None


def group_by_grouping(rows: Iterable[Silence], texts: dict[int, GroupingTexts]) -> list[GroupingSilence]:
    """The verdicts by grouping, in the order of their names; within one, the longest silence first."""
    found: dict[int, GroupingSilence] = {}
    for row in rows:
        grouping = row.commitment.grouping
        found.setdefault(grouping.pk, GroupingSilence(grouping, texts[grouping.pk])).rows.append(row)
    for group in found.values():
        group.rows.sort(key=_longest_first)
    return sorted(found.values(), key=lambda group: (group.grouping.short_name, group.grouping.slug))


def _longest_first(row: Silence) -> tuple:
    return (row.last.date.latest if row.last else dt.date.max, row.commitment.slug)


def verdicts_by_commitment(commitments, day: dt.date | None = None) -> dict[int, str]:
    """The verdict on each commitment, by its primary key."""
    return {row.commitment.pk: row.verdict for row in silence_verdicts(commitments, day)}
