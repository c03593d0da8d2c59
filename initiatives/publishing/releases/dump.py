"""All public records as JSON lines, one record a line, by natural keys. A site can be rebuilt from them.

Only the fields in ``PUBLIC_FIELDS`` are written, so a new field stays private until it is added here. A reference to a
record that is not public is empty, and a link to it in a text is replaced by ``HIDDEN_RECORD_TEXT``. A follow-up that
cites a hidden statement cites a placeholder instead, because its page says that there is a text.

A withdrawn record is kept as a stub with what its page shows: name and reason.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from itertools import islice

from django.conf import settings
from django.contrib.redirects.models import Redirect
from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder

from ...models import (
    Commitment,
    FollowUp,
    Grouping,
    Membership,
    Participation,
    SearchLogEntry,
    Source,
    State,
    Statement,
    Summit,
    Technology,
    markup,
    redirects,
)
from ...models.base import Record
from ...models.publication import EditorialRecord
from ...models.vocabularies import EditorialState, Evidence, FollowUpKind, StatementKind, SummitLevel

RECORD_FIELDS = ("imported_digest", "created_at", "updated_at")
EDITORIAL_FIELDS = (*RECORD_FIELDS, "state", "published_at", "state_reason")


def _span(name: str) -> tuple[str, str]:
    return f"{name}_earliest", f"{name}_latest"


# Every noun, each after those that it refers to, with the fields that are public.
PUBLIC_FIELDS: dict[type[Record], tuple[str, ...]] = {
    State: (*RECORD_FIELDS, "slug", "iso3", "iso2", "numeric", "name", "official_name", "aliases", "kind", "region"),
    Technology: (*RECORD_FIELDS, "slug", "name", "parent", "aliases", "definition", "borderline"),
    Source: (
        *(*RECORD_FIELDS, "slug", "title", "publisher", "url", "archive_url", "read_at"),
        *(*_span("published_on"), "accessed_on", "language", "level"),
    ),
    Grouping: (
        *(*EDITORIAL_FIELDS, "slug", "name", "short_name", "aliases"),
        *(*_span("founded"), *_span("ended"), "purpose", "source"),
    ),
    Membership: (*RECORD_FIELDS, "grouping", "state", "role", *_span("joined"), *_span("left"), "note", "source"),
    Summit: (
        *(*EDITORIAL_FIELDS, "slug", "grouping", "name", "level", "format", "status"),
        *(*_span("start"), *_span("end"), "city", "host", "venue", "sidelines_of", "note", "source"),
    ),
    Statement: (
        *(*EDITORIAL_FIELDS, "slug", "grouping", "summit", "title", "kind", *_span("issued_on")),
        *("issuer", "url", "archive_url", "language", "source", "coding"),
    ),
    Commitment: (
        *(*EDITORIAL_FIELDS, "slug", "title", "summary", "wording", "statement", "locator", "technologies", "modes"),
        *("amount_value", "amount_currency", "amount_bound", "amount_scope", "amount_note"),
        *(*_span("target_date"), "evidence", *_span("status_as_of"), "source", "blanks"),
    ),
    Participation: (*RECORD_FIELDS, "commitment", "state", "role"),
    FollowUp: (
        *(*EDITORIAL_FIELDS, "commitment", "number", *_span("date"), "kind", "supports"),
        *("statement", "source", "locator", "note"),
    ),
    SearchLogEntry: (
        *(
            *RECORD_FIELDS,
            "commitment",
            "number",
            "field",
            "question",
            "where",
            "words",
            "languages",
            "done_on",
            "outcome",
        ),
    ),
}
# Never published: database keys, the reverse side of the parties, and who searched.
PRIVATE = {"id", "parties", "done_by"}

# The fields that a stub keeps. ``STUB_DEFAULTS`` fills the fields that the database requires.
STUB_FIELDS = {
    Grouping: {"slug", "short_name"},
    Summit: {"slug", "grouping", "name"},
    Statement: {"slug", "grouping", "title"},
    Commitment: {"slug", "statement", "title"},
    FollowUp: {"commitment", "number"},
}
STUB_DEFAULTS = {
    Grouping: {},
    Summit: {"level": SummitLevel.OFFICIALS},
    Statement: {"kind": StatementKind.REPORT},
    Commitment: {"summary": "Withdrawn.", "evidence": Evidence.UNVERIFIED},
    FollowUp: {"kind": FollowUpKind.REAFFIRMED},
}
PLACEHOLDER_SLUG = "text-not-yet-published"
REDIRECT = Redirect._meta.label_lower


CHUNK_SIZE = 500


def all_lines(progress=lambda rows, label: rows) -> Iterator[str]:
    """The lines of the dump, sorted by noun and key. ``progress(rows, label)`` returns the rows."""
    for model in PUBLIC_FIELDS:
        keys = progress(dump_keys(model), str(model._meta.verbose_name_plural))
        for chunk in chunks(keys):
            yield from (serialize_record(record, PUBLIC_FIELDS[model]) for record in dump_records(model, chunk))
    yield from redirect_lines()


def chunks(rows: Iterable) -> Iterator[list]:
    """The rows in lists of ``CHUNK_SIZE``, so that memory does not grow with the number of records."""
    rows = iter(rows)
    while chunk := list(islice(rows, CHUNK_SIZE)):
        yield chunk


def sorted_natural_keys(rows) -> list[tuple[list[str], int]]:
    """Natural key and primary key of each row, sorted in Python because the collations of databases differ."""
    return sorted(([str(part) for part in key], pk) for pk, *key in rows.values_list("pk", *rows.model.key_fields))


def dump_keys(model) -> list[tuple[list[str], int]]:
    """Natural and primary keys of a noun’s public records, stubs, and placeholder (primary key 0)."""
    extra = [([PLACEHOLDER_SLUG], 0)] if model is Statement and cites_hidden_text() else []
    return sorted([*sorted_natural_keys(model.objects.published()), *sorted_natural_keys(model.objects.gone()), *extra])


def cites_hidden_text() -> bool:
    """Whether a public follow-up cites a statement that is not public."""
    cited = FollowUp.objects.published().exclude(statement=None)
    return cited.exclude(statement__in=Statement.objects.published()).exists()


def dump_records(model, keys: list[tuple[list[str], int]]) -> Iterator[Record]:
    """The records with these keys, in this order, with public content only."""
    pks = [pk for _, pk in keys]
    found = {row.pk: stub(row) for row in with_relations(model, model.objects.gone().filter(pk__in=pks))}
    found |= {row.pk: row for row in public_records(model, pks)}
    return (found[pk] if pk else placeholder_statement() for pk in pks)


def with_relations(model, rows):
    """The rows with the relations that their natural keys and references need."""
    relations = [field.name for field in model._meta.fields if field.is_relation and field.name in PUBLIC_FIELDS[model]]
    lists = [field.name for field in model._meta.many_to_many if field.name in PUBLIC_FIELDS[model]]
    rows = rows.select_related(*relations, *getattr(model, "published_with", ()), *NATURAL_KEY_RELATIONS.get(model, ()))
    return rows.prefetch_related(*lists)


NATURAL_KEY_RELATIONS = {FollowUp: ["statement__grouping"], Statement: ["summit__grouping"]}


def public_records(model, pks) -> Iterator[Record]:
    """Public records in memory, without references and links to records that are not public."""
    rows = list(with_relations(model, model.objects.published().filter(pk__in=pks)))
    links = markup.resolve_links(text for record in rows for _, text in text_values(record))
    for record in rows:
        for name, text in text_values(record):
            setattr(record, name, without_hidden_links(text, links))
        if model is Statement:
            record.summit = record.public_summit
        if model is FollowUp and record.statement and not record.public_statement:
            record.statement = placeholder_statement()
        yield record


def text_values(record) -> list[tuple[str, str]]:
    fields = [field.name for field in record._meta.fields if field.get_internal_type() == "TextField"]
    return [(name, getattr(record, name)) for name in fields if name in PUBLIC_FIELDS[type(record)]]


def without_hidden_links(text: str, links: dict) -> str:
    return markup.LINK.sub(lambda match: match[0] if match.groups() in links else markup.HIDDEN_RECORD_TEXT, text)


# --- withdrawn records and placeholders


def stub(record: EditorialRecord) -> EditorialRecord:
    """A withdrawn record, unsaved, reduced to key, name, parents, times and reason."""
    model = type(record)
    kept = {name: getattr(record, name) for name in STUB_FIELDS[model] | {"created_at", "updated_at", "published_at"}}
    if model is Grouping:
        kept["name"] = record.short_name
    return model(**kept, **STUB_DEFAULTS[model], state=EditorialState.WITHDRAWN, state_reason=withdrawal_reason(record))


def withdrawal_reason(record: EditorialRecord) -> str:
    """The reason that its page gives: its own, or that of the withdrawn record it belongs to."""
    return next(one.state_reason for one in record.with_parents if one.state == EditorialState.WITHDRAWN)


def placeholder_statement() -> Statement:
    """The draft that stands for every cited statement that is not public."""
    grouping = Grouping.objects.published().order_by("slug").first()
    moment = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
    return Statement(
        slug=PLACEHOLDER_SLUG,
        title="A text not yet published",
        grouping=grouping,
        state=EditorialState.DRAFT,
        created_at=moment,
        updated_at=moment,
        **STUB_DEFAULTS[Statement],
    )


# --- lines


class _Encoder(DjangoJSONEncoder):
    """Writes times to the microsecond, because the order by last change depends on it."""

    def default(self, value):
        if isinstance(value, dt.datetime):
            return value.astimezone(dt.UTC).isoformat().removesuffix("+00:00") + "Z"
        return super().default(value)


def serialize_record(record: Record, fields: Iterable[str]) -> str:
    """A record as a line of a fixture, without the line ending."""
    if record.pk is None:
        # The serializer reads many-to-many fields from the database, and a stub is not saved.
        fields = [name for name in fields if name not in {f.name for f in record._meta.many_to_many}]
    return serializers.serialize(
        "jsonl",
        [record],
        use_natural_primary_keys=True,
        use_natural_foreign_keys=True,
        ensure_ascii=False,
        fields=list(fields),
        cls=_Encoder,
    ).strip()


# --- redirects


def redirect_lines() -> Iterator[str]:
    """The redirects to public pages."""
    rows = Redirect.objects.filter(site_id=settings.SITE_ID).values_list("old_path", "new_path")
    for old, new in sorted(rows):
        if redirects.is_public_address(new):
            fields = {"site": settings.SITE_ID, "old_path": old, "new_path": new}
            yield json.dumps({"model": REDIRECT, "fields": fields}, ensure_ascii=False)
