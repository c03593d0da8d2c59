"""Full-text search: words in, queryset out; the same records in the same order on SQLite and PostgreSQL.

Everything about language happens here, in Python: ``read`` turns a text or a query into the same plain words. The
engines only look words and phrases up, in an index that hangs on ``SearchText`` (``migrations/0002_search.py``), and
never see what somebody typed: a query is put together from words that ``read`` made.

A reader may write words (each must occur), a "phrase in quotes", -word and -"phrase" (must not occur). The last word,
if it has three letters or more, stands for every word that begins with it. Everything else is punctuation.

The index follows every save, delete and change of technologies when the transaction commits; a search within a
transaction first takes in what the transaction changed. ``QuerySet.update`` and ``bulk_create`` tell nobody:
``rebuild`` mends the index, ``stale`` says whether it has to.

The index holds what is public when its record is: of other records that have an editorial state of their own only what
is published. Whether a record itself is public is for the queryset to say (``published()``).
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from django.db import DEFAULT_DB_ALIAS, connection, models, transaction
from django.db.models import Case, IntegerField, Prefetch, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from .facts import LINK
from .models import Commitment, FollowUp, Grouping, Source, State, Statement, Summit, Technology
from .models.search import SearchText

MAX_QUERY_LENGTH, MAX_QUERY_WORDS = 10_000, 32
MAX_WORD_LENGTH, MAX_FIELD_WORDS = 100, 4_000  # what a tsvector holds: 16,383 places, of which four fields share
MIN_PREFIX_LENGTH = 3
SNIPPET_LENGTH, SNIPPETS_PER_RECORD = 160, 2
MANY = 300  # records of one noun; beyond, the noun is gone through as a whole

FIELDS = ("title", "aliases", "wording", "notes")  # by weight; search_rank counts along them


# --- from text to words -----------------------------------------------------------------------------------------------

GAP = "_"  # stands between texts of one field; never a word, so no phrase reaches across
HYPHENS = "‐‑‒–−"
APOSTROPHES = "’‘ʼ`´′"
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe"})
JOINERS = {"", "-", "'", "&", "+", "/", "·", "・"}  # between the parts of one compound: O-RAN, R&D, C5+1

_CJK = "\u1100-\u11ff\u3005-\u3007\u3040-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_CJK += "\uf900-\ufaff\U00020000-\U0003ffff"
_MARKS = "".join(map(chr, (code for code in range(0x370, 0x1D00) if unicodedata.category(chr(code)).startswith("M"))))
_LETTER, _WORD = rf"[^\W\d_{_CJK}]", rf"[^\W_{_CJK}{_MARKS}]"
PIECE = re.compile(
    rf"(?:{_LETTER}\.)+{_LETTER}(?!{_WORD})\.?"  # U.S.
    r"|\d{1,3}(?:,\d{3})+(?!\d)"  # 1,000
    rf"|(?P<cjk>[{_CJK}])"
    rf"|(?:{_WORD}|[{_MARKS}])+"
)


class _Folding(dict):
    """For ``str.translate``: each character without case, accent and variant; worked out once."""

    def __missing__(self, code: int) -> str:
        self[code] = _fold(chr(code))
        return self[code]


def _fold(character: str) -> str:
    if character in HYPHENS:
        return "-"
    if character in APOSTROPHES:
        return "'"
    if unicodedata.category(character) == "Cf":  # soft hyphens, joiners, marks of direction
        return ""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    plain = "".join(letter for letter in plain if not "\u0300" <= letter <= "\u036f").translate(LETTERS)
    return unicodedata.normalize("NFC", plain)  # puts Korean syllables together again


FOLDING = _Folding()


class Word(NamedTuple):
    """A plain word and where it stands in the folded text."""

    text: str
    start: int
    end: int


class Reading(NamedTuple):
    """A text as words, with compounds taken apart (``o ran``) and written as one (``oran``)."""

    apart: list[Word]
    together: list[Word]


def read(text: str) -> Reading:
    """The words of a text. Lines are kept apart by ``GAP``; Chinese, Japanese and Korean characters are words each."""
    apart, together = [], []
    end = 0
    folded = fold(text)
    for unit in _units(folded):
        if "\n" in folded[end : unit[0].start]:
            apart.append(Word(GAP, end, end))
            together.append(Word(GAP, end, end))
        end = unit[-1].end
        apart += unit
        together += _joined(unit)
    return Reading(apart, together)


def fold(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(FOLDING)


def _units(folded: str) -> Iterator[list[Word]]:
    """The words of a folded text, those of one compound together."""
    unit: list[Word] = []
    for match in PIECE.finditer(folded):
        if unit and folded[unit[-1].end : match.start()] not in JOINERS:
            yield unit
            unit = []
        unit.append(Word(match[0].replace(".", "").replace(",", "")[:MAX_WORD_LENGTH], *match.span()))
    if unit:
        yield unit


def _joined(unit: list[Word]) -> list[Word]:
    """The words of a compound written as one; characters that are words of their own stay so."""
    if len(unit) == 1:
        return unit
    words = []
    for is_cjk, group in groupby(unit, key=_is_cjk):
        pieces = list(group)
        if is_cjk:
            words += pieces
        else:
            text = "".join(piece.text for piece in pieces)[:MAX_WORD_LENGTH]
            words.append(Word(text, pieces[0].start, pieces[-1].end))
    return words


def _is_cjk(word: Word) -> bool:
    match = PIECE.match(word.text)
    return bool(match and match["cjk"])


def _texts(words: Iterable[Word]) -> tuple[str, ...]:
    return tuple(word.text for word in words)


# --- from input to query ----------------------------------------------------------------------------------------------

QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
PUNCTUATION = "-'()[]{}<>*^:;,!?|~\\ "  # not shown around a word
ITEM = re.compile(r'(?P<minus>-*)(?:"(?P<phrase>[^"]*)(?:"|$)|(?P<run>[^\s"]+))')


@dataclass(frozen=True)
class Term:
    """A word, compound or phrase: as typed, and the sequences of words of which one must occur."""

    typed: str
    sequences: tuple[tuple[str, ...], ...]
    quoted: bool = False
    prefix: bool = False

    def __str__(self):
        return f"“{self.typed}”" if self.quoted else self.typed


@dataclass(frozen=True)
class Query:
    """What was asked for: words and phrases that must occur, and terms that must not."""

    wanted: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()
    shortened: bool = False  # more than MAX_QUERY_WORDS words; the rest was left out

    @property
    def terms(self) -> tuple[Term, ...]:
        return tuple(term for term in self.wanted if not term.quoted)

    @property
    def phrases(self) -> tuple[Term, ...]:
        return tuple(term for term in self.wanted if term.quoted)

    @property
    def prefix(self) -> Term | None:
        """The word that stands for every word beginning with it."""
        return next((term for term in self.wanted if term.prefix), None)

    @property
    def is_empty(self) -> bool:
        """Whether it names nothing to look for."""
        return not (self.wanted or self.excluded)

    def describe(self) -> str:
        """In English, for use after “with the words”: ``“open ran” and quantum, without palau``; not escaped."""
        wanted, excluded = " and ".join(map(str, self.wanted)), " or ".join(map(str, self.excluded))
        return ", ".join(filter(None, [wanted, excluded and f"without {excluded}"]))


def parse(words: str | None) -> Query:
    """What a reader asked for. Never fails; input without a letter or digit makes an empty query."""
    found: list[tuple[bool, Term]] = []
    room, shortened = MAX_QUERY_WORDS, len(words or "") > MAX_QUERY_LENGTH
    for excluded, typed, quoted in _items(words or ""):
        units = list(_units(fold(typed)))
        for group in [units] if quoted else [[unit] for unit in units]:
            kept = _cut(group, room)
            shortened = shortened or kept != group
            room -= sum(map(len, kept))
            if kept:
                found.append((excluded, _term(typed if quoted or len(units) == 1 else "", kept, quoted)))
    if found and not shortened and not found[-1][0]:
        found[-1] = (False, _as_prefix(found[-1][1]))
    wanted = dict.fromkeys(term for excluded, term in found if not excluded)
    unwanted = dict.fromkeys(term for excluded, term in found if excluded)
    return Query(tuple(wanted), tuple(unwanted), shortened)


def _items(words: str) -> Iterator[tuple[bool, str, bool]]:
    """The input's runs and phrases: whether excluded, what was typed, whether in quotes."""
    for item in ITEM.finditer(words[:MAX_QUERY_LENGTH].translate(QUOTES)):
        quoted = item["phrase"] is not None
        yield bool(item["minus"]), " ".join((item["phrase"] if quoted else item["run"]).split()), quoted


