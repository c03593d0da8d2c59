"""What a record said at each time: its versions, and what differs between two of them.

django-simple-history keeps a row for each save of a record, of its many-to-many fields and of its parts. Rows that were
written in one change hold its identity, and each change makes a version: the record with its parts.

A record that came with a fixture has no history. Its first version is written down before its first change
(``connect``); until then it is read from the record itself.
"""

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass, field

from django.apps import apps
from django.db import models
from django.db.models.signals import m2m_changed, pre_delete, pre_save

from ..models import Commitment, FollowUp, Grouping, Source, State, Statement, Summit, Technology
from ..models.parts import PARENT_COLUMNS, PART_RELATIONS
from ..models.publication import EditorialRecord

NOUNS = (Grouping, Summit, Statement, Commitment, FollowUp, Source, Technology, State)
UNTOLD = {"id", "number", "imported_digest", "created_at", "updated_at"}
EDITORIAL = {"state", "state_reason", "published_at"}
PUT_BACK = {"memberships", "participations"}
IMPORTED = "Research import"
FIRST_VERSIONS = uuid.UUID("5f0f4d0e-2b8d-4c39-9f3b-0d8a6c1f7a52")
"""The name space of the identities of first versions: the rows of a record and its parts get the same one."""


@dataclass(frozen=True)
class Said:
    """What a record, or a part of one, says: its values by name, and its editorial state where it has one."""

    model: type[models.Model]
    values: dict
    state: str = ""
    state_reason: str = ""


@dataclass(frozen=True)
class Version:
    """A record after one change: who made it, when and why, and what the record and its parts say since.

    ``own_reason`` is why the record itself was saved; a part that was moved by itself has a reason of its own.
    """

    number: int
    moment: dt.datetime
    user: object
    reason: str
    said: Said
    parts: dict[str, dict[int, Said]] = field(default_factory=dict)
    own_reason: str = ""

    @property
    def state(self) -> str:
        return self.said.state


@dataclass(frozen=True)
class Difference:
    """One value that is not the same in two versions. For a part: of which relation, and the part before and after."""

    model: type[models.Model]
    name: str = ""
    before: object = None
    after: object = None
    relation: str = ""
    part_before: Said | None = None
    part_after: Said | None = None
    inner: tuple["Difference", ...] = ()


# --- reading ------------------------------------------------------------------------------------------------------------


def names_of(model) -> list[str]:
    """The names of all that a record of the model says, in the order of its fields."""
    columns = {f"{name}_{end}": name for name in model.partial_dates for end in ("earliest", "latest")}
    parent = PARENT_COLUMNS.get(model, "") if model is not FollowUp else ""
    untold = UNTOLD | (EDITORIAL if issubclass(model, EditorialRecord) else set())
    fields = [f for f in model._meta.fields if f.name not in untold and f.attname != parent]
    plain = dict.fromkeys(columns.get(f.name, f.name) for f in fields)
    return [*plain, *(f.name for f in model._meta.many_to_many if f.remote_field.through._meta.auto_created)]


def versions_of(record) -> list[Version]:
    """The versions of one record, oldest first."""
    return load(type(record), [record.pk]).get(record.pk, [])


def load(model, pks) -> dict[int, list[Version]]:
    """The versions of several records of a noun, oldest first, in as many queries as for one."""
    pks = list(pks)
    live = {record.pk: record for record in model._base_manager.filter(pk__in=pks)}
    rows = _rows(model, id__in=pks)
    linked, linked_now = _linked(model, rows), _linked_now(model, pks)
    own = defaultdict(list)
    for row in rows:
        own[row.id].append(row)
    parts = {relation: _PartRows(model, relation, pks) for relation in PART_RELATIONS.get(model, ())}
    found = {}
    for pk in pks:
        start = None
        if not own[pk] and pk in live:
            start = said_by(model, live[pk], linked_now.get(pk, {}))
        if own[pk] or start:
            events = [(row, "", said_by(model, row, linked.get(row.history_id, {}))) for row in own[pk]]
            events += [event for relation in parts for event in parts[relation].events(pk)]
            events.sort(key=lambda event: (event[0].history_date, event[1], event[0].history_id))
            there = {relation: dict(parts[relation].unwritten[pk]) for relation in parts}
            found[pk] = _tell(pk, live.get(pk), start, there, events)
    return found


