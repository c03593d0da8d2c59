"""The one door through which a record changes its editorial state.

Each move is a ``Move`` in ``MOVES``: from which states, to which, by whom, and whether it needs a reason. Admin
buttons, bulk actions and commands call ``move``; nothing else writes ``state``. The import publishes through
``publish_imported``.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from .checks import broken_links, missing, unsupported_blanks
from .vocabularies import EditorialState

CURATORS, EDITORS, ADMINISTRATORS = "Curators", "Editors", "Administrators"
DRAFT, IN_REVIEW, PUBLISHED, WITHDRAWN = (
    EditorialState.DRAFT,
    EditorialState.IN_REVIEW,
    EditorialState.PUBLISHED,
    EditorialState.WITHDRAWN,
)


@dataclass(frozen=True)
class Move:
    """One allowed change of state: its name for people, where it starts and ends, and what it asks for."""

    code: str
    label: str
    start: tuple[EditorialState, ...]
    end: EditorialState
    by_editors: bool = True
    needs_reason: bool = False


MOVES = {
    move.code: move
    for move in (
        Move("submit", "Send to review", (DRAFT,), IN_REVIEW, by_editors=False),
        Move("publish", "Publish", (DRAFT, IN_REVIEW, WITHDRAWN), PUBLISHED),
        Move("send_back", "Send back", (IN_REVIEW,), DRAFT, needs_reason=True),
        Move("withdraw", "Withdraw", (PUBLISHED,), WITHDRAWN, needs_reason=True),
    )
}


def is_editor(user) -> bool:
    return user.is_superuser or user.groups.filter(name__in=[EDITORS, ADMINISTRATORS]).exists()


def last_author(record):
    """The user who last changed what the record says, or None where nobody is named (a command).

    Moving it from one state to another changes nothing that it says.
    """
    moves = Q()
    for step in MOVES.values():
        moves |= Q(history_change_reason__startswith=step.label)
    changes = record.history.exclude(moves & Q(history_change_reason__isnull=False))
    newest = changes.order_by("-history_date", "-history_id").first()
    return newest and newest.history_user


def publishing_problems(record) -> list[str]:
    """What keeps the record from being published, a sentence each; empty when nothing does."""
    try:
        record.full_clean()
    except ValidationError as error:
        return error.messages
    return missing(record) + broken_links(record) + unsupported_blanks(record)


def refusal(record, move: Move, user, reason: str = "") -> list[str]:
    """Why this user may not make this move now; empty when it is allowed."""
    if record.state not in move.start:
        return [f"“{record}” is {record.get_state_display().lower()}; “{move.label}” starts from another state."]
    if move.by_editors and not is_editor(user):
        return [f"Only an editor may do this: {move.label.lower()}."]
    if not user.has_perm(f"{record._meta.app_label}.change_{record._meta.model_name}"):
        return [f"You may not change a {record._meta.verbose_name}."]
    if move.needs_reason and not reason.strip():
        return [f"“{move.label}” needs a reason."]
    if move.end == PUBLISHED:
        if settings.TWO_PERSON_REVIEW and not user.is_superuser and last_author(record) == user:
            return [f"You changed “{record}” last; another editor publishes it."]
        return publishing_problems(record)
    return []


@transaction.atomic
def move(record, code: str, user, reason: str = ""):
    """Make the move or raise: PermissionDenied for who may not, ValidationError for what may not.

    The record is locked and read again, so that two people cannot both move it from the same state.
    """
    step = MOVES[code]
    record = type(record).objects.select_for_update(of=("self",)).get(pk=record.pk)
    if step.by_editors and not is_editor(user):
        raise PermissionDenied(f"Only an editor may do this: {step.label.lower()}.")
    if problems := refusal(record, step, user, reason):
        raise ValidationError(problems)
    record.state = step.end
    record.state_reason = reason.strip() if step.needs_reason else ""
    if step.end == PUBLISHED and record.published_at is None:
        record.published_at = timezone.now()
    record._history_user, record._change_reason = user, (f"{step.label}: {reason}" if reason else step.label)[:500]
    record.save()
    return record


def publish_imported(record, now):
    """Mark a new record of the research import as published, in memory; the import saves it.

    What an editor withdrew stays withdrawn.
    """
    if record.state == WITHDRAWN:
        return
    record.state = PUBLISHED
    record.published_at = record.published_at or now


def restore_imported(record, now):
    """Mark a record that the import itself had withdrawn as published again, in memory."""
    record.state, record.state_reason = PUBLISHED, ""
    record.published_at = record.published_at or now


def withdraw_imported(record, reason: str):
    """Mark a published record that its research file no longer holds as withdrawn, in memory."""
    record.state, record.state_reason = WITHDRAWN, reason
