"""From what a reader typed to a query: words and phrases that must occur, and terms that must not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .words import Word, fold_text, iter_compounds, join_compound, word_texts

MAX_QUERY_LENGTH, MAX_QUERY_WORDS = 10_000, 32
MIN_PREFIX_LENGTH = 3

QUOTE_TRANSLATION = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
PUNCTUATION = "-'()[]{}<>*^:;,!?|~\\ "  # not shown around a word
ITEM_PATTERN = re.compile(r'(?P<minus>-*)(?:"(?P<phrase>[^"]*)(?:"|$)|(?P<run>[^\s"]+))')


@dataclass(frozen=True)
class SearchTerm:
    """A word, compound or phrase: as typed, and the sequences of words of which one must occur."""

    typed: str
    sequences: tuple[tuple[str, ...], ...]
    quoted: bool = False
    prefix: bool = False

    def __str__(self):
        return f"“{self.typed}”" if self.quoted else self.typed


@dataclass(frozen=True)
class SearchQuery:
    """What was asked for: words and phrases that must occur, and terms that must not."""

    wanted: tuple[SearchTerm, ...] = ()
    excluded: tuple[SearchTerm, ...] = ()
    shortened: bool = False  # more than MAX_WORDS words; the rest was left out

    @property
    def terms(self) -> tuple[SearchTerm, ...]:
        return tuple(term for term in self.wanted if not term.quoted)

    @property
    def phrases(self) -> tuple[SearchTerm, ...]:
        return tuple(term for term in self.wanted if term.quoted)

    @property
    def prefix(self) -> SearchTerm | None:
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


def parse_query(words: str | None) -> SearchQuery:
    """What a reader asked for. Never fails; input without a letter or digit makes an empty query."""
    found: list[tuple[bool, SearchTerm]] = []
    room, shortened = MAX_QUERY_WORDS, len(words or "") > MAX_QUERY_LENGTH
    for excluded, typed, quoted in _items(words or ""):
        compounds = list(iter_compounds(fold_text(typed)))
        for group in [compounds] if quoted else [[compound] for compound in compounds]:
            kept = _truncate_compounds(group, room)
            shortened = shortened or kept != group
            room -= sum(map(len, kept))
            if kept:
                found.append((excluded, _term(typed if quoted or len(compounds) == 1 else "", kept, quoted)))
    if found and not shortened and not found[-1][0]:
        found[-1] = (False, _as_prefix(found[-1][1]))
    wanted = dict.fromkeys(term for excluded, term in found if not excluded)
    unwanted = dict.fromkeys(term for excluded, term in found if excluded)
    return SearchQuery(tuple(wanted), tuple(unwanted), shortened)


def _items(words: str) -> Iterator[tuple[bool, str, bool]]:
    """The input's runs and phrases: whether excluded, what was typed, whether in quotes."""
    for item in ITEM_PATTERN.finditer(words[:MAX_QUERY_LENGTH].translate(QUOTE_TRANSLATION)):
        quoted = item["phrase"] is not None
        yield bool(item["minus"]), " ".join((item["phrase"] if quoted else item["run"]).split()), quoted


def _truncate_compounds(compounds: list[list[Word]], room: int) -> list[list[Word]]:
    """As much of the compounds as there is room for, counted in words."""
    kept = []
    for unit in compounds:
        if room > 0:
            kept.append(unit[:room])
            room -= len(unit)
    return kept


def _term(typed: str, compounds: list[list[Word]], quoted: bool) -> SearchTerm:
    apart = word_texts(word for unit in compounds for word in unit)
    together = word_texts(word for unit in compounds for word in join_compound(unit))
    shown = "".join(letter for letter in typed if letter.isprintable()).strip(PUNCTUATION) or " ".join(apart)
    return SearchTerm(shown, tuple(dict.fromkeys([apart, together])), quoted)


def _as_prefix(term: SearchTerm) -> SearchTerm:
    last = term.sequences[-1][-1]
    if term.quoted or len(last) < MIN_PREFIX_LENGTH:
        return term
    return SearchTerm(term.typed, term.sequences, prefix=True)