def _rows(model, **condition):
    rows = model.history.filter(**condition).select_related("history_user")
    return list(rows.prefetch_related("history_user__groups").order_by("history_date", "history_id"))


def said_by(model, row, linked: dict) -> Said:
    values = {}
    for name in names_of(model):
        if name in linked or name in {f.name for f in model._meta.many_to_many}:
            values[name] = linked.get(name, frozenset())
        elif name in model.partial_dates:
            values[name] = model.partial_dates[name].__get__(row)
        else:
            values[name] = getattr(row, model._meta.get_field(name).attname)
    return Said(model, values, *((row.state, row.state_reason) if issubclass(model, EditorialRecord) else ()))


def _linked(model, rows) -> dict[int, dict[str, frozenset]]:
    """What the many-to-many fields held, by row of history and field."""
    found = defaultdict(lambda: defaultdict(set))
    for f in many_to_many_fields(model):
        through = apps.get_model("initiatives", f"Historical{f.remote_field.through._meta.object_name}")
        pairs = through.objects.filter(history__in=[row.history_id for row in rows])
        for history, target in pairs.values_list("history_id", f"{f.m2m_reverse_field_name()}_id"):
            found[history][f.name].add(target)
    return {pk: {name: frozenset(targets) for name, targets in by.items()} for pk, by in found.items()}


def _linked_now(model, pks) -> dict[int, dict[str, frozenset]]:
    found = defaultdict(lambda: defaultdict(set))
    for f in many_to_many_fields(model):
        own, other = f"{f.m2m_field_name()}_id", f"{f.m2m_reverse_field_name()}_id"
        for pk, target in f.remote_field.through.objects.filter(**{f"{own}__in": pks}).values_list(own, other):
            found[pk][f.name].add(target)
    return {pk: {name: frozenset(targets) for name, targets in by.items()} for pk, by in found.items()}


def many_to_many_fields(model):
    return [f for f in model._meta.many_to_many if f.remote_field.through._meta.auto_created]


class _PartRows:
    """The rows of history of one relation of several records, and the parts that have none yet."""

    def __init__(self, model, relation: str, pks):
        self.relation, self.model = relation, model._meta.get_field(relation).related_model
        self.parent = PARENT_COLUMNS[self.model]
        ever = self.model.history.filter(**{f"{self.parent}__in": pks}).values("id")
        self.rows = _rows(self.model, id__in=ever)
        written = {row.id for row in self.rows}
        self.unwritten = defaultdict(dict)
        for part in self.model._base_manager.filter(**{f"{self.parent}__in": pks}):
            if part.pk not in written:
                self.unwritten[getattr(part, self.parent)][part.pk] = said_by(self.model, part, {})

    def events(self, pk):
        """Rows with what the part said then; nothing where it was deleted or belonged to another record."""
        mine = {row.id for row in self.rows if getattr(row, self.parent) == pk}
        for row in self.rows:
            if row.id in mine:
                gone = row.history_type == "-" or getattr(row, self.parent) != pk
                yield row, self.relation, None if gone else said_by(self.model, row, {})


def _tell(pk, live, start, there, events) -> list[Version]:
    """Go through the events and write down a version after each change."""
    versions, said, change, reason, own = [], start, None, "", ""
    if start:
        moment = _first_moment(live)
        versions.append(Version(1, moment, None, _first_reason(live), start, _copied(there)))
    for row, relation, told in events:
        if relation:
            _put(there[relation], row.id, told)
        elif row.history_type != "-":
            said = told
        if said is None:
            continue  # parts that are older than the record's first row belong to its first version
        given = row.history_change_reason or ""
        if row.change == change:
            versions.pop()
            reason, own = given or reason, (not relation and given) or own
        else:
            reason, own = given, "" if relation else given
        change, number = row.change, len(versions) + 1
        versions.append(Version(number, row.history_date, row.history_user, reason, said, _copied(there), own))
    return versions


def _put(there, pk, told):
    if told is None:
        there.pop(pk, None)
    else:
        there[pk] = told


def _copied(there):
    return {relation: dict(parts) for relation, parts in there.items()}


# --- comparing ----------------------------------------------------------------------------------------------------------


