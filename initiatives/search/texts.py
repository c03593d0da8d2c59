"""The texts of a record that are indexed, by field and weight, and the records whose texts name others."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import models
from django.db.models import Prefetch, QuerySet

from ..models import Commitment, FollowUp, Grouping, SearchText, Source, State, Statement, Summit, Technology
from ..models.markup import LINK
from .words import TEXT_SEPARATOR, tokenize, word_texts

SEARCH_FIELDS = ("title", "aliases", "wording", "notes")  # by weight; search_rank counts along them
MAX_FIELD_WORDS = 4_000  # a tsvector has 16,383 places, and four fields share them

Names = tuple[str, ...]  # several texts under one label; no phrase reaches from one to the next
Part = tuple[str, str, str | Names]  # field, label for readers, text


@dataclass(frozen=True)
class IndexedModel:
    """How the records of a noun are read, and which parts of each are indexed.

    ``reads`` maps other models whose texts stand in the parts to the lookups that lead to them: when one of their records
    changes, the records that read it are indexed again.
    """

    rows: Callable[[], QuerySet]
    parts: Callable[[models.Model], list[Part]]
    reads: dict[type[models.Model], tuple[str, ...]] = field(default_factory=dict)


def _aliases(record: Grouping | State | Technology) -> Names:
    """Its aliases; none where somebody entered other JSON than a list."""
    return tuple(map(str, record.aliases)) if isinstance(record.aliases, list) else ()


def _grouping_names(grouping: Grouping) -> Part:
    return ("aliases", "grouping", (grouping.short_name, grouping.name, *_aliases(grouping)))


def _commitment_rows() -> QuerySet:
    return Commitment.objects.select_related("statement__grouping").prefetch_related(
        "technologies",
        Prefetch("follow_ups", FollowUp.objects.public_rows().order_by("number"), to_attr="public_follow_ups"),
    )


def _commitment_parts(commitment: Commitment) -> list[Part]:
    return [
        ("title", "title", commitment.title),
        *[("aliases", "technology", (item.name, *_aliases(item))) for item in commitment.technologies.all()],
        _grouping_names(commitment.statement.grouping),
        ("wording", "summary", commitment.summary),
        ("wording", "wording", commitment.wording),
        ("notes", "statement", commitment.statement.title),
        ("notes", "place in the text", commitment.locator),
        ("notes", "amount", commitment.amount_note),
        *[("notes", "follow-up", row.note) for row in commitment.public_follow_ups],
    ]


def _statement_parts(statement: Statement) -> list[Part]:
    summit = statement.public_summit
    return [
        ("title", "title", statement.title),
        _grouping_names(statement.grouping),
        ("notes", "issuer", statement.issuer),
        *([("notes", "meeting", summit.name), ("notes", "place", summit.place)] if summit else []),
    ]


def _summit_parts(summit: Summit) -> list[Part]:
    return [
        ("title", "title", summit.name),
        _grouping_names(summit.grouping),
        ("notes", "place", (summit.venue, summit.place)),
        ("notes", "on the sidelines of", summit.sidelines_of),
        ("notes", "note", summit.note),
    ]


def _grouping_parts(grouping: Grouping) -> list[Part]:
    return [
        ("title", "title", (grouping.short_name, grouping.name)),
        ("aliases", "other names", _aliases(grouping)),
        ("wording", "purpose", grouping.purpose),
    ]


def _state_parts(state: State) -> list[Part]:
    return [
        ("title", "title", state.name),
        ("aliases", "other names", (state.official_name, *_aliases(state))),
        ("aliases", "code", (state.iso3, state.iso2)),
        ("notes", "region", state.region),
    ]


def _technology_parts(technology: Technology) -> list[Part]:
    return [
        ("title", "title", technology.name),
        ("aliases", "other names", _aliases(technology)),
        ("wording", "definition", technology.definition),
    ]


def _source_parts(source: Source) -> list[Part]:
    return [("title", "title", source.title), ("notes", "publisher", source.publisher)]


COMMITMENT_TEXT = IndexedModel(
    _commitment_rows,
    _commitment_parts,
    reads={Technology: ("technologies",), Grouping: ("statement__grouping",), Statement: ("statement",)},
)
STATEMENT_TEXT = IndexedModel(
    lambda: Statement.objects.select_related("grouping", "summit__grouping", "summit__host"),
    _statement_parts,
    reads={Grouping: ("grouping", "summit__grouping"), Summit: ("summit",), State: ("summit__host",)},
)
SUMMIT_TEXT = IndexedModel(
    lambda: Summit.objects.select_related("grouping", "host"),
    _summit_parts,
    reads={Grouping: ("grouping",), State: ("host",)},
)
GROUPING_TEXT = IndexedModel(Grouping.objects.all, _grouping_parts)
STATE_TEXT = IndexedModel(State.objects.all, _state_parts)
TECHNOLOGY_TEXT = IndexedModel(Technology.objects.all, _technology_parts)
SOURCE_TEXT = IndexedModel(Source.objects.all, _source_parts)

INDEXED_MODELS: dict[type[models.Model], IndexedModel] = {}  # filled from lists/resources.py when the app is ready


def dependents(model: type[models.Model]) -> list[tuple[type[models.Model], str]]:
    """The models whose texts contain texts of ``model``, each with the lookup that leads from it to ``model``."""
    return [(reader, path) for reader, indexed in INDEXED_MODELS.items() for path in indexed.reads.get(model, ())]


def _normalize_text(text: str | Names) -> str:
    """A text as it is kept: on one line, several names on a line each, links to other records left out."""
    lines = [" ".join(LINK.sub("…", line).split()) for line in ([text] if isinstance(text, str) else text)]
    return unicodedata.normalize("NFC", "\n".join(filter(None, lines)))


def build_search_text(model: type[models.Model], record: models.Model) -> SearchText:
    """The row of the index for a record, as it should be; not saved."""
    fields: dict[str, list[str]] = {name: [] for name in SEARCH_FIELDS}
    kept = []
    for name, label, text in INDEXED_MODELS[model].parts(record):
        if text := _normalize_text(text):
            kept.append([label, text])
            readings = dict.fromkeys(word_texts(words) for words in tokenize(text))
            fields[name] += [word for reading in readings for word in (*reading, TEXT_SEPARATOR)]
    columns = {name: " ".join(words[:MAX_FIELD_WORDS]) for name, words in fields.items()}
    return SearchText(noun=model._meta.model_name, object_id=record.pk, parts=kept, **columns)
