"""Public versions are written here, in the transaction that changes what readers see.

Signals tell ``Change`` which records were saved, linked or deleted. A change that spans several saves (a form with its
rows, a transition, an import, a merge) is opened with ``with change():``; a save outside of one is a change by itself.
At its end each record that reads otherwise than its latest version gets a new one. Bulk writes, which send no signals,
call ``touch``.
"""

import datetime as dt
import re
from collections import defaultdict
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import reduce

from django.db import connection, models, transaction
from django.db.models import OuterRef, Prefetch, Subquery
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.utils import timezone
from simple_history.models import HistoricalRecords

from ..models import Commitment, FollowUp, Grouping, Membership, Source, State, Statement, Summit, Technology
from ..models.history_row import one_change
from ..models.parts import PARENT_COLUMNS, PART_RELATIONS
from ..models.public_version import ChangeKind, PublicVersion, Role, version_key
from ..models.publication import EditorialRecord
from ..models.roles import ADMINISTRATORS, EDITORS, RESEARCH_IMPORT
from .versions import many_to_many_fields, names_of

VERSIONED = (State, Technology, Source, Grouping, Summit, Statement, Commitment, FollowUp)
PARTS = {**PART_RELATIONS, State: ("memberships",)}
WITH_OWN_ENTRY = {Commitment: "follow_ups", State: "memberships"}
"""Parts whose changes are told where they belong, and not once more as a change of this record."""
GROUPING_PATHS = {
    Grouping: "",
    Summit: "grouping",
    Statement: "grouping",
    Commitment: "statement__grouping",
    FollowUp: "commitment__statement__grouping",
}
NOT_PUBLIC = {"done_by"}
IMPORT_REASON = "Research import"
UNCITED = "No public record cites it any more."
SOURCE_LINK = re.compile(r"\[\[source:([a-z0-9-]+)\]\]")
WRITTEN_AT_ONCE = 200

_current: ContextVar["Change | None"] = ContextVar("change", default=None)


# --- what a record says to readers ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PublicState:
    """A public record as a version holds it."""

    key: str
    name: str
    grouping: str
    content: dict


def public_states(model, pks) -> dict[int, PublicState]:
    """What readers see now of those records that are public, in a fixed number of queries."""
    rows = model.objects.published().filter(pk__in=pks).select_related(*_joins(model))
    rows = rows.prefetch_related(*(field.name for field in many_to_many_fields(model)))
    for relation in PARTS.get(model, ()):
        part = model._meta.get_field(relation).related_model
        rows = rows.prefetch_related(
            Prefetch(relation, part.objects.published().select_related(*_joins(part)).order_by("pk"))
        )
    return {record.pk: _state(record) for record in rows}


def _joins(model) -> list[str]:
    own = [field for field in model._meta.fields if field.many_to_one and field.name not in NOT_PUBLIC]
    above = [f"{field.name}__{path}" for field in own for path in getattr(field.related_model, "published_with", ())]
    return [*(field.name for field in own), *above]


def _state(record) -> PublicState:
    model = type(record)
    parts = {
        relation: {_part_key(part, record): _values(part) for part in getattr(record, relation).all()}
        for relation in PARTS.get(model, ())
    }
    path = GROUPING_PATHS.get(model)
    grouping = reduce(getattr, path.split("__"), record) if path else record if model is Grouping else None
    name = f"{record.commitment}: {str(record)[:1].lower()}{str(record)[1:]}" if model is FollowUp else str(record)
    return PublicState(
        version_key(record), name, grouping.slug if grouping else "", {"values": _values(record), "parts": parts}
    )


def _part_key(part, whole) -> str:
    """What tells a part from its siblings: its natural key without that of the record it belongs to."""
    if isinstance(part, Membership):
        other = part.grouping.slug if isinstance(whole, State) else part.state.slug
        return f"{other}/{part.role}/{part.joined_earliest or ''}"
    return "/".join(map(str, part.natural_key()[1:]))


def _values(record) -> dict:
    return {name: _json_value(record, name) for name in names_of(type(record)) if name not in NOT_PUBLIC}


def _json_value(record, name: str):
    if name in record.partial_dates:
        value = getattr(record, name)
        return value.isoformat() if value else None
    value = getattr(record, name)
    if isinstance(value, models.Manager):
        return sorted(version_key(row) for row in value.all())
    if isinstance(value, models.Model):
        return version_key(value) if isinstance(value, Source) or getattr(value, "is_public", True) else None
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value.isoformat() if isinstance(value, dt.date) else value