def _cut(units: list[list[Word]], room: int) -> list[list[Word]]:
    """As much of the compounds as there is room for, counted in words."""
    kept = []
    for unit in units:
        if room > 0:
            kept.append(unit[:room])
            room -= len(unit)
    return kept


def _term(typed: str, units: list[list[Word]], quoted: bool) -> Term:
    apart = _texts(word for unit in units for word in unit)
    together = _texts(word for unit in units for word in _joined(unit))
    shown = "".join(letter for letter in typed if letter.isprintable()).strip(PUNCTUATION) or " ".join(apart)
    return Term(shown, tuple(dict.fromkeys([apart, together])), quoted)


def _as_prefix(term: Term) -> Term:
    last = term.sequences[-1][-1]
    if term.quoted or len(last) < MIN_PREFIX_LENGTH:
        return term
    return Term(term.typed, term.sequences, prefix=True)


# --- from query to rows -----------------------------------------------------------------------------------------------


def narrow(queryset: QuerySet, words: str | None) -> QuerySet:
    """The rows that match, with ``search_rank``: 0 where the title alone holds all that was asked for, 1 where title
    and aliases do, 2 with the wording, 3 with the notes.

    Blank input leaves the rows as they are, all of rank 0; input that names nothing to look for (``"``, ``*``) matches
    none. It filters by subqueries only, so rows stay single and the result can be filtered, counted and grouped further.
    """
    rank = Value(0, output_field=IntegerField())
    if not (words or "").strip():
        return queryset.annotate(search_rank=rank)
    query = parse(words)
    if query.is_empty:
        return queryset.none().annotate(search_rank=rank)
    flush()
    engine, noun = ENGINES[connection.vendor], queryset.model._meta.model_name
    if query.wanted:
        queryset = queryset.filter(pk__in=_hits(noun, engine.all_of(query.wanted, len(FIELDS))))
        steps = [When(pk__in=_hits(noun, engine.all_of(query.wanted, n + 1)), then=n) for n in range(len(FIELDS) - 1)]
        rank = Case(*steps, default=len(FIELDS) - 1, output_field=IntegerField())
    if query.excluded:
        queryset = queryset.exclude(pk__in=_hits(noun, engine.any_of(query.excluded)))
    return queryset.annotate(search_rank=rank)