def compare(older: Version | None, newer: Version) -> list[Difference]:
    """What is not the same, field by field, then part by part; without an older version all that is not empty."""
    found = list(_compare(older.said if older else None, newer.said))
    for relation, parts in newer.parts.items():
        before = older.parts.get(relation, {}) if older else {}
        for pk in sorted({*before, *parts}):
            one, other = before.get(pk), parts.get(pk)
            inner = tuple(_compare(one, other)) if one and other else ()
            if not (one and other) or inner or one.state != other.state:
                part = (one or other).model
                found.append(Difference(part, "", relation=relation, part_before=one, part_after=other, inner=inner))
    return found


def _compare(one: Said | None, other: Said):
    for name, after in other.values.items():
        before = one.values.get(name) if one else None
        if before != after and (before or after):
            yield Difference(other.model, name, before, after)


def as_they_are(model, pks) -> dict[int, Version]:
    """The records as they stand now, whoever wrote them and how, for comparing them with older versions."""
    pks = list(pks)
    linked = _linked_now(model, pks)
    parts = {relation: defaultdict(dict) for relation in PART_RELATIONS.get(model, ())}
    for relation, found in parts.items():
        of = model._meta.get_field(relation).related_model
        for part in of._base_manager.filter(**{f"{PARENT_COLUMNS[of]}__in": pks}).order_by("pk"):
            found[getattr(part, PARENT_COLUMNS[of])][part.pk] = said_by(of, part, {})
    return {
        record.pk: Version(
            0,
            record.updated_at,
            None,
            "",
            said_by(model, record, linked.get(record.pk, {})),
            {relation: found[record.pk] for relation, found in parts.items()},
        )
        for record in model._base_manager.filter(pk__in=pks)
    }


def without_lives_of_their_own(differences: list[Difference]) -> list[Difference]:
    """The differences but for follow-ups and searches, which are published, kept and put back by themselves."""
    return [difference for difference in differences if difference.relation in ("", *PUT_BACK)]


def last_public(versions: list[Version]) -> Version | None:
    """The newest version that readers saw."""
    return next((version for version in reversed(versions) if version.state == "published"), None)


# --- the first version of what came with a fixture -----------------------------------------------------------------------


def _first_moment(record) -> dt.datetime:
    return min(moment for moment in (record.created_at, getattr(record, "published_at", None)) if moment)


def _first_reason(record) -> str:
    return IMPORTED if record.imported_digest else ""


def keep_first_version(record):
    """Write down what is stored of a record without history, before it changes."""
    model = type(record)
    if record.pk is None or model.history.filter(id=record.pk).exists():
        return
    stored = model._base_manager.filter(pk=record.pk).first()
    if stored is None:
        return
    parent = PARENT_COLUMNS.get(model) if not isinstance(stored, EditorialRecord) else None
    whole = getattr(stored, parent.removesuffix("_id")) if parent else stored
    row = model.history.model(
        change=uuid.uuid5(FIRST_VERSIONS, f"{type(whole).__name__} {whole.pk}"),
        history_date=_first_moment(whole),
        history_type="+",
        history_change_reason=_first_reason(stored),
        **{f.attname: getattr(stored, f.attname) for f in model._meta.fields},
    )
    row.save()
    for f in many_to_many_fields(model):
        through = f.remote_field.through
        kept = apps.get_model("initiatives", f"Historical{through._meta.object_name}")
        links = through.objects.filter(**{f.m2m_field_name(): stored})
        kept.objects.bulk_create(
            kept(history=row, **{g.attname: getattr(link, g.attname) for g in through._meta.fields}) for link in links
        )


def _before_saving(sender, instance, raw=False, **kwargs):
    if raw:
        # What loaddata links to the record right after is part of its first version too, and no change.
        instance.skip_history_when_saving = True
    else:
        keep_first_version(instance)


def _before_linking(sender, instance, action, reverse, **kwargs):
    if action in ("pre_add", "pre_remove", "pre_clear") and not reverse and not _is_loaded(instance):
        keep_first_version(instance)


def _is_loaded(record) -> bool:
    return hasattr(record, "skip_history_when_saving")


def connect():
    """Keep the first version of whatever changes; called once, when the app is ready."""
    for model in (*NOUNS, *(model for model in PARENT_COLUMNS if model is not FollowUp)):
        uid = f"first version of {model.__name__}"
        pre_save.connect(_before_saving, sender=model, dispatch_uid=f"{uid} saved")
        pre_delete.connect(_before_saving, sender=model, dispatch_uid=f"{uid} deleted")
        for f in many_to_many_fields(model):
            m2m_changed.connect(_before_linking, sender=f.remote_field.through, dispatch_uid=f"{uid} {f.name}")
