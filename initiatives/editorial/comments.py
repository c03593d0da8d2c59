"""Comments on records: on which nouns and values they can be made, what was said of a record, and how one is resolved.

Curators and editors make and resolve them; nothing is deleted. A major one that is open is named to whoever publishes
the record (``checks.cautions``).
"""

from collections import defaultdict

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from ..history.changes import field_name
from ..history.versions import names_of
from ..models import Commitment, FollowUp, Grouping, ReviewComment, Source, Statement, Summit
from ..models.parts import PART_RELATIONS
from ..models.review_comment import Severity

COMMENTABLE_MODELS = (Grouping, Summit, Statement, Commitment, FollowUp, Source)
COMMENTABLE_MODELS_BY_NAME = {model._meta.model_name: model for model in COMMENTABLE_MODELS}


def may_comment(user) -> bool:
    """Whether the user may make and resolve comments."""
    return user.has_perm("initiatives.add_reviewcomment")


def commentable_fields(model) -> dict[str, str]:
    """What of a record a comment can be about: its values and its rows by name, each with its label."""
    parts = {name: model._meta.get_field(name).related_model for name in PART_RELATIONS.get(model, ())}
    rows = {name: str(part._meta.verbose_name_plural).capitalize() for name, part in parts.items()}
    return {name: field_name(model, name) for name in names_of(model)} | rows


def field_label(comment: ReviewComment) -> str:
    """What the comment is about, for people; empty for all of the record."""
    return comment.field and commentable_fields(COMMENTABLE_MODELS_BY_NAME[comment.noun]).get(
        comment.field, comment.field
    )


def comments_by_record(model, pks) -> dict[int, list[ReviewComment]]:
    """All comments on several records of a noun, by their keys: what waits first, then by gravity and age."""
    found = defaultdict(list)
    rows = ReviewComment.objects.filter(noun=model._meta.model_name, key__in=list(pks))
    for comment in sorted(rows.select_related("said_by", "resolved_by"), key=_urgency):
        comment.field_label = field_label(comment)
        found[comment.key].append(comment)
    return found


def _urgency(comment: ReviewComment) -> tuple:
    return not comment.can_be_resolved, comment.severity != Severity.MAJOR


def open_comments_by_record(model, pks) -> dict[int, list[ReviewComment]]:
    return {key: [one for one in comments if one.is_open] for key, comments in comments_by_record(model, pks).items()}


@transaction.atomic
def resolve_comment(comment: ReviewComment, user, resolution: str) -> None:
    """Say how a comment was dealt with. Raises PermissionDenied for who may not, ValidationError where there is nothing
    to resolve or nothing is said.
    """
    if not may_comment(user):
        raise PermissionDenied("Only curators and editors resolve comments.")
    comment = ReviewComment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if not comment.can_be_resolved:
        raise ValidationError("It is resolved already.")
    if not resolution.strip():
        raise ValidationError("Say in a sentence how it is resolved.")
    comment.resolved_by, comment.resolved_at, comment.resolution = user, timezone.now(), resolution.strip()
    comment.save()
