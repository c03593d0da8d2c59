"""A filter set says itself in one English sentence: heading, page title, feed title, file name and citation.

``filter_sentence(filterset)`` reads “Commitments on Open RAN by the Quad, announced since 2021”.
"""

from django.utils.text import slugify

from .. import search
from ..models import Grouping
from ..models.vocabularies import RESERVED_NONE
from .filters import CommitmentFilterSet, FilterSet, PickedValues

NO_PICK = PickedValues()


def join_words(words: list[str], last: str = "or") -> str:
    """“a”, “a or b”, “a, b or c”."""
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else ""


class _PickedLabels:
    """Reads the labels of what was picked off a filter set."""

    def __init__(self, filterset: FilterSet):
        self.filterset, self.picked = filterset, filterset.picked

    def values(self, name: str, excluded: bool = False) -> list[str]:
        picked = self.picked.get(name) or NO_PICK
        return list(picked.none_of if excluded else picked.any_of)

    def labels(self, name: str, excluded: bool = False) -> list[str]:
        values = [value for value in self.values(name, excluded) if value != RESERVED_NONE]
        if not values:
            return []  # most filters are not asked for, and their options would be read for nothing
        options = self.filterset.filters[name].options()
        if name == "grouping":
            with_article = set(
                Grouping.objects.filter(slug__in=values, name__startswith="The ").values_list("slug", flat=True)
            )
            return [f"the {options[value]}" if value in with_article else options[value] for value in values]
        is_name = name in ("state", "all_states", "host", "statement", "summit")
        return [options[value] if is_name else lower_first(options[value]) for value in values]

    def missing(self, name: str, excluded: bool = False) -> bool:
        return RESERVED_NONE in self.values(name, excluded)

    def phrase(self, name: str, words: str, last: str = "or") -> str:
        labels = self.labels(name)
        return f"{words} {join_words(labels, last)}" if labels else ""

    def without(self) -> str:
        labels = [label for name in self.filterset.filters if self._is_list(name) for label in self.labels(name, True)]
        labels += [
            f"those {MISSING_VALUE_PHRASES[name]}"
            for name in MISSING_VALUE_PHRASES
            if self._is_list(name) and self.missing(name, True)
        ]
        return f"leaving out {join_words(labels, 'and')}" if labels else ""

    def _is_list(self, name: str) -> bool:
        return hasattr(self.filterset.filters.get(name), "options")


MISSING_VALUE_PHRASES = {
    "level": "without a meeting",
    "summit": "without a meeting",
    "year": "without a date",
    "followed_in": "without a date for a follow-up",
    "target_date": "without a target date",
}


def lower_first(text: str) -> str:
    """“Fact sheet” inside a sentence; names with a capital further on (“Open RAN”) keep theirs."""
    return text[:1].lower() + text[1:] if text[1:].islower() else text


def commitment_sentence(filterset: CommitmentFilterSet) -> str:
    say, asked = _PickedLabels(filterset), filterset.picked
    state = say.phrase("state", "with")
    role = join_words([f"a {label}" for label in say.labels("role")])
    parts = [
        "Commitments",
        say.phrase("technology", "on"),
        say.phrase("grouping", "by"),
        f"{state} as {role}" if state and role else state or (f"with {role}" if role else ""),
        say.phrase("all_states", "joined by", "and"),
        say.phrase("mode", "through"),
        say.phrase("summit", "from"),
        say.phrase("statement", "in"),
        say.phrase("kind", "in a"),
        say.phrase("level", "at meetings of"),
        f"matching {search.parse_query(asked['q']).describe() or asked['q']}" if asked.get("q") else "",
    ]
    found = " ".join(filter(None, parts))
    words = [
        say.phrase("year", "announced in"),
        f"announced since {asked['announced_after']}" if asked.get("announced_after") else "",
        f"announced until {asked['announced_before']}" if asked.get("announced_before") else "",
        say.phrase("followed_in", "followed up in"),
        say.phrase("status", "now" if not asked.get("as_of") else "then"),
        say.phrase("target_date", "due in"),
        say.phrase("evidence", "graded"),
        join_words(say.labels("quiet")),
        join_words(say.labels("due")),
        *dict.fromkeys(text for name, text in MISSING_VALUE_PHRASES.items() if say.missing(name)),
        say.without(),
        f"as of {asked['as_of']}" if asked.get("as_of") else "",
    ]
    return ", ".join([found, *filter(None, words)])


def filter_sentence(filterset: FilterSet) -> str:
    """The sentence of any filter set; a noun without a grammar of its own names its words and filters in order."""
    if isinstance(filterset, CommitmentFilterSet):
        return commitment_sentence(filterset)
    say = _PickedLabels(filterset)
    noun = filterset._meta.model._meta.verbose_name_plural.capitalize()
    words = [f"matching {search.parse_query(filterset.words).describe() or filterset.words}" if filterset.words else ""]
    for name, declared in filterset.filters.items():
        if hasattr(declared, "options") and say.labels(name):
            words.append(f"{declared.label.lower()}: {join_words(say.labels(name))}")
        elif hasattr(declared, "options") and say.missing(name):
            words.append(MISSING_VALUE_PHRASES.get(name, f"without {declared.label.lower()}"))
        elif name in filterset.dates and filterset.picked.get(name):
            words.append(f"{declared.label.lower()} {filterset.picked[name]}")
    return ", ".join([noun, *filter(None, [*words, say.without()])])


def download_file_name(filterset: FilterSet, extension: str) -> str:
    """A file name that says what is in it, at most 100 characters before the extension."""
    return f"minilat-{slugify(filter_sentence(filterset))[:90].strip('-')}.{extension}"