def _hits(noun: str, expression: str) -> QuerySet:
    """Primary keys of the records of a noun whose text satisfies an expression of the engine."""
    matching = RawSQL(ENGINES[connection.vendor].sql, [expression])
    return SearchText.objects.filter(noun=noun, id__in=matching).values("object_id")


class Sqlite:
    """Writes FTS5 expressions. Every word is quoted."""

    sql = "SELECT rowid FROM initiatives_searchindex WHERE initiatives_searchindex MATCH %s"

    @classmethod
    def all_of(cls, terms: Iterable[Term], fields: int) -> str:
        """All terms, within the first fields."""
        return f"{{{' '.join(FIELDS[:fields])}}} : ({' AND '.join(map(cls._term, terms))})"

    @classmethod
    def any_of(cls, terms: Iterable[Term]) -> str:
        return " OR ".join(map(cls._term, terms))

    @staticmethod
    def _term(term: Term) -> str:
        star = " *" if term.prefix else ""
        return "(" + " OR ".join(f'"{" ".join(sequence)}"{star}' for sequence in term.sequences) + ")"


class Postgresql:
    """Writes ``tsquery`` texts. Every word is quoted and names the weights (A to D) of the fields it may stand in."""

    sql = "SELECT id FROM initiatives_searchtext WHERE vector @@ %s::tsquery"

    @classmethod
    def all_of(cls, terms: Iterable[Term], fields: int) -> str:
        """All terms, within the first fields."""
        weights = "" if fields == len(FIELDS) else "ABCD"[:fields]
        return " & ".join(cls._term(term, weights) for term in terms)

    @classmethod
    def any_of(cls, terms: Iterable[Term]) -> str:
        return " | ".join(cls._term(term, "") for term in terms)

    @classmethod
    def _term(cls, term: Term, weights: str) -> str:
        return "(" + " | ".join(cls._sequence(sequence, weights, term.prefix) for sequence in term.sequences) + ")"

    @staticmethod
    def _sequence(sequence: tuple[str, ...], weights: str, prefix: bool) -> str:
        marks = [weights] * (len(sequence) - 1) + [("*" if prefix else "") + weights]
        words = [f"'{word}':{mark}" if mark else f"'{word}'" for word, mark in zip(sequence, marks, strict=True)]
        return "(" + " <-> ".join(words) + ")"


