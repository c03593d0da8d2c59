"""A FilterSet as one sentence: heading, page title, feed title, file name and citation of a list.

``filter_sentence(filterset)`` gives “Commitments on Open RAN by the Quad, announced since 2021”. It is made of whole
phrases, each a message of its own, which two patterns join.
"""

from functools import reduce

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import search
from ..models import Grouping
from ..models.vocabularies import RESERVED_NONE
from .filters import CommitmentFilterSet, FilterSet, PickedValues

NO_PICK = PickedValues()
NAME_FILTERS = ("state", "all_states", "host", "statement", "summit")  # their options are names and keep their capitals
# The phrases of the list of commitments, in the order of the sentence; those that follow a comma, and those that do not.
PHRASES = {
    "technology": gettext_lazy("on %(values)s"),
    "grouping": gettext_lazy("by %(values)s"),
    "state": gettext_lazy("with %(values)s"),
    "all_states": gettext_lazy("joined by %(values)s"),
    "mode": gettext_lazy("through %(values)s"),
    "summit": gettext_lazy("from %(values)s"),
    "statement": gettext_lazy("in %(values)s"),
    "kind": gettext_lazy("in a %(values)s"),
    "level": gettext_lazy("at meetings of %(values)s"),
}
PHRASES_AFTER_COMMA = {
    "year": gettext_lazy("announced in %(values)s"),
    "announced_after": gettext_lazy("announced since %(date)s"),
    "announced_before": gettext_lazy("announced until %(date)s"),
    "followed_in": gettext_lazy("followed up in %(values)s"),
    "status": gettext_lazy("now %(values)s"),
    "target_date": gettext_lazy("due in %(values)s"),
    "evidence": gettext_lazy("graded %(values)s"),
    "quiet": "%(values)s",
    "due": "%(values)s",
}
STATUS_ON_DAY = gettext_lazy("then %(values)s")
# For the reserved value “none” of a filter: the records without a value, and those left out.
MISSING_VALUE_PHRASES = {
    "level": (gettext_lazy("without a meeting"), gettext_lazy("those without a meeting")),
    "summit": (gettext_lazy("without a meeting"), gettext_lazy("those without a meeting")),
    "year": (gettext_lazy("without a date"), gettext_lazy("those without a date")),
    "followed_in": (
        gettext_lazy("without a date for a follow-up"),
        gettext_lazy("those without a date for a follow-up"),
    ),
    "target_date": (gettext_lazy("without a target date"), gettext_lazy("those without a target date")),
}


def any_of(words: list) -> str:
    """“a”, “a or b”, “a, b or c”."""
    *most, last = map(str, words)
    return _("%(words)s or %(last)s") % {"words": with_commas(most), "last": last} if most else last


def all_of(words: list) -> str:
    """“a”, “a and b”, “a, b and c”."""
    *most, last = map(str, words)
    return _("%(words)s and %(last)s") % {"words": with_commas(most), "last": last} if most else last


def with_commas(phrases: list) -> str:
    return reduce(lambda before, phrase: _("%(before)s, %(phrase)s") % {"before": before, "phrase": phrase}, phrases)


def in_a_row(phrases: list) -> str:
    return reduce(lambda before, phrase: _("%(before)s %(phrase)s") % {"before": before, "phrase": phrase}, phrases)


def lower_first(text: str) -> str:
    """“Fact sheet” inside a sentence; names with a capital further on (“Open RAN”) keep theirs."""
    text = str(text)
    return text[:1].lower() + text[1:] if text[1:].islower() else text


