"""Restoring an old version of a record."""

from django.core.exceptions import ValidationError

from ..history.recording import change
from ..history.versions import PUT_BACK, Said, Version, many_to_many_fields, said_by
from ..models.parts import PARENT_COLUMNS
from .fingerprint import record_fingerprint
from .integrity import IntegrityCheck
from .locking import lock_for_checks, relations_above

KEPT = {"slug"}


@change()
def put_back(record, version: Version, user, reason: str, fingerprint: str | None = None):
    """Give the record the values and parts of an old version, and return it; that makes a new version.

    Its state, slug, follow-ups and searches stay. Raises ValidationError if the old values are not valid today, if
    they would add integrity errors, or if the record no longer has the ``fingerprint`` that the user saw.
    """
    lock_for_checks([record], _named(version.said))
    kept = type(record).objects.filter(pk=record.pk).first()
    if kept is None:
        raise ValidationError(f"“{record}” no longer exists.")
    record = kept
    if fingerprint is not None and fingerprint != record_fingerprint(record):
        raise ValidationError(f"“{record}” has changed since you opened this page. Check it again.")
    why, check = f"Version {version.number} put back: {reason}".removesuffix(": "), IntegrityCheck(record)
    _write(record, version.said, user, why)
    for relation in PUT_BACK & set(version.parts):
        _put_back_parts(record, relation, version.parts[relation], user, why)
    record.full_clean()
    check.refuse_new_errors()
    return record


def _named(said: Said) -> list[tuple]:
    """The records that the checks read of an old version: model and primary key."""
    return [(model, pk) for name, model in relations_above(said.model).items() if (pk := said.values.get(name))]


def _write(record, said: Said, user, why: str):
    many = {f.name for f in many_to_many_fields(type(record))}
    for name, value in said.values.items():
        if name not in many and name not in KEPT:
            plain = name in record.partial_dates
            setattr(record, name if plain else record._meta.get_field(name).attname, value)
    record._history_user, record._change_reason = user, why
    _refuse_lost(record)
    record.full_clean()
    record.save()
    for name in many:
        target = getattr(record, name)
        there = set(target.model.objects.filter(pk__in=said.values[name]).values_list("pk", flat=True))
        if missing := set(said.values[name]) - there:
            raise ValidationError(f"{len(missing)} of its {target.model._meta.verbose_name_plural} no longer exist.")
        target.set(there)


def _refuse_lost(record):
    """Raise ValidationError if the record refers to a record that was deleted in the meantime."""
    lost = [
        field.verbose_name
        for field in record._meta.fields
        if field.is_relation
        and (key := getattr(record, field.attname)) is not None
        and not field.related_model._base_manager.filter(pk=key).exists()
    ]
    if lost:
        raise ValidationError([f"Its {name} in this version no longer exists." for name in lost])


def _put_back_parts(record, relation: str, parts: dict[int, Said], user, why: str):
    rows = getattr(record, relation)
    now = {part.pk: part for part in rows.all()}
    for pk in set(now) - set(parts):
        now[pk]._history_user, now[pk]._change_reason = user, why
        now[pk].delete()
    for pk, said in parts.items():
        part = now.get(pk) or rows.model(**{PARENT_COLUMNS[rows.model]: record.pk})
        if pk not in now or dict(said_by(rows.model, part, {}).values) != said.values:
            _write(part, said, user, why)