ENGINES = {"sqlite": Sqlite, "postgresql": Postgresql}


# --- where it matched -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Snippet:
    """A place where a record matched: which part of it, and the words around with the hits in ``<mark>``."""

    field_label: str
    html: SafeString


def snippets(records: Iterable[models.Model], words: str | None) -> dict[int, list[Snippet]]:
    """For records of one noun, by primary key: up to two places where each matched. One query for all of them."""
    records, query = list(records), parse(words)
    if not records or not query.wanted:
        return {}
    flush()
    stored = SearchText.objects.filter(
        noun=records[0]._meta.model_name, object_id__in=[record.pk for record in records]
    ).values_list("object_id", "parts")
    return {pk: _record_snippets(parts, query) for pk, parts in stored}


def _record_snippets(parts: list, query: Query) -> list[Snippet]:
    """The parts that show most of the words, a part that shows a further word before one that repeats."""
    found = [(label, text, hits) for label, text in parts if (hits := _find(text, query))]
    chosen: list = []
    shown: set[Term] = set()
    while found and len(chosen) < SNIPPETS_PER_RECORD:
        best = max(found, key=lambda part: len(part[2].keys() - shown))
        found.remove(best)
        chosen.append(best)
        shown |= best[2].keys()
    return [Snippet(label, _excerpt(text, hits)) for label, text, hits in chosen]


def _find(text: str, query: Query) -> dict[Term, list[tuple[int, int]]]:
    """Where in the text each term stands, as spans of characters; terms that do not occur are left out."""
    reading, places = read(text), None
    hits: dict[Term, list[tuple[int, int]]] = {}
    for term in query.wanted:
        spans = [span for words in set(map(tuple, reading)) for span in _spans(words, term)]
        if spans:
            places = places or [place for place, letter in enumerate(text) for _ in FOLDING[ord(letter)]]
            hits[term] = [(places[start], places[end - 1] + 1) for start, end in spans]
    return hits


def _spans(words: tuple[Word, ...], term: Term) -> Iterator[tuple[int, int]]:
    texts = _texts(words)
    for sequence in term.sequences:
        size, last = len(sequence), len(sequence) - 1
        for place in range(len(texts) - last):
            if texts[place : place + last] == sequence[:last] and (
                texts[place + last].startswith(sequence[last]) if term.prefix else texts[place + last] == sequence[last]
            ):
                yield words[place].start, words[place + size - 1].end


def _excerpt(text: str, hits: dict[Term, list[tuple[int, int]]]) -> SafeString:
    """The text around the first hit, escaped, with every hit in it marked."""
    spans = _merged(sorted(span for found in hits.values() for span in found))
    start, end = _window(text, spans[0])
    html, place = ["… " if start else ""], start
    for first, last in spans:
        if first >= start and last <= end:
            html += [_shown(text[place:first]), "<mark>", _shown(text[first:last]), "</mark>"]
            place = last
    html += [_shown(text[place:end]), " …" if end < len(text) else ""]
    return mark_safe("".join(html))


