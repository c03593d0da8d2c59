"""The whole public record as JSON lines, a record a line, by natural keys: what a site is rebuilt from.

Only the fields in ``PUBLIC_FIELDS`` are ever written, so that a new field stays private until somebody names it here. What is
not public is left out: a reference to it is empty, a link to it in a text is the words that readers see in its place.
A follow-up that cites a text which is not public cites a stand-in, so that a page still says that there is one.

A record that was withdrawn is kept as a stub, with what its page says: its name and the reason.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from functools import reduce
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
# What has no place outside: a number of this database, the other side of the parties, and who searched.
PRIVATE = {"id", "parties", "done_by"}

# A stub keeps these, and for the rest says nothing; the database asks for a code in some places, so it gets one.
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
    """The dump, line by line, sorted by noun and key. ``progress(rows, label)`` may wrap the keys of each noun."""
    for model in PUBLIC_FIELDS:
        keys = progress(dump_keys(model), str(model._meta.verbose_name_plural))
        for chunk in chunks(keys):
            yield from (serialize_record(record, PUBLIC_FIELDS[model]) for record in dump_records(model, chunk))
    yield from redirect_lines()


def chunks(rows: Iterable) -> Iterator[list]:
    """The rows in lists of a fixed size, so that memory does not grow with the record."""
    rows = iter(rows)
    while chunk := list(islice(rows, CHUNK_SIZE)):
        yield chunk


def sorted_natural_keys(rows) -> list[tuple[list[str], int]]:
    """Natural key and primary key of each row, sorted here, so that no collation of a database has a say."""
    return sorted(([str(part) for part in key], pk) for pk, *key in rows.values_list("pk", *rows.model.key_fields))


def dump_keys(model) -> list[tuple[list[str], int]]:
    """Of all that the dump holds of a noun: public records, stubs, and the stand-in, whose primary key is 0."""
    extra = [([PLACEHOLDER_SLUG], 0)] if model is Statement and cites_hidden_text() else []
    return sorted([*sorted_natural_keys(model.objects.published()), *sorted_natural_keys(model.objects.gone()), *extra])


def cites_hidden_text() -> bool:
    cited = FollowUp.objects.published().exclude(statement=None)
    return cited.exclude(statement__in=Statement.objects.published()).exists()


def dump_records(model, keys: list[tuple[list[str], int]]) -> Iterator[Record]:
    """The records with these keys, in their order, as they may be known."""
    pks = [pk for _, pk in keys]
    found = {row.pk: stub(row) for row in with_relations(model, model.objects.gone().filter(pk__in=pks))}
    found |= {row.pk: row for row in public_records(model, pks)}
    return (found[pk] if pk else placeholder_statement() for pk in pks)


def with_relations(model, rows):
    """The rows with all that their keys and references read."""
    relations = [field.name for field in model._meta.fields if field.is_relation and field.name in PUBLIC_FIELDS[model]]
    lists = [field.name for field in model._meta.many_to_many if field.name in PUBLIC_FIELDS[model]]
    rows = rows.select_related(*relations, *getattr(model, "published_with", ()), *NATURAL_KEY_RELATIONS.get(model, ()))
    return rows.prefetch_related(*lists)


NATURAL_KEY_RELATIONS = {FollowUp: ["statement__grouping"], Statement: ["summit__grouping"]}


def public_records(model, pks) -> Iterator[Record]:
    """Public records in memory, without a trace of what is not public."""
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


# --- what was public


def stub(record: EditorialRecord) -> EditorialRecord:
    """What may be known of a withdrawn record: its key, its name, its parents, when it was public, and the reason."""
    model = type(record)
    kept = {name: getattr(record, name) for name in STUB_FIELDS[model] | {"created_at", "updated_at", "published_at"}}
    if model is Grouping:
        kept["name"] = record.short_name
    return model(**kept, **STUB_DEFAULTS[model], state=EditorialState.WITHDRAWN, state_reason=reason_of(record))


def reason_of(record: EditorialRecord) -> str:
    """Why it is gone, as its page says it: its own reason, else that of what it hangs on."""
    chain = [record, *(reduce(getattr, path.split("__"), record) for path in record.published_with)]
    return next(one.state_reason for one in chain if one.state == EditorialState.WITHDRAWN)


def placeholder_statement() -> Statement:
    """The draft that takes the place of every text that is cited and not public."""
    grouping = Grouping.objects.published().order_by("slug").first()
    long_ago = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
    moments = {"created_at": long_ago, "updated_at": long_ago}
    return Statement(
        slug=PLACEHOLDER_SLUG,
        title="A text not yet published",
        grouping=grouping,
        state=EditorialState.DRAFT,
        **moments,
        **STUB_DEFAULTS[Statement],
    )


# --- lines


class _Encoder(DjangoJSONEncoder):
    """Moments to the microsecond: order by change depends on it."""

    def default(self, value):
        if isinstance(value, dt.datetime):
            return value.astimezone(dt.UTC).isoformat().removesuffix("+00:00") + "Z"
        return super().default(value)


def serialize_record(record: Record, fields: Iterable[str]) -> str:
    """A record as a line of a fixture, without the end of the line."""
    if record.pk is None:
        # A stub was never saved, and the serializer asks the database for the many of whatever it writes.
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


# --- addresses that moved


def redirect_lines() -> Iterator[str]:
    """The redirects to pages that readers may know of."""
    rows = Redirect.objects.filter(site_id=settings.SITE_ID).values_list("old_path", "new_path")
    for old, new in sorted(rows):
        if redirects.is_public_address(new):
            fields = {"site": settings.SITE_ID, "old_path": old, "new_path": new}
            yield json.dumps({"model": REDIRECT, "fields": fields}, ensure_ascii=False)
