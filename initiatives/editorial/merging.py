"""Merging two records of one model: the rows below one record move to the other, and its address redirects there.

Multiple values (technologies, modes, aliases) are joined. An empty source or address of the kept record is filled
from the other one. ``plan_merge`` says what moves, what is joined and what is lost; ``merge`` does it completely or
not at all. A record that was public is withdrawn and keeps the rows that the other one has already. A draft is
deleted, and so is a source, because sources have no states.
"""

from dataclasses import dataclass, field
from functools import cached_property

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models

from ..history.recording import change
from ..history.versions import names_of
from ..models import (
    Commitment,
    FollowUp,
    Grouping,
    Membership,
    Participation,
    ReviewComment,
    Source,
    Statement,
    Summit,
    redirects,
)
from ..models.markup import LINK
from ..models.publication import EditorialRecord
from . import transitions
from .fingerprint import record_fingerprint
from .integrity import IntegrityCheck, link_markup, records_linking_to
from .locking import lock_for_checks

MERGEABLE = (Commitment, Statement, Source, Summit, Grouping)
IDENTITY_FIELDS = {
    Participation: ("state_id", "role"),
    Membership: ("state_id", "role", "joined_earliest"),
    FollowUp: ("date_earliest", "date_latest", "kind", "statement_id", "source_id"),
}
"""A part does not move if the kept record has one with the same values in these fields; a published one only if that
one is published too.
"""
FIELDS_TAKEN_OVER = ("source", "url", "archive_url", "read_at")
"""Fields taken from the lost record if they are empty in the kept one. For other fields the kept record’s value
stays.
"""

SAME, KEPT, JOINED, TAKEN_OVER, LOST = "the same", "kept", "joined", "taken over", "lost"


@dataclass(frozen=True)
class MergedValue:
    """The result for one field: “the same”, “kept”, “joined”, “taken over”, or “lost” if the other record’s value is
    dropped.

    ``after`` is the value of the kept record after the merge; primary keys for many-to-many fields.
    """

    name: str
    outcome: str
    after: object


@dataclass
class MergePlan:
    """What a merge would do.

    ``moves`` and ``stays``: (row, name of its foreign key) pairs; ``twins``: for each row that stays, the row that the
    kept record has already; ``texts``: (record, names of the text fields that link to the lost record) pairs;
    ``comments``: how many move; ``problems``: why the merge is not possible, one sentence each.
    """

    lost: models.Model
    kept: models.Model
    moves: list = field(default_factory=list)
    stays: list = field(default_factory=list)
    twins: list = field(default_factory=list)
    texts: list = field(default_factory=list)
    comments: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def keeps_lost_record(self) -> bool:
        """Whether the lost record stays, withdrawn."""
        return isinstance(self.lost, EditorialRecord) and self.lost.was_public

    @cached_property
    def leaves_redirect(self) -> bool:
        """Whether the lost record was public. Cached, because the rows move during the merge."""
        return self.lost.was_public

    @property
    def merged_values(self) -> list[MergedValue]:
        """The result for each field that either record has, except the slug."""
        names = [name for name in names_of(type(self.lost)) if name != "slug"]
        return [
            merged
            for name in names
            if (merged := _merge_value(name, self.lost, self.kept)).after or merged.outcome != SAME
        ]


def plan_merge(lost, kept, user) -> MergePlan:
    """The plan for merging ``lost`` into ``kept``, with every reason why it is not possible."""
    plan = MergePlan(lost, kept, problems=_merge_problems(lost, kept, user))
    if type(lost) is not type(kept) or lost.pk == kept.pk:
        return plan
    for relation in _relations(type(lost)):
        column = relation.field.attname
        rows = relation.related_model.objects
        there = {_identity(row): row for row in sorted(rows.filter(**{column: kept.pk}), key=_is_published)}
        for row in rows.filter(**{column: lost.pk}).order_by("pk"):
            twin = there.get(_identity(row)) if _identity(row) else None
            if twin is None or _is_published(row) > _is_published(twin):
                plan.moves.append((row, relation.field.name))
            else:
                plan.stays.append((row, relation.field.name))
                plan.twins.append(twin)
    plan.texts = list(records_linking_to(lost))
    plan.comments = ReviewComment.objects.about(lost).count()
    return plan


def merge(lost, kept, user, reason: str = "", fingerprints: tuple[str, str] | None = None) -> MergePlan:
    """Merge ``lost`` into ``kept``; ``fingerprints`` of both are those that the user saw.

    Raises PermissionDenied for anybody but editors, and ValidationError with the problems; then nothing is changed.
    """
    if not transitions.is_editor(user):
        raise PermissionDenied("Only an editor may merge records.")
    with change():
        lost, kept = _locked(plan_merge(lost, kept, user))
        if fingerprints is not None and fingerprints != (record_fingerprint(lost), record_fingerprint(kept)):
            raise ValidationError("One of the two records has changed since you opened this page. Check them again.")
        plan = plan_merge(lost, kept, user)
        if not reason.strip():
            plan.problems.append("Give a reason for the merge.")
        if plan.problems:
            raise ValidationError(plan.problems)
        changed = [row for row, _ in plan.moves + plan.texts]
        check = IntegrityCheck(lost, kept, *changed)
        _apply(plan, user, reason.strip())
        check.refuse_new_errors()
    return plan