def _shown(text: str) -> str:
    return escape(text.replace("\n", "; "))


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged = [spans[0]]
    for start, end in spans[1:]:
        if start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _window(text: str, hit: tuple[int, int]) -> tuple[int, int]:
    """The span to show: the whole text if it is short, else whole words around the hit."""
    if len(text) <= SNIPPET_LENGTH:
        return 0, len(text)
    start = max(0, min(hit[0] - SNIPPET_LENGTH // 3, len(text) - SNIPPET_LENGTH))
    if start and (space := text.find(" ", start, hit[0])) >= 0:
        start = space + 1
    end = min(len(text), max(start + SNIPPET_LENGTH, hit[1]))
    if end < len(text) and (space := text.rfind(" ", hit[1], end)) >= 0:
        end = space
    return start, end


# --- what of a record is indexed --------------------------------------------------------------------------------------

Names = tuple[str, ...]  # several texts under one label; no phrase reaches from one to the next
Part = tuple[str, str, str | Names]  # field, label for readers, text


@dataclass(frozen=True)
class Noun:
    """How the records of a noun are read, and which parts of each are indexed."""

    rows: Callable[[], QuerySet]
    parts: Callable[[models.Model], list[Part]]


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
    summit = statement.summit if statement.summit and statement.summit.is_public else None
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


NOUNS: dict[type[models.Model], Noun] = {
    Commitment: Noun(_commitment_rows, _commitment_parts),
    Statement: Noun(
        lambda: Statement.objects.select_related("grouping", "summit__grouping", "summit__host"), _statement_parts
    ),
    Summit: Noun(lambda: Summit.objects.select_related("grouping", "host"), _summit_parts),
    Grouping: Noun(Grouping.objects.all, _grouping_parts),
    State: Noun(State.objects.all, _state_parts),
    Technology: Noun(Technology.objects.all, _technology_parts),
    Source: Noun(Source.objects.all, _source_parts),
}

# Whose text speaks of a record: by its noun, the nouns to index again and how each leads to it.
DEPENDENTS = {
    Technology: [(Commitment, "technologies")],
    Grouping: [
        (Statement, "grouping"),
        (Statement, "summit__grouping"),
        (Summit, "grouping"),
        (Commitment, "statement__grouping"),
    ],
    Statement: [(Commitment, "statement")],
    Summit: [(Statement, "summit")],
    State: [(Summit, "host"), (Statement, "summit__host")],
}


def _tidy(text: str | Names) -> str:
    """A text as it is kept: on one line, several names on a line each, links to other records left out."""
    lines = [" ".join(LINK.sub("…", line).split()) for line in ([text] if isinstance(text, str) else text)]
    return unicodedata.normalize("NFC", "\n".join(filter(None, lines)))


def _text_of(model: type[models.Model], record: models.Model) -> SearchText:
    """The row of the index for a record, as it should be; not saved."""
    fields: dict[str, list[str]] = {name: [] for name in FIELDS}
    kept = []
    for field, label, text in NOUNS[model].parts(record):
        if text := _tidy(text):
            kept.append([label, text])
            readings = dict.fromkeys(_texts(words) for words in read(text))
            fields[field] += [word for reading in readings for word in (*reading, GAP)]
    columns = {name: " ".join(words[:MAX_FIELD_WORDS]) for name, words in fields.items()}
    return SearchText(noun=model._meta.model_name, object_id=record.pk, parts=kept, **columns)


# --- keeping the index ------------------------------------------------------------------------------------------------

COLUMNS = ("parts", *FIELDS)
LOCK = 0x4D696E696C6174  # “Minilat”: one writer of the index at a time


def _unchanged(rows, label):
    return rows


def rebuild(progress: Callable = _unchanged) -> int:
    """Bring the whole index up to date; returns how many texts were wrong.

    ``progress(rows, label)`` may wrap the rows of each noun, for a progress bar.
    """
    wrong = sum(reindex(model, progress=progress) for model in NOUNS)
    known = [model._meta.model_name for model in NOUNS]
    SearchText.objects.exclude(noun__in=known).delete()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO initiatives_searchindex (initiatives_searchindex) VALUES ('rebuild')")
    return wrong


def reindex(model: type[models.Model], pks: Iterable[int] | None = None, progress: Callable = _unchanged) -> int:
    """Bring the texts of these records, or of all of the noun, up to date; returns how many were wrong."""
    with transaction.atomic():
        _lock()
        wrong, gone = _differences(model, pks, progress)
        SearchText.objects.filter(pk__in=gone).delete()
        SearchText.objects.bulk_create(
            wrong,
            batch_size=100,
            update_conflicts=True,
            unique_fields=["noun", "object_id"],
            update_fields=COLUMNS,
        )
    return len(wrong) + len(gone)


def stale() -> dict[str, int]:
    """How many texts of each noun are not as they should be; empty when the index is right."""
    flush()
    counts = {model._meta.model_name: sum(map(len, _differences(model, None, _unchanged))) for model in NOUNS}
    return {noun: count for noun, count in counts.items() if count}


def _differences(model, pks, progress) -> tuple[list[SearchText], list[int]]:
    """Rows of the index to write, and keys of rows whose record is no more."""
    records, stored = NOUNS[model].rows().order_by("pk"), SearchText.objects.filter(noun=model._meta.model_name)
    if pks is not None:
        pks = list(pks)
        records, stored = records.filter(pk__in=pks), stored.filter(object_id__in=pks)
    rows = {row.object_id: row for row in stored}
    texts = [_text_of(model, record) for record in progress(records, str(model._meta.verbose_name_plural))]
    wrong = [text for text in texts if not _same(text, rows.pop(text.object_id, None))]
    return wrong, [row.pk for row in rows.values()]


def _same(text: SearchText, row: SearchText | None) -> bool:
    return row is not None and all(getattr(text, name) == getattr(row, name) for name in COLUMNS)


def _lock():
    """On PostgreSQL, wait for other writers of the index, so that the last to write has read the newest records.

    SQLite has one writer at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


# --- following the writes ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Changed:
    """A note, kept by Django until the transaction commits and dropped with what is rolled back, that a record changed.

    ``batch`` holds the changes of the whole transaction; the first note to be called writes them all.
    """

    model: type[models.Model]
    pk: int
    batch: set

    def __call__(self):
        changes = set(self.batch)
        self.batch.clear()
        _write(changes)


def _flushed():
    """A note that everything noted before it is in the index already."""


def _notes() -> Iterator[_Changed]:
    """The notes of this transaction that are not yet in the index, newest first."""
    for _, callback, _ in reversed(connection.run_on_commit):
        if callback is _flushed:
            return
        if isinstance(callback, _Changed):
            yield callback


def note(model: type[models.Model], pk: int | None):
    """Remember that a record changed: with those that speak of it, it is indexed again when the transaction commits."""
    newest = next(_notes(), None)
    batch = newest.batch if newest else set()
    batch.add((model, pk))
    transaction.on_commit(_Changed(model, pk, batch))


def flush():
    """Take what this transaction has changed so far into the index, within the transaction."""
    if changes := {(changed.model, changed.pk) for changed in _notes()}:
        _write(changes)
        transaction.on_commit(_flushed)


def _write(changes: set):
    """Index the changed records again, and the records that speak of them."""
    dirty: dict[type[models.Model], set[int]] = defaultdict(set)
    for model, pk in changes:
        dirty[model].add(pk)
    for model, pks in list(dirty.items()):
        for dependent, path in DEPENDENTS.get(model, ()):
            speaking = dependent.objects.all() if len(pks) > MANY else dependent.objects.filter(**{f"{path}__in": pks})
            dirty[dependent] |= set(speaking.order_by().values_list("pk", flat=True))
    for model in NOUNS:
        if pks := dirty.get(model):
            reindex(model, None if len(pks) > MANY else pks)


def _saved(sender, instance, using, **kwargs):
    if using == DEFAULT_DB_ALIAS:
        note(sender, instance.pk)


def _deleting(sender, instance, using, **kwargs):
    """Before the record is gone: note it, and those that speak of it and would no longer be found."""
    if using == DEFAULT_DB_ALIAS:
        note(sender, instance.pk)
        for dependent, path in DEPENDENTS.get(sender, ()):
            for pk in dependent.objects.filter(**{path: instance.pk}).order_by().values_list("pk", flat=True):
                note(dependent, pk)


def _follow_up_saving(sender, instance, using, raw, **kwargs):
    """Before a follow-up is saved: remember which commitment it hangs on, in case that it leaves it."""
    if using == DEFAULT_DB_ALIAS and instance.pk and not raw:
        instance.commitment_before = (
            FollowUp.objects.filter(pk=instance.pk).values_list("commitment", flat=True).first()
        )


def _follow_up_changed(sender, instance, using, **kwargs):
    if using == DEFAULT_DB_ALIAS:
        for pk in {instance.commitment_id, getattr(instance, "commitment_before", None)} - {None}:
            note(Commitment, pk)


def _technologies_changed(sender, instance, action, reverse, pk_set, using, **kwargs):
    if using != DEFAULT_DB_ALIAS or action not in ("post_add", "post_remove", "pre_clear", "post_clear"):
        return
    if not reverse:
        note(Commitment, instance.pk)
        return
    for pk in pk_set if pk_set is not None else instance.commitments.values_list("pk", flat=True):
        note(Commitment, pk)


def connect():
    """Let the index follow the writes; called once, when the app is ready."""
    for model in NOUNS:
        post_save.connect(_saved, sender=model, dispatch_uid=f"search {model.__name__} saved")
        pre_delete.connect(_deleting, sender=model, dispatch_uid=f"search {model.__name__} deleted")
    pre_save.connect(_follow_up_saving, sender=FollowUp, dispatch_uid="search follow-up saving")
    post_save.connect(_follow_up_changed, sender=FollowUp, dispatch_uid="search follow-up saved")
    post_delete.connect(_follow_up_changed, sender=FollowUp, dispatch_uid="search follow-up deleted")
    m2m_changed.connect(
        _technologies_changed, sender=Commitment.technologies.through, dispatch_uid="search technologies changed"
    )
