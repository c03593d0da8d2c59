"""Review comments: the models and fields that take them, the comments of a record, and resolving one.

Curators and editors write and resolve comments; none is deleted. An editor must acknowledge an open major comment
before publishing the record (``checks.publishing_cautions``).
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
    return user.has_perm("initiatives.add_reviewcomment")


def commentable_fields(model) -> dict[str, str]:
    """The fields and part relations of a record that a comment can be about: {name: label}."""
    parts = {name: model._meta.get_field(name).related_model for name in PART_RELATIONS.get(model, ())}
    rows = {name: str(part._meta.verbose_name_plural).capitalize() for name, part in parts.items()}
    return {name: field_name(model, name) for name in names_of(model)} | rows


def field_label(comment: ReviewComment) -> str:
    """The label of the field that the comment is about; empty for the whole record."""
    return comment.field and commentable_fields(COMMENTABLE_MODELS_BY_NAME[comment.noun]).get(
        comment.field, comment.field
    )


def comments_by_record(model, pks) -> dict[int, list[ReviewComment]]:
    """The comments on records of a model by primary key: unresolved ones first, then major ones, then by age."""
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
    """Resolve a comment with a sentence. Raises PermissionDenied without the right, and ValidationError if the
    comment cannot be resolved or the sentence is empty.
    """
    if not may_comment(user):
        raise PermissionDenied("Only curators and editors can resolve comments.")
    comment = ReviewComment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if not comment.can_be_resolved:
        raise ValidationError("This comment is already resolved.")
    if not resolution.strip():
        raise ValidationError("Say how you resolved it.")
    comment.resolved_by, comment.resolved_at, comment.resolution = user, timezone.now(), resolution.strip()
    comment.save()