class _PickedLabels:
    """The labels of the values that were picked in the filters of a FilterSet."""

    def __init__(self, filterset: FilterSet):
        self.filterset, self.picked = filterset, filterset.picked
        self.value_filters = [name for name, declared in filterset.filters.items() if hasattr(declared, "options")]

    def values(self, name: str, excluded: bool = False) -> list[str]:
        picked = self.picked.get(name) or NO_PICK
        return list(picked.none_of if excluded else picked.any_of)

    def labels(self, name: str, excluded: bool = False) -> list[str]:
        values = [value for value in self.values(name, excluded) if value != RESERVED_NONE]
        if not values:
            return []  # so that the options of filters that are not in use are not read
        options = self.filterset.filters[name].options()
        if name == "grouping":
            with_article = set(
                Grouping.objects.filter(slug__in=values, name__startswith="The ").values_list("slug", flat=True)
            )
            return [
                _("the %(grouping)s") % {"grouping": options[value]} if value in with_article else options[value]
                for value in values
            ]
        return [options[value] if name in NAME_FILTERS else lower_first(options[value]) for value in values]

    def missing(self, name: str, excluded: bool = False) -> bool:
        return RESERVED_NONE in self.values(name, excluded)

    def phrase(self, name: str, pattern: str) -> str:
        """The phrase of a filter; empty when nothing is picked in it."""
        if name in self.filterset.dates:
            return pattern % {"date": self.picked[name]} if self.picked.get(name) else ""
        labels = self.labels(name)
        join = all_of if name == "all_states" else any_of
        return pattern % {"values": join(labels)} if labels else ""

    def left_out(self) -> str:
        labels = [label for name in self.value_filters for label in self.labels(name, excluded=True)]
        labels += [
            left_out
            for name, (_found, left_out) in MISSING_VALUE_PHRASES.items()
            if name in self.value_filters and self.missing(name, excluded=True)
        ]
        return _("leaving out %(values)s") % {"values": all_of(labels)} if labels else ""

    def search_words(self) -> str:
        words = self.filterset.words
        return _("matching %(words)s") % {"words": search.parse_query(words).describe() or words} if words else ""


def _states_and_roles(labels: _PickedLabels) -> str:
    """A state and a role mean one participation, so they share a phrase."""
    states = labels.labels("state")
    roles = [_("a %(role)s") % {"role": label} for label in labels.labels("role")]
    if states and roles:
        return _("with %(states)s as %(roles)s") % {"states": any_of(states), "roles": any_of(roles)}
    return PHRASES["state"] % {"values": any_of(states or roles)} if states or roles else ""


def commitment_sentence(filterset: CommitmentFilterSet) -> str:
    labels, as_of = _PickedLabels(filterset), filterset.picked.get("as_of")
    found = {name: labels.phrase(name, pattern) for name, pattern in PHRASES.items()}
    found["state"] = _states_and_roles(labels)
    after_comma = PHRASES_AFTER_COMMA | ({"status": STATUS_ON_DAY} if as_of else {})
    phrases = [
        in_a_row([_("Commitments"), *filter(None, [*found.values(), labels.search_words()])]),
        *(labels.phrase(name, pattern) for name, pattern in after_comma.items()),
        *dict.fromkeys(str(phrase) for name, (phrase, _left) in MISSING_VALUE_PHRASES.items() if labels.missing(name)),
        labels.left_out(),
        _("as of %(date)s") % {"date": as_of} if as_of else "",
    ]
    return with_commas(list(filter(None, phrases)))


def filter_sentence(filterset: FilterSet) -> str:
    """The sentence of any FilterSet; without phrases of its own it names the filters and values in their order."""
    if isinstance(filterset, CommitmentFilterSet):
        return commitment_sentence(filterset)
    labels = _PickedLabels(filterset)
    phrases = [str(filterset._meta.model._meta.verbose_name_plural).capitalize(), labels.search_words()]
    for name, declared in filterset.filters.items():
        about = str(declared.label).lower()
        if name in labels.value_filters and labels.labels(name):
            phrases.append(_("%(filter)s: %(values)s") % {"filter": about, "values": any_of(labels.labels(name))})
        elif name in labels.value_filters and labels.missing(name):
            phrases.append(
                str(MISSING_VALUE_PHRASES[name][0])
                if name in MISSING_VALUE_PHRASES
                else _("without %(filter)s") % {"filter": about}
            )
        elif name in filterset.dates and filterset.picked.get(name):
            phrases.append(_("%(filter)s %(date)s") % {"filter": about, "date": filterset.picked[name]})
    return with_commas(list(filter(None, [*phrases, labels.left_out()])))


def download_file_name(filterset: FilterSet, extension: str) -> str:
    """A file name that says what is in it, at most 100 characters before the extension."""
    return f"minilat-{slugify(filter_sentence(filterset))[:90].strip('-')}.{extension}"
