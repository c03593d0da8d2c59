"""A fingerprint of a record, so that a decision is never carried out on another version than the one that was seen."""

import hashlib
import json

from django.core.serializers.json import DjangoJSONEncoder

from ..models.parts import PART_RELATIONS

IGNORED_FIELDS = {"id", "imported_digest", "created_at", "updated_at"}


def record_fingerprint(record) -> str:
    """A digest of all that the record and its parts say now, read from the database, whoever wrote it and how.

    The same content has the same version. A record that is not saved, or is no longer there, has the version “”.
    """
    stored = type(record)._base_manager.filter(pk=record.pk).first()
    if stored is None:
        return ""
    text = json.dumps(_content(stored), cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _content(record) -> dict:
    content = {"values": _values(record)}
    for field in record._meta.many_to_many:
        content[field.name] = sorted(getattr(record, field.name).values_list("pk", flat=True))
    for relation in PART_RELATIONS.get(type(record), ()):
        content[relation] = [[part.pk, _values(part)] for part in getattr(record, relation).order_by("pk")]
    return content


def _values(record) -> dict:
    return {
        field.attname: getattr(record, field.attname)
        for field in record._meta.fields
        if field.name not in IGNORED_FIELDS
    }
