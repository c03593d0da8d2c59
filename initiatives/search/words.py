"""From a text to plain words; the same for what is indexed and for what is asked."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

MAX_WORD_LENGTH, MAX_FOLDING_CACHE = 100, 10_000

TEXT_SEPARATOR = "_"  # stands between texts of one field; never a word, so no phrase reaches across
HYPHENS = "‐‑‒–−"
APOSTROPHES = "’‘ʼ`´′"
LETTER_TRANSLATION = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe"}
)
COMPOUND_JOINERS = {"", "-", "'", "&", "+", "/", "·", "・"}  # between the parts of one compound: O-RAN, R&D, C5+1

_CJK = "\u1100-\u11ff\u3005-\u3007\u3040-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_CJK += "\uf900-\ufaff\U00020000-\U0003ffff"
_MARKS = "".join(map(chr, (code for code in range(0x370, 0x1D00) if unicodedata.category(chr(code)).startswith("M"))))
_LETTER, _WORD = rf"[^\W\d_{_CJK}]", rf"[^\W_{_CJK}{_MARKS}]"
WORD_PATTERN = re.compile(
    rf"(?:{_LETTER}\.)+{_LETTER}(?!{_WORD})\.?"  # U.S.
    r"|\d{1,3}(?:,\d{3})+(?!\d)"  # 1,000
    rf"|(?P<cjk>[{_CJK}])"
    rf"|(?:{_WORD}|[{_MARKS}])+"
)


class _Folding(dict):
    """For ``str.translate``: each character without case, accent and variant."""

    def __missing__(self, code: int) -> str:
        folded = _fold(chr(code))
        if len(self) < MAX_FOLDING_CACHE:  # whoever searches could send every character there is
            self[code] = folded
        return folded


def _fold(character: str) -> str:
    if character in HYPHENS:
        return "-"
    if character in APOSTROPHES:
        return "'"
    if unicodedata.category(character) == "Cf":  # soft hyphens, joiners, marks of direction
        return ""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    plain = "".join(letter for letter in plain if not "\u0300" <= letter <= "\u036f").translate(LETTER_TRANSLATION)
    return unicodedata.normalize("NFC", plain)  # puts Korean syllables together again


FOLDING_TABLE = _Folding()


class Word(NamedTuple):
    """A plain word and where it stands in the folded text."""

    text: str
    start: int
    end: int


class TokenizedText(NamedTuple):
    """A text as words, with compounds taken apart (``o ran``) and written as one (``oran``)."""

    apart: list[Word]
    together: list[Word]


def tokenize(text: str) -> TokenizedText:
    """The words of a text. Lines are kept apart by ``TEXT_SEPARATOR``; Chinese, Japanese and Korean characters are words each."""
    apart, together = [], []
    end = 0
    folded = fold_text(text)
    for unit in iter_compounds(folded):
        if "\n" in folded[end : unit[0].start]:
            apart.append(Word(TEXT_SEPARATOR, end, end))
            together.append(Word(TEXT_SEPARATOR, end, end))
        end = unit[-1].end
        apart += unit
        together += join_compound(unit)
    return TokenizedText(apart, together)


def fold_text(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(FOLDING_TABLE)


def iter_compounds(folded: str) -> Iterator[list[Word]]:
    """The words of a folded text, those of one compound together."""
    unit: list[Word] = []
    for match in WORD_PATTERN.finditer(folded):
        if unit and folded[unit[-1].end : match.start()] not in COMPOUND_JOINERS:
            yield unit
            unit = []
        unit.append(Word(match[0].replace(".", "").replace(",", "")[:MAX_WORD_LENGTH], *match.span()))
    if unit:
        yield unit


def join_compound(unit: list[Word]) -> list[Word]:
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
    match = WORD_PATTERN.match(word.text)
    return bool(match and match["cjk"])


def word_texts(words: Iterable[Word]) -> tuple[str, ...]:
    """The words alone, without their places."""
    return tuple(word.text for word in words)
