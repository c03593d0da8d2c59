"""The parts of both kinds of comparison: cells, lines, groups of lines, and the list behind a link."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ...lists.result_list import ResultList
from ...models import Commitment
from ...models.vocabularies import MembershipRole

IN_ALL_LABELS = {2: _("In both"), 3: _("In all three"), 4: _("In all four")}


@dataclass
class ComparisonCell:
    """What one side has in a line: a count with its list, or words. ``share``: per cent of the side's commitments."""

    side: str
    count: int | None = None
    url: str = ""
    words: str = ""
    share: int = 0
    anchor: str = ""
    note: str = ""

    @property
    def there(self) -> bool:
        return bool(self.count or self.words)

    @property
    def plain(self) -> str | int:
        """The content of the cell in a file."""
        if self.count is not None:
            return self.count
        return f"{self.words}, {self.note}" if self.note else self.words


@dataclass
class SharingMark:
    """Which of the sides: ``dots`` says it side by side, ``words`` in words, ``alone`` that it is one side's only."""

    dots: tuple[bool, ...] = ()
    words: str = ""

    @property
    def alone(self) -> bool:
        return sum(self.dots) == 1

    @property
    def places(self) -> list[dict]:
        """Where each dot stands in a drawing of 16 pixels a dot."""
        return [{"x": 8 + 16 * index, "full": full} for index, full in enumerate(self.dots)]

    @property
    def width(self) -> int:
        return 16 * len(self.dots)


@dataclass
class Line:
    """One thing, and what each side has of it."""

    label: str
    cells: list[ComparisonCell]
    url: str = ""
    anchor: str = ""
    code: str = ""
    mark: SharingMark = field(default_factory=SharingMark)


@dataclass
class Group:
    """Lines that the same sides have."""

    mark: SharingMark
    lines: list[Line]


@dataclass
class Section:
    """A part of the comparison: lines in groups (``grouped``), or in one group with a mark on each line."""

    name: str
    label: str
    head: str
    groups: list[Group]
    note: str = ""
    grouped: bool = True
    bars: bool = False


def sharing_mark(dots, labels, other: str = "") -> SharingMark:
    """“In both”, “Only Quad”, “Quad and AUKUS”; ``other`` where no side has it."""
    named = [label for label, there in zip(labels, dots, strict=True) if there]
    if not named:
        words = other
    elif len(named) == len(labels):
        words = str(IN_ALL_LABELS[len(named)])
    elif len(named) == 1:
        words = gettext("Only %(name)s") % {"name": named[0]}
    else:
        words = gettext("Only %(names)s and %(last)s") % {"names": ", ".join(named[:-1]), "last": named[-1]}
    return SharingMark(tuple(map(bool, dots)), words)


def group_lines(lines: list[Line]) -> list[Group]:
    """Lines by which sides have them: what all have first, then what fewer have, in the order of the sides."""
    found: dict[tuple, Group] = {}
    for line in lines:
        found.setdefault(line.mark.dots, Group(line.mark, [])).lines.append(line)
    return [found[dots] for dots in sorted(found, key=lambda dots: (-sum(dots), [not there for there in dots]))]


def filterset_of_url(listing: ResultList, url: str):
    """The filter set of the list of commitments that a link leads to, so that a number and its list are one."""
    query = QueryDict(urlsplit(url).query)
    return type(listing.filterset)(query, queryset=listing.filterset.queryset)


def newest_of(filterset, number: int, *fetched: str) -> list[Commitment]:
    """The newest of the list, each with its status, day and grade of evidence, and what is to be ``fetched`` with it."""
    rows = filterset.select().select_related("statement__grouping").prefetch_related(*fetched)
    return list(rows.order_by(*filterset.orders["-announced"])[:number])


def memberships_held(rows, day) -> list:
    """Memberships held on the day, or today, with state and grouping; members first."""
    place = {role: index for index, role in enumerate(MembershipRole.values)}
    found = rows.held(day).select_related("state", "grouping").order_by("state__name", "grouping__short_name", "pk")
    return sorted(found, key=lambda row: place[row.role])
