"""Dismissing a probable duplicate, and revoking that.

Curators may dismiss records with similar names. Only editors may dismiss records with the same name, because that
lets the second one be published (``checks.same_name_problems``).
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from ..models import DismissedDuplicate
from . import transitions
from .duplicates import comparison_entry, duplicates_of, pair_digest


def may_dismiss_duplicate(user, same: bool) -> bool:
    """Whether the user may mark two records as not duplicates; ``same``: both have the same name."""
    return user.has_perm("initiatives.add_dismissedduplicate") and (not same or transitions.is_editor(user))


@transaction.atomic
def dismiss_duplicate(record, other_pk: int, user, reason: str) -> DismissedDuplicate:
    """Record that the two records of one model are not duplicates.

    Raises PermissionDenied without the right, and ValidationError if they do not resemble each other or the reason is
    empty.
    """
    pair = next((found for found in duplicates_of(record) if found.other.pk == other_pk), None)
    if pair is None:
        raise ValidationError("These two records are not listed as probable duplicates.")
    if not may_dismiss_duplicate(user, pair.same):
        raise PermissionDenied("These two records have the same name. Only an editor can mark them as different.")
    if not reason.strip():
        raise ValidationError("Say how the two records differ.")
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
    """List the pair as probable duplicates again. Raises PermissionDenied for users without the right."""
    dismissal = DismissedDuplicate.objects.select_for_update(of=("self",)).get(pk=dismissal.pk)
    if not may_revoke_dismissal(dismissal, user):
        raise PermissionDenied("Only an editor, or the person who marked the two records, can revoke this.")
    if dismissal.taken_back_at is None:
        dismissal.taken_back_by, dismissal.taken_back_at = user, timezone.now()
        dismissal.save()


def may_revoke_dismissal(dismissal: DismissedDuplicate, user) -> bool:
    allowed = user.has_perm("initiatives.add_dismissedduplicate")
    return allowed and (dismissal.said_by_id == user.pk or transitions.is_editor(user))


def dismissals_of(record) -> list[tuple[DismissedDuplicate, object, bool]]:
    """The dismissals of a record, newest first: the dismissal, the other record (None if deleted), and whether it is
    in force.
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
