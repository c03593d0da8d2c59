"""Remarks on records: on which nouns and values they can be made, what was said of a record, and how one is resolved.

Curators and editors make and resolve them; nothing is deleted. A major one that is open is named to whoever publishes
the record (``checks.cautions``).
"""

from collections import defaultdict

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from ..history.changes import field_name
from ..history.versions import names_of
from ..models import Commitment, FollowUp, Grouping, Remark, Source, Statement, Summit
from ..models.fingerprint import PARTS
from ..models.review_comment import Severity

REMARKABLE = (Grouping, Summit, Statement, Commitment, FollowUp, Source)
MODELS = {model._meta.model_name: model for model in REMARKABLE}


def may_remark(user) -> bool:
    """Whether the user may make and resolve remarks."""
    return user.has_perm("initiatives.add_remark")


def fields_of(model) -> dict[str, str]:
    """What of a record a remark can be about: its values and its rows by name, each with its label."""
    parts = {name: model._meta.get_field(name).related_model for name in PARTS.get(model, ())}
    rows = {name: str(part._meta.verbose_name_plural).capitalize() for name, part in parts.items()}
    return {name: field_name(model, name) for name in names_of(model)} | rows


def field_label(remark: Remark) -> str:
    """What the remark is about, for people; empty for all of the record."""
    return remark.field and fields_of(MODELS[remark.noun]).get(remark.field, remark.field)


def remarks_on(model, pks) -> dict[int, list[Remark]]:
    """All remarks on several records of a noun, by their keys: what waits first, then by gravity and age."""
    found = defaultdict(list)
    rows = Remark.objects.filter(noun=model._meta.model_name, key__in=list(pks))
    for remark in sorted(rows.select_related("said_by", "resolved_by"), key=_urgency):
        remark.field_label = field_label(remark)
        found[remark.key].append(remark)
    return found


def _urgency(remark: Remark) -> tuple:
    return not remark.can_be_resolved, remark.severity != Severity.MAJOR


def open_remarks_on(model, pks) -> dict[int, list[Remark]]:
    return {key: [one for one in remarks if one.is_open] for key, remarks in remarks_on(model, pks).items()}


@transaction.atomic
def resolve(remark: Remark, user, how: str) -> None:
    """Say how a remark was dealt with. Raises PermissionDenied for who may not, ValidationError where there is nothing
    to resolve or nothing is said.
    """
    if not may_remark(user):
        raise PermissionDenied("Only curators and editors resolve remarks.")
    remark = Remark.objects.select_for_update(of=("self",)).get(pk=remark.pk)
    if not remark.can_be_resolved:
        raise ValidationError("It is resolved already.")
    if not how.strip():
        raise ValidationError("Say in a sentence how it is resolved.")
    remark.resolved_by, remark.resolved_at, remark.resolution = user, timezone.now(), how.strip()
    remark.save()
