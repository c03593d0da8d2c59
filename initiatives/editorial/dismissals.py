"""Telling two records apart that resemble each other: who may say so, and take it back.

A curator may say it of two that are called similarly. Where both are called the same it takes an editor, because it
lifts what keeps the second one from being published.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from ..models import DismissedDuplicate
from . import transitions
from .duplicates import comparison_entry, duplicates_of, pair_digest


def may_dismiss_duplicate(user, same: bool) -> bool:
    """Whether the user may say of two records that they are not the same; ``same``: both are called the same."""
    return user.has_perm("initiatives.add_dismissedduplicate") and (not same or transitions.is_editor(user))


@transaction.atomic
def dismiss_duplicate(record, other_pk: int, user, reason: str) -> DismissedDuplicate:
    """Say that the record is not the same as the other one of its noun, which it resembles.

    Raises PermissionDenied for who may not, ValidationError where there is nothing to say or no reason is given.
    """
    pair = next((found for found in duplicates_of(record) if found.other.pk == other_pk), None)
    if pair is None:
        raise ValidationError("The two do not resemble each other, or somebody has told them apart already.")
    if not may_dismiss_duplicate(user, pair.same):
        raise PermissionDenied("They are called the same: only an editor may say that they are not.")
    if not reason.strip():
        raise ValidationError("Say what tells them apart.")
    one, other = sorted((record, pair.other), key=lambda each: each.pk)
    dismissal, _ = DismissedDuplicate.objects.get_or_create(
        noun=record._meta.model_name,
        one=one.pk,
        other=other.pk,
        marked_as=pair_digest(comparison_entry(one), comparison_entry(other)),
        taken_back_at=None,
        defaults={"reason": reason.strip(), "said_by": user},
    )
    return dismissal


@transaction.atomic
def revoke_dismissal(dismissal: DismissedDuplicate, user) -> None:
    """Let the pair be named again. Who said it may take it back, and every editor."""
    dismissal = DismissedDuplicate.objects.select_for_update(of=("self",)).get(pk=dismissal.pk)
    if not may_revoke_dismissal(dismissal, user):
        raise PermissionDenied("Only who said so, or an editor, takes it back.")
    if dismissal.taken_back_at is None:
        dismissal.taken_back_by, dismissal.taken_back_at = user, timezone.now()
        dismissal.save()


def may_revoke_dismissal(dismissal: DismissedDuplicate, user) -> bool:
    allowed = user.has_perm("initiatives.add_dismissedduplicate")
    return allowed and (dismissal.said_by_id == user.pk or transitions.is_editor(user))


def dismissals_of(record) -> list[tuple[DismissedDuplicate, object, bool]]:
    """What was said of a record and others, newest first: the dismissal, the other record or None where it is no
    longer there, and whether it holds today.
    """
    found = list(DismissedDuplicate.objects.about(record).select_related("said_by", "taken_back_by"))
    keys = [dismissal.other if dismissal.one == record.pk else dismissal.one for dismissal in found]
    others = type(record).objects.in_bulk(keys)
    pairs = [(dismissal, others.get(key)) for dismissal, key in zip(found, keys, strict=True)]
    return [(dismissal, other, _is_in_force(dismissal, record, other)) for dismissal, other in pairs]


def _is_in_force(dismissal: DismissedDuplicate, record, other) -> bool:
    if dismissal.taken_back_at or other is None:
        return False
    return dismissal.marked_as == pair_digest(comparison_entry(record), comparison_entry(other))
