"""From a query to rows: lookups in the index of the engine, as subqueries."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from ..models import SearchText
from .queries import SearchTerm, parse_query
from .texts import SEARCH_FIELDS
from .writes import flush_changes


def filter_by_words(queryset: QuerySet, words: str | None) -> QuerySet:
    """The rows that match, with ``search_rank``: 0 where the title alone holds all that was asked for, 1 where title
    and aliases do, 2 with the wording, 3 with the notes.

    Blank input leaves the rows as they are, all of rank 0; input that names nothing to look for (``"``, ``*``) matches
    none. It filters by subqueries only: rows stay single, and the result can be filtered, counted and grouped.
    """
    rank = Value(0, output_field=IntegerField())
    if not (words or "").strip():
        return queryset.annotate(search_rank=rank)
    query = parse_query(words)
    if query.is_empty:
        return queryset.none().annotate(search_rank=rank)
    flush_changes()
    engine, noun = EXPRESSIONS_BY_VENDOR[connection.vendor], queryset.model._meta.model_name
    if query.wanted:
        queryset = queryset.filter(pk__in=_matching_pks(noun, engine.all_of(query.wanted, len(SEARCH_FIELDS))))
        steps = [
            When(pk__in=_matching_pks(noun, engine.all_of(query.wanted, n + 1)), then=n)
            for n in range(len(SEARCH_FIELDS) - 1)
        ]
        rank = Case(*steps, default=len(SEARCH_FIELDS) - 1, output_field=IntegerField())
    if query.excluded:
        queryset = queryset.exclude(pk__in=_matching_pks(noun, engine.any_of(query.excluded)))
    return queryset.annotate(search_rank=rank)


def _matching_pks(noun: str, expression: str) -> QuerySet:
    """Primary keys of the records of a noun whose text satisfies an expression of the engine."""
    matching = RawSQL(EXPRESSIONS_BY_VENDOR[connection.vendor].sql, [expression])
    return SearchText.objects.filter(noun=noun, id__in=matching).values("object_id")


class SqliteExpressions:
    """Writes FTS5 expressions. Every word is quoted."""

    sql = "SELECT rowid FROM initiatives_searchindex WHERE initiatives_searchindex MATCH %s"

    @classmethod
    def all_of(cls, terms: Iterable[SearchTerm], fields: int) -> str:
        """All terms, within the first fields."""
        return f"{{{' '.join(SEARCH_FIELDS[:fields])}}} : ({' AND '.join(map(cls._term, terms))})"

    @classmethod
    def any_of(cls, terms: Iterable[SearchTerm]) -> str:
        return " OR ".join(map(cls._term, terms))

    @staticmethod
    def _term(term: SearchTerm) -> str:
        star = " *" if term.prefix else ""
        return "(" + " OR ".join(f'"{" ".join(sequence)}"{star}' for sequence in term.sequences) + ")"


class PostgresqlExpressions:
    """Writes ``tsquery`` texts. Every word is quoted and names the weights (A to D) of the fields it may stand in."""

    sql = "SELECT id FROM initiatives_searchtext WHERE vector @@ %s::tsquery"

    @classmethod
    def all_of(cls, terms: Iterable[SearchTerm], fields: int) -> str:
        """All terms, within the first fields."""
        weights = "" if fields == len(SEARCH_FIELDS) else "ABCD"[:fields]
        return " & ".join(cls._term(term, weights) for term in terms)

    @classmethod
    def any_of(cls, terms: Iterable[SearchTerm]) -> str:
        return " | ".join(cls._term(term, "") for term in terms)

    @classmethod
    def _term(cls, term: SearchTerm, weights: str) -> str:
        return "(" + " | ".join(cls._sequence(sequence, weights, term.prefix) for sequence in term.sequences) + ")"

    @staticmethod
    def _sequence(sequence: tuple[str, ...], weights: str, prefix: bool) -> str:
        marks = [weights] * (len(sequence) - 1) + [("*" if prefix else "") + weights]
        words = [f"'{word}':{mark}" if mark else f"'{word}'" for word, mark in zip(sequence, marks, strict=True)]
        return "(" + " <-> ".join(words) + ")"


EXPRESSIONS_BY_VENDOR = {"sqlite": SqliteExpressions, "postgresql": PostgresqlExpressions}
