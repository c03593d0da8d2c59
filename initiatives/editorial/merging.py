"""Merging two records of one noun: what hangs on the one moves to the other, and its address leads there.

What both say several of (technologies, modes, aliases) is joined; where the one that stays does not say where it was
read, it takes that over. ``plan_merge`` says beforehand what moves, what is joined and what is lost, ``merge`` does it, all or
nothing. A record that was public is
withdrawn and stays, with what the other one has already; a draft is deleted, and so is a source, which knows no states.
"""

from dataclasses import dataclass, field
from functools import cached_property

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction

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
from ..models.follow_up import NumberedRow
from ..models.markup import LINK
from ..models.publication import EditorialRecord
from . import transitions
from .fingerprint import record_fingerprint
from .integrity import IntegrityCheck, link_markup, records_linking_to

MERGEABLE = (Commitment, Statement, Source, Summit, Grouping)
IDENTITY_FIELDS = {
    Participation: ("state_id", "role"),
    Membership: ("state_id", "role", "joined_earliest"),
    FollowUp: ("date_earliest", "date_latest", "kind", "statement_id", "source_id"),
}
"""Parts that the kept record has already, when these values are the same."""
FIELDS_TAKEN_OVER = ("source", "url", "archive_url", "read_at")
"""Where something was read: taken over by a kept record that does not say it. Of all else the kept record decides."""

SAME, KEPT, JOINED, TAKEN_OVER, LOST = "the same", "kept", "joined", "taken over", "lost"


@dataclass(frozen=True)
class MergedValue:
    """What becomes of one value: the kept record’s stays (“kept”; “lost”, where the other one’s goes), both are joined,
    or the other one’s is taken over. ``after`` is what the kept record says afterwards; keys, for related records.
    """

    name: str
    outcome: str
    after: object


@dataclass
class MergePlan:
    """What a merge would do: the rows that move, those that do not, texts that name the lost record, how many comments go
    with it, and problems.
    """

    lost: models.Model
    kept: models.Model
    moves: list = field(default_factory=list)
    stays: list = field(default_factory=list)
    texts: list = field(default_factory=list)
    comments: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def keeps_lost_record(self) -> bool:
        """Whether the lost record stays, withdrawn."""
        return isinstance(self.lost, EditorialRecord) and self.lost.was_public

    @cached_property
    def leaves_redirect(self) -> bool:
        """Whether readers have known the lost record; asked before anything moves."""
        return self.lost.was_public

    @property
    def merged_values(self) -> list[MergedValue]:
        """What becomes of each value that either of the two has, apart from its address."""
        names = [name for name in names_of(type(self.lost)) if name != "slug"]
        return [
            merged
            for name in names
            if (merged := _merge_value(name, self.lost, self.kept)).after or merged.outcome != SAME
        ]


def plan_merge(lost, kept, user) -> MergePlan:
    """What merging ``lost`` into ``kept`` would do, with every reason why it cannot be done."""
    plan = MergePlan(lost, kept, problems=_merge_problems(lost, kept, user))
    if type(lost) is not type(kept) or lost.pk == kept.pk:
        return plan
    for relation in _relations(type(lost)):
        column = relation.field.attname
        rows = relation.related_model.objects
        there = {_identity(row) for row in rows.filter(**{column: kept.pk})} - {None}
        for row in rows.filter(**{column: lost.pk}).order_by("pk"):
            (plan.stays if _identity(row) in there else plan.moves).append((row, relation.field.name))
    plan.texts = list(records_linking_to(lost))
    plan.comments = ReviewComment.objects.about(lost).count()
    return plan


def merge(lost, kept, user, reason: str = "", fingerprints: tuple[str, str] | None = None) -> MergePlan:
    """Merge ``lost`` into ``kept``, both of which were ``seen`` in these versions.

    Raises PermissionDenied for who may not, ValidationError for what may not; then nothing is changed.
    """
    if not transitions.is_editor(user):
        raise PermissionDenied("Only an editor may merge records.")
    with transaction.atomic():
        lost, kept = _locked(lost, kept)
        if fingerprints is not None and fingerprints != (record_fingerprint(lost), record_fingerprint(kept)):
            raise ValidationError("One of the two was changed since you saw them. Look at them again.")
        plan = plan_merge(lost, kept, user)
        if not reason.strip():
            plan.problems.append("Merging needs a reason.")
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
            return [f"“{lost}” was public and “{kept}” is not: its address would lead to nothing. Publish it first."]
    return []


def _relations(model):
    """What hangs on a record of the model: every foreign key to it."""
    return [relation for relation in model._meta.related_objects if relation.one_to_many]


def _identity(row):
    names = IDENTITY_FIELDS.get(type(row))
    return names and tuple(getattr(row, name) for name in names)


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


def _locked(*records):
    """The records as they are now, locked in the order of their keys."""
    rows = type(records[0]).objects.select_for_update(of=("self",)).order_by("pk")
    found = {row.pk: row for row in rows.filter(pk__in=[record.pk for record in records])}
    if len(found) != len({record.pk for record in records}):
        raise ValidationError("One of the two is no longer there.")
    return [found[record.pk] for record in records]


def _apply(plan: MergePlan, user, reason: str):
    lost, kept = plan.lost, plan.kept
    name = f"“{lost}”" if plan.leaves_redirect else "a draft"
    why = f"Merged with {name}: {reason}"
    for row, column in plan.moves:
        setattr(row, column, kept)
        if isinstance(row, NumberedRow):
            row.number = None
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
        if isinstance(kept, Commitment):  # what is no longer empty needs no reason why it is
            kept.blanks = {name: reason for name, reason in kept.blanks.items() if name != merged.name}
    _save(kept, user, why)
    for merged in many:
        getattr(kept, merged.name).set(merged.after)


def _save(row, user, why: str):
    row._history_user, row._change_reason = user, why
    row.full_clean(exclude=["number"])
    row.save()