def sources_of(content: dict) -> set[str]:
    """The keys of the sources that a content cites: in a column, or by a link in a text."""
    values = [
        content.get("values", {}),
        *(part for parts in content.get("parts", {}).values() for part in parts.values()),
    ]
    named = {row["source"] for row in values if row.get("source")}
    texts = " ".join(value for row in values for value in row.values() if isinstance(value, str) and "[[" in value)
    return named | set(SOURCE_LINK.findall(texts))


# --- collecting a change ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Touch:
    """Who touched a record, why, and what it may have been called before; ``kind`` where the writer names it."""

    user: object = None
    author: object = None
    reason: str = ""
    kind: str = ""
    keys: frozenset = frozenset()

    def joined(self, other: "Touch") -> "Touch":
        reasons = dict.fromkeys(reason for reason in (self.reason, other.reason) if reason)
        return Touch(
            self.user or other.user,
            self.author or other.author,
            " ".join(reasons),
            self.kind or other.kind,
            self.keys | other.keys,
        )


@dataclass
class Change:
    """What one transaction did to records that readers may see."""

    touched: dict = field(default_factory=lambda: defaultdict(dict))

    def touch(self, model, pk, touch: Touch):
        known = self.touched[model].get(pk)
        self.touched[model][pk] = known.joined(touch) if known else touch

    def write(self):
        """Write a version of each record that reads otherwise now, of what hangs on it, and of what it cites.

        One transaction at a time writes versions, so that each sees what the others changed: whether a source is still
        cited, and which number is the next.
        """
        if self.touched and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {PublicVersion._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
        while self.touched:
            touched, self.touched = self.touched, defaultdict(dict)
            for model in VERSIONED:
                rows = list(touched.get(model, {}).items())
                for start in range(0, len(rows), WRITTEN_AT_ONCE):
                    self._write(model, dict(rows[start : start + WRITTEN_AT_ONCE]))

    def _write(self, model, touches: dict[int, Touch]):
        noun, now = model._meta.model_name, timezone.now()
        states = public_states(model, touches)
        keys = {pk: states[pk].key for pk in states}
        if hidden := touches.keys() - keys.keys():
            records = model._base_manager.filter(pk__in=hidden).select_related(*_joins(model))
            keys |= {record.pk: version_key(record) for record in records}
        latest = PublicVersion.objects.latest(
            noun, {*keys.values(), *(key for t in touches.values() for key in t.keys)}
        )
        made = []
        for pk, touch in sorted(touches.items()):
            before = latest.get(keys.get(pk)) or next((latest[key] for key in touch.keys if key in latest), None)
            if version := self._version(model, pk, now, states.get(pk), before, touch):
                made.append(version)
                self._touch_others(model, pk, version, before, touch)
        PublicVersion.objects.bulk_create(made)

    def _version(self, model, pk, now, state, before, touch) -> PublicVersion | None:
        noun, visible = model._meta.model_name, before is not None and before.is_visible
        if state is None and not visible:
            return None
        if state and before and before.key != state.key:
            _rename(noun, before.key, state.key)
        if state and before and (before.key, before.name) != (state.key, state.name):
            for other, key in {*_referring(model, pk)}:
                self.touch(other, key, Touch(touch.user))
        if state and visible and (before.content, before.name) == (state.content, state.name):
            return None
        role = role_of(touch.user)
        if state is None:
            kind = touch.kind or ChangeKind.WITHDRAWN
        elif not visible:
            kind = ChangeKind.RESTORED if before else ChangeKind.PUBLISHED
        elif _without_own_entries(model, before.content) == _without_own_entries(model, state.content):
            kind = ChangeKind.PART
        else:
            kind = ChangeKind.IMPORTED if role == Role.RESEARCH else ChangeKind.CHANGED
        return PublicVersion(
            noun=noun,
            key=state.key if state else before.key,
            number=before.number + 1 if before else 1,
            at=now,
            kind=kind,
            author_role=role_of(touch.author) if touch.author else role,
            decider_role=role,
            reason=touch.reason,
            grouping=state.grouping if state else before.grouping,
            name=state.name if state else before.name,
            content=state.content if state else {},
        )

    def _touch_others(self, model, pk, version: PublicVersion, before, touch: Touch):
        """What a record hides or shows with itself, and the sources that it began or ceased to cite."""
        old, new = before.content if before else {}, version.content
        shown = bool(old.get("values")) != bool(new)
        if model is not Source and (keys := sources_of(old) ^ sources_of(new)):
            for source in Source.objects.filter(slug__in=keys):
                self.touch(Source, source.pk, Touch(touch.user, reason="" if new else UNCITED))
        if shown and issubclass(model, EditorialRecord):
            because = replace(touch, author=None, kind="", keys=frozenset())
            for other, key in {*_dependents(model, pk), *_referring(model, pk)}:
                self.touch(other, key, because)


def _dependents(model, pk):
    """The records that readers see only together with this one, and the states in whose page it is named."""
    for dependent in (Summit, Statement, Commitment, FollowUp):
        for path in dependent.published_with:
            if _end_of(dependent, path) is model:
                for key in dependent._base_manager.filter(**{path: pk}).order_by().values_list("pk", flat=True):
                    yield dependent, key
    if model is Grouping:
        for key in Membership.objects.filter(grouping=pk).values_list("state", flat=True):
            yield State, key
    if model is FollowUp:
        for key in FollowUp._base_manager.filter(pk=pk).values_list("commitment", flat=True):
            yield Commitment, key


def _referring(model, pk):
    """The records that name this one in a column, or in a column of one of their parts."""
    for relation in model._meta.related_objects:
        other, name = relation.related_model, relation.field.name
        parent = PARENT_COLUMNS.get(other)
        if other in VERSIONED:
            for key in other._base_manager.filter(**{name: pk}).order_by().values_list("pk", flat=True):
                yield other, key
        if parent and parent != relation.field.attname:
            whole = other._meta.get_field(parent.removesuffix("_id")).related_model
            for key in other._base_manager.filter(**{name: pk}).order_by().values_list(parent, flat=True):
                yield whole, key


def _end_of(model, path: str):
    return reduce(lambda here, step: here._meta.get_field(step).related_model, path.split("__"), model)


def _without_own_entries(model, content: dict) -> tuple:
    left_out = WITH_OWN_ENTRY.get(model)
    return content["values"], {name: rows for name, rows in content["parts"].items() if name != left_out}


def _rename(noun: str, old: str, new: str):
    """A record got another key: its versions go with it, and those of a commitment’s follow-ups too."""
    PublicVersion.objects.filter(noun=noun, key=old).update(key=new)
    if noun == Commitment._meta.model_name:
        for row in PublicVersion.objects.filter(noun=FollowUp._meta.model_name, key__startswith=f"{old}/"):
            PublicVersion.objects.filter(pk=row.pk).update(key=new + row.key[len(old) :])


@contextmanager
def change():
    """All that is written within is one change: a version for each record, when the outermost block ends."""
    outer = _current.get()
    if outer is not None:
        yield outer
        return
    unit = Change()
    token = _current.set(unit)
    try:
        with transaction.atomic(), one_change():
            yield unit
            unit.write()
    finally:
        _current.reset(token)


def touch(record, user=None, reason: str = "", kind: str = "", author=None, keys=()):
    """Say that a record, or a part of one, was written: by whom, and why as readers are told."""
    found = Touch(user, author, "" if reason.startswith(IMPORT_REASON) else reason, kind, frozenset(keys))
    with change() as unit:
        if type(record) in VERSIONED:
            unit.touch(type(record), record.pk, found)
        if parent := PARENT_COLUMNS.get(type(record)):
            whole = record._meta.get_field(parent.removesuffix("_id")).related_model
            unit.touch(whole, getattr(record, parent), replace(found, kind="", keys=frozenset()))
        if isinstance(record, Membership):
            unit.touch(State, record.state_id, replace(found, kind="", keys=frozenset()))


def role_of(user) -> str:
    """The role in which somebody acts now; empty where nobody is named."""
    if user is None:
        return ""
    if user.username == RESEARCH_IMPORT:
        return Role.RESEARCH
    names = set(user.groups.values_list("name", flat=True))
    if user.is_superuser or ADMINISTRATORS in names:
        return Role.ADMINISTRATOR
    return Role.EDITOR if EDITORS in names else Role.CURATOR


def write_first_versions():
    """Write the version that is missing of each public record, for records that came in bulk: published when they say so."""
    with transaction.atomic():
        for model in VERSIONED:
            noun, known = model._meta.model_name, set(PublicVersion.objects.values_list("noun", "key"))
            pks = list(model.objects.published().order_by("pk").values_list("pk", flat=True))
            for start in range(0, len(pks), WRITTEN_AT_ONCE):
                some = pks[start : start + WRITTEN_AT_ONCE]
                states, records = public_states(model, some), model._base_manager.in_bulk(some)
                PublicVersion.objects.bulk_create(
                    _first_version(records[pk], states[pk]) for pk in some if (noun, states[pk].key) not in known
                )


def _first_version(record, state: PublicState) -> PublicVersion:
    role = Role.RESEARCH if record.imported_digest else ""
    return PublicVersion(
        noun=record._meta.model_name,
        key=state.key,
        number=1,
        at=getattr(record, "published_at", None) or record.created_at,
        kind=ChangeKind.PUBLISHED,
        author_role=role,
        decider_role=role,
        grouping=state.grouping,
        name=state.name,
        content=state.content,
    )


def differences() -> list[str]:
    """A sentence for each record whose latest public version is not what readers see of it now."""
    found = []
    for model in VERSIONED:
        pks = list(model.objects.published().order_by("pk").values_list("pk", flat=True))
        states = {}
        for start in range(0, len(pks), WRITTEN_AT_ONCE):
            states |= {
                state.key: state for state in public_states(model, pks[start : start + WRITTEN_AT_ONCE]).values()
            }
        noun = model._meta.model_name
        newest = PublicVersion.objects.filter(noun=noun, key=OuterRef("key")).order_by("-number").values("pk")[:1]
        latest = {row.key: row for row in PublicVersion.objects.filter(noun=noun, pk=Subquery(newest))}
        for key in sorted(states.keys() | latest.keys()):
            row, state = latest.get(key), states.get(key)
            if row is None:
                found.append(f"{noun} {key}: readers see it, and it has no public version")
            elif row.is_visible != (state is not None):
                found.append(f"{noun} {key}: its latest public version is “{row.get_kind_display().lower()}”")
            elif state and (row.content, row.name) != (state.content, state.name):
                found.append(f"{noun} {key}: its latest public version says something else")
    return found


# --- signals ----------------------------------------------------------------------------------------------------------------


def _said_of(instance) -> dict:
    """Who writes the instance, and the reason that readers are told."""
    request = getattr(HistoricalRecords.context, "request", None)
    signed_in = getattr(request, "user", None)
    user = getattr(instance, "_history_user", None) or (signed_in if getattr(signed_in, "pk", None) else None)
    said = {name: vars(instance).pop(f"_public_{name}", None) for name in ("reason", "author", "kind")}
    if said["reason"] is None:
        said["reason"] = getattr(instance, "_change_reason", None) or ""
    return {"user": user, **said, "kind": said["kind"] or ""}


def _before_saving(sender, instance, raw=False, **kwargs):
    """Remember what is stored: a part may leave its record, and a record may get another key."""
    instance._stored = None if raw or not instance.pk else sender._base_manager.filter(pk=instance.pk).first()


def _after_saving(sender, instance, raw=False, **kwargs):
    if raw:
        return
    stored, parent = getattr(instance, "_stored", None), PARENT_COLUMNS.get(sender)
    with change():
        keys = [version_key(stored)] if stored and sender in VERSIONED else []
        said = _said_of(instance)
        touch(instance, **said, keys=keys)
        if stored and parent and getattr(stored, parent) != getattr(instance, parent):
            touch(stored, **{**said, "kind": ""})


def _after_deleting(sender, instance, **kwargs):
    keys = [version_key(instance)] if sender in VERSIONED else []
    touch(instance, **{**_said_of(instance), "kind": ""}, keys=keys)


def _linked(sender, instance, action, reverse, **kwargs):
    if action.startswith("post") and not reverse and not hasattr(instance, "skip_history_when_saving"):
        touch(instance, **_said_of(instance))


def connect():
    """Let public versions follow the writes; called once, when the app is ready."""
    for model in {*VERSIONED, *PARENT_COLUMNS}:
        uid = f"public version of {model.__name__}"
        pre_save.connect(_before_saving, sender=model, dispatch_uid=f"{uid} saving")
        post_save.connect(_after_saving, sender=model, dispatch_uid=f"{uid} saved")
        post_delete.connect(_after_deleting, sender=model, dispatch_uid=f"{uid} deleted")
        for relation in many_to_many_fields(model):
            m2m_changed.connect(_linked, sender=relation.remote_field.through, dispatch_uid=f"{uid} {relation.name}")
