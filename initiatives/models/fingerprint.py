"""Which version of a record somebody saw, so that what they decide is never carried out on another one."""

import hashlib
import json

from django.core.serializers.json import DjangoJSONEncoder

from . import Commitment, FollowUp, Grouping, Membership, Participation, SearchLogEntry
from .base import EditorialRecord

PART_RELATIONS = {Grouping: ("memberships",), Commitment: ("participations", "follow_ups", "search_log_entries")}
PARENT_COLUMNS = {
    Membership: "grouping_id",
    Participation: "commitment_id",
    FollowUp: "commitment_id",
    SearchLogEntry: "commitment_id",
}
"""The column of a part that says which record it belongs to."""
IGNORED_FIELDS = {"id", "imported_digest", "created_at", "updated_at"}


def owning_record(record):
    """The record whose editorial state and rights count: the record itself, or for a member, a party or a search the
    record that it belongs to."""
    parent = PARENT_COLUMNS.get(type(record)) if not isinstance(record, EditorialRecord) else None
    return getattr(record, parent.removesuffix("_id")) if parent else record


def has_been_public(record) -> bool:
    """Whether readers have seen the record, or what it is a part of. Reference data without a state they always see."""
    return getattr(owning_record(record), "was_public", True)


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
