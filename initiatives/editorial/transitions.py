"""Changes of editorial state: submit, publish, send back, withdraw, restore.

``TRANSITIONS`` lists each allowed change. Admin buttons, bulk actions and commands call ``transition`` or
``transition_all``. The research import calls ``publish_imported``, ``restore_imported`` and ``withdraw_imported``;
merging calls ``withdraw_merged``. No other code stores a new ``state``.
"""

from copy import copy
from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from ..history.recording import change
from ..models import Commitment, FollowUp, Grouping, Statement
from ..models.parts import PARENT_COLUMNS, PART_RELATIONS, owning_record
from ..models.public_version import ChangeKind
from ..models.roles import is_editor
from ..models.vocabularies import EditorialState
from .checks import Caution, blocking_problems, publishing_cautions, same_name_problems, unpublished_parent_problems
from .duplicates import duplicates_of
from .fingerprint import record_fingerprint
from .locking import lock_for_checks

DRAFT, IN_REVIEW, PUBLISHED, WITHDRAWN = (
    EditorialState.DRAFT,
    EditorialState.IN_REVIEW,
    EditorialState.PUBLISHED,
    EditorialState.WITHDRAWN,
)


@dataclass(frozen=True)
class Transition:
    """One allowed change of state, from any state in ``start`` to ``end``. ``label`` is the text of its button."""

    code: str
    label: str
    start: tuple[EditorialState, ...]
    end: EditorialState
    by_editors: bool = True
    needs_reason: bool = False


TRANSITIONS = {
    transition.code: transition
    for transition in (
        Transition("submit", "Send to review", (DRAFT,), IN_REVIEW, by_editors=False),
        Transition("publish", "Publish", (DRAFT, IN_REVIEW), PUBLISHED),
        Transition("send_back", "Send back", (IN_REVIEW,), DRAFT, needs_reason=True),
        Transition("withdraw", "Withdraw", (PUBLISHED,), WITHDRAWN, needs_reason=True),
        Transition("restore", "Restore", (WITHDRAWN,), PUBLISHED),
    )
}


def may_change(record, user) -> bool:
    """Whether the state of the record lets the user change it: only editors change what is no draft.

    A part without a state (member, party, search) has the state of the record that owns it. The permission for the
    model is checked elsewhere.
    """
    return owning_record(record).is_draft or is_editor(user)


def last_author(record):
    """The user who last changed the content of the record since it was last public; None if nobody did.

    Parts without a state count. Follow-ups are records of their own; transitions and commands do not count.
    """
    since = _last_public_moment(record)
    changes = [*_changes(record.history.all(), "id", record.pk)]
    for relation in PART_RELATIONS.get(type(record), ()):
        part = record._meta.get_field(relation).related_model
        if part is not FollowUp:
            own = {PARENT_COLUMNS[part]: record.pk}
            part_ids = part.history.filter(**own).values("id")
            changes += _changes(part.history.filter(id__in=part_ids), PARENT_COLUMNS[part], record.pk)
    changes = [row for row in changes if row.history_user_id and (since is None or row.history_date > since)]
    newest = max(changes, key=lambda row: row.history_date, default=None)
    return newest and newest.history_user


def _last_public_moment(record):
    """When readers saw the record last: the moment of its withdrawal, or of the last row of its history; None if never."""
    public = record.history.filter(state=PUBLISHED).order_by("history_date").last()
    if public is None:
        return None
    withdrawn = record.history.filter(history_date__gt=public.history_date).order_by("history_date").first()
    return (withdrawn or public).history_date


def _changes(rows, column: str, key: int):
    """The history rows that changed content, of rows that had the key in the column before or after the change."""

    def belongs(row):
        return getattr(row, column) == key

    before = None
    for row in rows.select_related("history_user").order_by("id", "history_date", "history_id"):
        before = before if before and before.id == row.id else None
        changed_state = before is not None and getattr(row, "state", "") != getattr(before, "state", "")
        if not changed_state and (belongs(row) or (before and belongs(before))):
            yield row
        before = row


def publishing_problems(record) -> list[str]:
    """Why a stored record cannot be published, one sentence each; empty if it can."""
    try:
        # A stored row satisfies the constraints; checking them again would cost a query each.
        record.full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        return error.messages
    return blocking_problems(record) + unpublished_parent_problems(record) + same_name_problems(record)


def transition_problems(record, transition: Transition, user, reason: str = "") -> list[str]:
    """Why the user may not make this transition now, one sentence each; empty if it is allowed."""
    if record.state not in transition.start:
        return [
            f"“{record}” is {record.get_state_display().lower()}. “{transition.label}” is not possible from this state."
        ]
    if transition.by_editors and not is_editor(user):
        return [f"Only an editor may do this: {transition.label.lower()}."]
    if not user.has_perm(f"{record._meta.app_label}.change_{record._meta.model_name}"):
        return [f"You may not change a {record._meta.verbose_name}."]
    if transition.needs_reason and not reason.strip():
        return [f"“{transition.label}” needs a reason."]
    if transition.end == PUBLISHED:
        if settings.TWO_PERSON_REVIEW and not user.is_superuser and last_author(record) == user:
            return [f"You were the last to change “{record}”. Another editor must publish it."]
        return publishing_problems(record)
    return orphaned_follow_up_problems(record) if transition.end == WITHDRAWN else []