def _merge_problems(lost, kept, user) -> list[str]:
    if type(lost) is not type(kept) or type(lost) not in MERGEABLE:
        return ["Only two records of the same kind can be merged."]
    if lost.pk == kept.pk:
        return ["A record cannot be merged into itself."]
    if not transitions.is_editor(user) or not user.has_perm(f"initiatives.change_{lost._meta.model_name}"):
        return ["Only an editor may merge records."]
    if isinstance(lost, EditorialRecord):
        if kept.state == transitions.WITHDRAWN:
            return [f"“{kept}” is withdrawn; restore it first."]
        if lost.was_public and not kept.is_public:
            return [f"“{lost}” was public and “{kept}” is not. Publish “{kept}” first, so that readers find it."]
    return []


def _relations(model):
    """Every foreign key to the model."""
    return [relation for relation in model._meta.related_objects if relation.one_to_many]


def _identity(row):
    names = IDENTITY_FIELDS.get(type(row))
    return names and tuple(getattr(row, name) for name in names)


def _is_published(row) -> bool:
    return isinstance(row, EditorialRecord) and row.state == transitions.PUBLISHED


def _merge_value(name: str, lost, kept) -> MergedValue:
    gone, after = _value(lost, name), _value(kept, name)
    if gone == after:
        return MergedValue(name, SAME, after)
    if isinstance(after, frozenset):
        return MergedValue(name, KEPT if gone <= after else JOINED, after | gone)
    if isinstance(after, list) and isinstance(gone, list):
        new = [item for item in gone if item not in after]
        return MergedValue(name, JOINED if new else KEPT, [*after, *new])
    if name in FIELDS_TAKEN_OVER and not after:
        return MergedValue(name, TAKEN_OVER, gone)
    return MergedValue(name, KEPT if gone in (None, "", {}) else LOST, after)


def _value(record, name: str):
    if name in {f.name for f in record._meta.many_to_many}:
        return frozenset(getattr(record, name).values_list("pk", flat=True))
    return getattr(record, name)


def _locked(plan: MergePlan):
    """The two records as they are stored, locked together with all rows that the merge changes."""
    records = (plan.lost, plan.kept)
    lock_for_checks([*records, *(row for row, _ in plan.moves + plan.stays + plan.texts)])
    found = [type(record).objects.filter(pk=record.pk).first() for record in records]
    if None in found:
        raise ValidationError("One of the two records no longer exists.")
    return found


def _apply(plan: MergePlan, user, reason: str):
    lost, kept = plan.lost, plan.kept
    name = f"“{lost}”" if plan.leaves_redirect else "a draft"
    why = f"Merged with {name}: {reason}"
    for row, column in plan.moves:
        setattr(row, column, kept)
        _save(row, user, why)
    for row, names in plan.texts:
        row.refresh_from_db()
        for text in names:
            setattr(
                row,
                text,
                LINK.sub(
                    lambda link: link_markup(kept) if link[0] == link_markup(lost) else link[0], getattr(row, text)
                ),
            )
        _save(row, user, why)
    ReviewComment.objects.about(lost).update(key=kept.pk)
    kept.refresh_from_db()
    _join(plan, user, why)
    if plan.leaves_redirect:
        for (row, _), twin in zip(plan.stays, plan.twins, strict=True):
            if isinstance(row, FollowUp) and row.was_public:
                redirects.create_redirect(row.get_absolute_url(), twin.get_absolute_url())
        redirects.create_redirect(lost.get_absolute_url(), kept.get_absolute_url())
    if plan.keeps_lost_record:
        transitions.withdraw_merged(lost, kept, user, reason)
    else:
        lost._history_user, lost._change_reason = user, f"Merged into {kept.slug}: {reason}"
        lost.delete()


def _join(plan: MergePlan, user, why: str):
    kept, joined = plan.kept, [merged for merged in plan.merged_values if merged.outcome in (JOINED, TAKEN_OVER)]
    many = [merged for merged in joined if isinstance(merged.after, frozenset)]
    for merged in joined:
        if merged not in many:
            setattr(kept, merged.name, merged.after)
        if isinstance(kept, Commitment):  # a field that has a value now needs no reason for being empty
            kept.blanks = {name: reason for name, reason in kept.blanks.items() if name != merged.name}
    _save(kept, user, why)
    for merged in many:
        getattr(kept, merged.name).set(merged.after)


def _save(row, user, why: str):
    row._history_user, row._change_reason = user, why
    row.full_clean(exclude=["number"])
    row.save()
