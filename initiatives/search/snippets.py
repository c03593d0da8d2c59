"""Where a record matched: pieces of its text, escaped, with the words marked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import models
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from ..models import SearchText
from .queries import SearchQuery, SearchTerm, parse_query
from .words import FOLDING_TABLE, Word, tokenize, word_texts
from .writes import flush_changes

SNIPPET_LENGTH, SNIPPETS_PER_RECORD = 160, 2


@dataclass(frozen=True)
class Snippet:
    """A place where a record matched: which part of it, and the words around with the hits in ``<mark>``."""

    field_label: str
    html: SafeString


def find_snippets(records: Iterable[models.Model], words: str | None) -> dict[int, list[Snippet]]:
    """For records of one noun, by primary key: up to two places where each matched. One query for all of them."""
    records, query = list(records), parse_query(words)
    if not records or not query.wanted:
        return {}
    flush_changes()
    stored = SearchText.objects.filter(
        noun=records[0]._meta.model_name, object_id__in=[record.pk for record in records]
    ).values_list("object_id", "parts")
    return {pk: _record_snippets(parts, query) for pk, parts in stored}


def _record_snippets(parts: list, query: SearchQuery) -> list[Snippet]:
    """The parts that show most of the words, a part that shows a further word before one that repeats."""
    found = [(label, text, hits) for label, text in parts if (hits := _find_hits(text, query))]
    chosen: list = []
    shown: set[SearchTerm] = set()
    while found and len(chosen) < SNIPPETS_PER_RECORD:
        best = max(found, key=lambda part: len(part[2].keys() - shown))
        found.remove(best)
        chosen.append(best)
        shown |= best[2].keys()
    return [Snippet(label, _excerpt(text, hits)) for label, text, hits in chosen]


def _find_hits(text: str, query: SearchQuery) -> dict[SearchTerm, list[tuple[int, int]]]:
    """Where in the text each term stands, as spans of characters; terms that do not occur are left out."""
    reading, places = tokenize(text), None
    hits: dict[SearchTerm, list[tuple[int, int]]] = {}
    for term in query.wanted:
        spans = [span for words in set(map(tuple, reading)) for span in _spans(words, term)]
        if spans:
            places = places or [place for place, letter in enumerate(text) for _ in FOLDING_TABLE[ord(letter)]]
            hits[term] = [(places[start], places[end - 1] + 1) for start, end in spans]
    return hits


def _spans(words: tuple[Word, ...], term: SearchTerm) -> Iterator[tuple[int, int]]:
    texts = word_texts(words)
    for sequence in term.sequences:
        size, last = len(sequence), len(sequence) - 1
        for place in range(len(texts) - last):
            if texts[place : place + last] == sequence[:last] and (
                texts[place + last].startswith(sequence[last]) if term.prefix else texts[place + last] == sequence[last]
            ):
                yield words[place].start, words[place + size - 1].end


def _excerpt(text: str, hits: dict[SearchTerm, list[tuple[int, int]]]) -> SafeString:
    """The text around the first hit, escaped, with every hit in it marked."""
    spans = _merged(sorted(span for found in hits.values() for span in found))
    start, end = _window(text, spans[0])
    html, place = ["… " if start else ""], start
    for first, last in spans:
        if first >= start and last <= end:
            html += [_escape_lines(text[place:first]), "<mark>", _escape_lines(text[first:last]), "</mark>"]
            place = last
    html += [_escape_lines(text[place:end]), " …" if end < len(text) else ""]
    return mark_safe("".join(html))


def _escape_lines(text: str) -> str:
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