def orphaned_follow_up_problems(record) -> list[str]:
    """The public follow-ups that would lose their only public source if the record were withdrawn, one sentence each."""
    path = {Statement: "statement", Grouping: "statement__grouping"}.get(type(record))
    if path is None:
        return []
    affected = (
        FollowUp.objects.published().filter(source=None, **{path: record}).exclude(**{f"commitment__{path}": record})
    )
    return [
        f"“{row}” of “{row.commitment}” has no other source. Withdraw that follow-up first, or give it a source."
        for row in affected.select_related("commitment")
    ]


def transition_cautions(record, transition: Transition) -> list[Caution]:
    """What the user must acknowledge before the transition; only publishing has cautions."""
    return publishing_cautions(record) if transition.end == PUBLISHED else []


def published_copy(record):
    """A published copy of the record in memory, to check records below it before both are published."""
    published = copy(record)
    published.state = PUBLISHED
    return published


@dataclass(frozen=True)
class TransitionRequest:
    """One record to change.

    ``version`` is its ``record_fingerprint`` at the moment when the user saw it; None for commands and tests.
    ``acknowledged`` maps the code of each caution to the code of the choice that the user made.
    """

    record: object
    version: str | None = None
    acknowledged: dict[str, str] = field(default_factory=dict)


class TransitionRefused(Exception):
    """Nothing was changed. ``problems`` pairs each refused record with the sentences that say why."""

    def __init__(self, problems: list[tuple[object, list[str]]]):
        super().__init__("; ".join(text for _, texts in problems for text in texts))
        self.problems = problems


@change()
def transition_all(requests: list[TransitionRequest], code: str, user, reason: str = "") -> list:
    """Make the transition for all records, or for none and raise ``TransitionRefused`` with the problems of each
    record.
    """
    changed, problems = [], []
    lock_for_transition(request.record for request in requests)
    for request in sorted(requests, key=lambda request: request.record.pk):
        try:
            with transaction.atomic():
                changed.append(transition(request.record, code, user, reason, request.acknowledged, request.version))
        except ValidationError as error:
            problems.append((request.record, error.messages))
        except PermissionDenied as error:
            problems.append((request.record, [str(error)]))
    if problems:
        raise TransitionRefused(problems)
    return changed


def lock_for_transition(records):
    """Lock the records and what the checks of a transition read; call it once for all records of one transaction.

    Names are compared within a grouping, which is locked; those of groupings with all others, so these are locked too.
    """
    records = list(records)
    alike = [pair.other for record in records if isinstance(record, Grouping) for pair in duplicates_of(record)]
    lock_for_checks([*records, *alike])


@change()
def transition(
    record, code: str, user, reason: str = "", acknowledged: dict[str, str] | None = None, version: str | None = None
):
    """Make the transition and return the record, locked and read again, so that two people cannot both leave one state.

    What the checks read is locked too: nobody withdraws what the record hangs on while it is published.

    Raises PermissionDenied if the user lacks the role. Raises ValidationError if the record is no longer in the given
    ``version``, if the transition is not allowed, or if a caution is not acknowledged.
    """
    step, acknowledged, given = TRANSITIONS[code], acknowledged or {}, record
    lock_for_transition([given])
    record = type(given).objects.filter(pk=given.pk).first()
    if record is None:
        raise ValidationError(f"“{given}” no longer exists.")
    if step.by_editors and not is_editor(user):
        raise PermissionDenied(f"Only an editor may do this: {step.label.lower()}.")
    if version is not None and version != record_fingerprint(record):
        raise ValidationError(f"“{record}” has changed since you opened this page. Check it again.")
    if problems := transition_problems(record, step, user, reason):
        raise ValidationError(problems)
    cautions = transition_cautions(record, step)
    if missing := [
        caution.text for caution in cautions if not caution.choice_label(acknowledged.get(caution.code, ""))
    ]:
        raise ValidationError([f"Not acknowledged: {text}" for text in missing])
    record.state = step.end
    record.state_reason = reason.strip() if step.needs_reason else ""
    if step.end == PUBLISHED and record.published_at is None:
        record.published_at = timezone.now()
    if isinstance(record, Commitment) and "target_date" in {caution.code for caution in cautions}:
        record.blanks = {**record.blanks, "target_date": acknowledged["target_date"]}
    why = [f"{caution.text} {caution.choice_label(acknowledged[caution.code])}." for caution in cautions]
    words = " ".join([f"{step.label}: {reason}" if reason else step.label + ("." if why else ""), *why])
    author = last_author(record)
    record._history_user, record._change_reason = user, words[:500]
    record._public_author, record._public_reason = author, record.state_reason if step.end == WITHDRAWN else ""
    record.save()
    return record


def withdraw_merged(record, target, user, reason: str):
    """Withdraw a public record that was merged into ``target``; ``merge`` has checked the rights."""
    record.state, record.state_reason = WITHDRAWN, f"Merged into “{target}”."
    record._history_user, record._change_reason = user, f"Withdraw: merged into {target.slug}. {reason}".strip()[:500]
    record._public_kind, record._public_reason = ChangeKind.MERGED, f"{record.state_reason} {reason}".strip()
    record.save()


def publish_imported(record, now):
    """Mark a new record of the research import as published, in memory; one that an editor withdrew stays withdrawn."""
    if record.state == WITHDRAWN:
        return
    record.state = PUBLISHED
    record.published_at = record.published_at or now


def restore_imported(record, now):
    """Mark a record as published again, in memory, that the import itself had withdrawn."""
    record.state, record.state_reason = PUBLISHED, ""
    record.published_at = record.published_at or now


def withdraw_imported(record, reason: str):
    """Mark a published record as withdrawn, in memory, that its research file no longer contains."""
    record.state, record.state_reason = WITHDRAWN, reason
