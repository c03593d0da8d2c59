"""Two to four sides of one kind: what all have, what only one has, and how much of it.

Every other filter of the address narrows the commitments of all sides alike; members, texts and meetings are those of the
grouping whatever the filters say.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from ...analyses.cadence import Cadence, grouping_cadences
from ...lists.result_list import ResultList
from ...models import Commitment, Grouping, Membership, Participation, State, Statement, Summit, Technology
from ...models.vocabularies import MembershipRole, Mode, Status, SummitLevel
from ..axes import AXES, shown_values
from .lines import (
    ComparisonCell,
    Group,
    Line,
    Section,
    SharingMark,
    filterset_of_url,
    group_lines,
    memberships_held,
    newest_of,
    sharing_mark,
)

MAX_SIDES = 4
NEWEST_PER_SIDE = 4
SIDE_KINDS = {"grouping": "groupings", "state": "states", "technology": "technologies"}
SIDE_QUERYSETS = {
    "grouping": lambda codes: Grouping.objects.published().filter(slug__in=codes),
    "state": lambda codes: State.objects.filter(iso3__in=codes),
    "technology": lambda codes: Technology.objects.filter(slug__in=codes),
}
# The properties that are set side by side, for each kind of side.
COMPARED_PROPERTIES = {
    "grouping": ("technology",),
    "state": ("technology",),
    "technology": ("grouping", "state"),
}
PROPERTY_LABELS = {
    "technology": _("Technologies"),
    "grouping": _("Groupings"),
    "state": _("States"),
    "mode": _("Modes of cooperation"),
}
PROPERTY_NOTES = {
    "technology": _("A technology counts what is below it too. A commitment on several stands in several rows."),
    "grouping": _("Whose statements announced the commitments."),
    "state": _("States that take part in a commitment, in any role. A commitment counts for each of them."),
    "mode": _("A commitment may have several modes."),
}


@dataclass
class Side:
    """One of what is compared, with the commitments of its list by primary key, each with its status."""

    code: str
    label: str
    record: object
    url: str
    commitments: dict[int, str] = field(default_factory=dict)
    newest: list[Commitment] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.commitments)


@dataclass
class CadenceLine:
    """A level of meetings with the cadence that each side has there, or none."""

    level: SummitLevel
    cells: list[tuple[str, Cadence | None]]
    mark: SharingMark


@dataclass
class Comparison:
    """Everything the page shows. ``together``: what states promise in common, as a count with its list."""

    kind: str
    sides: list[Side]
    sections: list[Section]
    rhythms: list[CadenceLine] = field(default_factory=list)
    together: ComparisonCell | None = None


def comparison(listing: ResultList, kind: str, codes: tuple[str, ...]) -> Comparison:
    """The sides of one kind by their codes, in the order in which they were asked for."""
    sides = _sides(listing, kind, codes)
    found = Comparison(kind, sides, [_figures(listing, kind, sides)])
    if kind != "technology":
        found.sections.append(_memberships(kind, sides, listing.filterset.as_of_day))
    everything = Commitment.objects.filter(pk__in={pk for side in sides for pk in side.commitments})
    for name in COMPARED_PROPERTIES[kind]:
        found.sections.append(_property(listing, kind, sides, name, AXES[name].members(everything)))
    modes = _property(listing, kind, sides, "mode", AXES["mode"].members(everything))
    found.sections += [_in_order(modes, list(Mode.values)), _statuses(listing, kind, sides)]
    if kind == "grouping":
        found.rhythms = _rhythms(sides, listing.filterset.as_of_day)
    if kind == "state":
        found.together = _together(listing, sides)
    return found


def side_url(listing: ResultList, kind: str, code: str, **values) -> str:
    """The list of a side's commitments, perhaps with one property more."""
    values = {kind: [code], **{name: [value] for name, value in values.items()}}
    return listing.narrowed(**values)


def _sides(listing: ResultList, kind: str, codes) -> list[Side]:
    name_of = {"grouping": "short_name", "state": "name", "technology": "name"}[kind]
    code_of = "iso3" if kind == "state" else "slug"
    records = {getattr(row, code_of): row for row in SIDE_QUERYSETS[kind](codes)}
    sides = []
    for code in codes:
        side = Side(code, getattr(records[code], name_of), records[code], side_url(listing, kind, code))
        rows = filterset_of_url(listing, side.url)
        side.commitments = dict(rows.select().values_list("pk", "status"))
        side.newest = newest_of(rows, NEWEST_PER_SIDE)
        sides.append(side)
    return sides


def _figures(listing: ResultList, kind: str, sides: list[Side]) -> Section:
    """How much there is of each: commitments, who takes part, texts and meetings."""
    lines = [Line("Commitments", [ComparisonCell(side.label, side.count, side.url) for side in sides])]
    as_of = listing.as_of
    if kind == "grouping":
        lines += _grouping_figures(sides, as_of)
    if kind == "state":
        held = memberships_held(
            Membership.objects.published().filter(state__in=_records(sides)), as_of and as_of.latest
        )
        places = {(row.state_id, row.grouping_id) for row in held}
        counts = {side.code: sum(state == side.record.pk for state, _ in places) for side in sides}
        lines.append(
            _figure(_("Groupings it belongs to, in any role"), sides, counts, _part_url("groupings", "state", as_of))
        )
    return Section("figures", _("In figures"), "", [Group(SharingMark(), lines)], grouped=False)


def _records(sides) -> list[int]:
    return [side.record.pk for side in sides]


def _figure(label: str, sides, counts: dict, url) -> Line:
    return Line(label, [ComparisonCell(side.label, counts.get(side.code, 0), url(side)) for side in sides])


def _part_url(noun: str, kind: str, as_of):
    """Who takes part: the list of today; on an earlier day the table on the record's own page."""

    def url(side):
        if as_of:
            place = "members" if kind == "grouping" else "groupings"
            return f"{side.record.get_absolute_url()}?as_of={as_of.isoformat()}#{place}"
        return f"{reverse(noun)}?{urlencode({kind: side.code})}"

    return url


def _party_counts(sides: list[Side]) -> list[int]:
    """How many states take part in the commitments of each side, members or not."""
    pks = {pk for side in sides for pk in side.commitments}
    parties = defaultdict(set)
    for commitment, state in Participation.objects.filter(commitment__in=pks).values_list("commitment", "state"):
        parties[commitment].add(state)
    return [len(set().union(*(parties[pk] for pk in side.commitments))) for side in sides]


def _grouping_figures(sides: list[Side], as_of) -> list[Line]:
    held = memberships_held(Membership.objects.published().filter(grouping__in=_records(sides)), as_of and as_of.latest)
    places = {(row.grouping_id, row.state_id) for row in held}
    counts = {side.code: sum(grouping == side.record.pk for grouping, _ in places) for side in sides}
    lines = [
        _figure(_("States that belong to it, in any role"), sides, counts, _part_url("states", "grouping", as_of)),
        Line(
            _("States that take part in its commitments"),
            [
                ComparisonCell(side.label, words=str(count))
                for side, count in zip(sides, _party_counts(sides), strict=True)
            ],
        ),
    ]
    before = {"before": as_of.isoformat()} if as_of else {}
    for label, noun, model, date in (
        (_("Statements"), "statements", Statement, "issued_on_latest"),
        (_("Meetings"), "summits", Summit, "start_latest"),
    ):
        rows = model.objects.published().filter(grouping__in=_records(sides))
        rows = rows.filter(**{f"{date}__lte": as_of.latest}) if as_of else rows
        counts = dict(rows.order_by().values_list("grouping__slug").annotate(Count("pk")))

        def url(side, noun=noun):
            return f"{reverse(noun)}?{urlencode({'grouping': side.code, **before})}"

        lines.append(_figure(label, sides, counts, url))
    lines.append(
        Line(
            _("Founded"),
            [ComparisonCell(side.label, words=str(side.record.founded or _("not known"))) for side in sides],
        ),
    )
    if any(side.record.ended for side in sides):
        cells = [
            ComparisonCell(side.label, words=str(side.record.ended) if side.record.ended else _("goes on"))
            for side in sides
        ]
        lines.append(Line(_("Ended"), cells))
    return lines


def _memberships(kind: str, sides: list[Side], day) -> Section:
    """Groupings: the states in them; states: the groupings they are in. Only members count as shared."""
    other = "state" if kind == "grouping" else "grouping"
    rows = memberships_held(Membership.objects.published().filter(**{f"{kind}__in": _records(sides)}), day)
    held = defaultdict(lambda: defaultdict(list))
    for row in rows:
        held[getattr(row, other)][getattr(row, f"{kind}_id")].append(row)
    labels, lines = [side.label for side in sides], []
    for record, parts in sorted(held.items(), key=lambda item: str(item[0])):
        cells = [_part_cell(side, parts.get(side.record.pk, [])) for side in sides]
        member = [any(row.role == MembershipRole.MEMBER for row in parts.get(side.record.pk, [])) for side in sides]
        mark = sharing_mark(member, labels, other="Not as a member")
        lines.append(Line(str(record), cells, record.get_absolute_url(), mark=mark))
    label = _("Members and others") if kind == "grouping" else _("Groupings they are in")
    if day:
        note = _("Only members count as shared; the parts held on that day.")
    else:
        note = _("Only members count as shared; the parts that have not ended.")
    return Section("members", label, AXES[other].label, group_lines(lines), note=note)


def _part_cell(side: Side, rows: list[Membership]) -> ComparisonCell:
    if not rows:
        return ComparisonCell(side.label)
    note = _("since %(day)s") % {"day": rows[0].joined} if rows[0].joined else _("start not known")
    words = ", ".join(dict.fromkeys(row.get_role_display() for row in rows))
    return ComparisonCell(side.label, words=words, anchor=MembershipRole(rows[0].role).anchor, note=note)


def _property(listing: ResultList, kind: str, sides: list[Side], name: str, members) -> Section:
    """The values of an axis, the most frequent first, in groups by which sides have them."""
    axis, labels, lines = AXES[name], [side.label for side in sides], []
    for value in shown_values(axis, listing.filterset.picked, members):
        cells = []
        for side in sides:
            count = len(members[value.code] & side.commitments.keys())
            url = side_url(listing, kind, side.code, **{axis.filter: value.code}) if count else ""
            cells.append(ComparisonCell(side.label, count, url, share=round(100 * count / side.count) if count else 0))
        mark = sharing_mark([cell.there for cell in cells], labels)
        url = reverse(name, args=[value.code]) if name in SIDE_KINDS else ""
        lines.append(Line(value.label, cells, url, code=value.code, mark=mark))
    lines.sort(key=lambda line: -sum(cell.count for cell in line.cells))
    return Section(name, PROPERTY_LABELS[name], AXES[name].label, group_lines(lines), note=PROPERTY_NOTES[name])


def _in_order(section: Section, order: list[str]) -> Section:
    """The lines in the order of a vocabulary, each with its own mark and bars for the shares."""
    lines = [line for group in section.groups for line in group.lines]
    lines.sort(key=lambda line: order.index(line.code))
    for line in lines:
        line.anchor = Mode(line.code).anchor
    return Section(
        section.name, section.label, _("Mode"), [Group(SharingMark(), lines)], section.note, grouped=False, bars=True
    )


def _statuses(listing: ResultList, kind: str, sides: list[Side]) -> Section:
    lines, labels = [], [side.label for side in sides]
    for status in Status:
        cells = []
        for side in sides:
            count = sum(value == status for value in side.commitments.values())
            url = side_url(listing, kind, side.code, status=status.value) if count else ""
            cells.append(ComparisonCell(side.label, count, url, share=round(100 * count / side.count) if count else 0))
        if any(cell.count for cell in cells):
            mark = sharing_mark([cell.count for cell in cells], labels)
            lines.append(Line(status.label, cells, anchor=status.anchor, code=status.value, mark=mark))
    note = _("The status today, by the newest evidence. The bar is the share of the side's commitments.")
    if listing.as_of:
        note = _(
            "The status on %(day)s, by the newest evidence up to then. The bar is the share of the side's commitments."
        ) % {"day": listing.as_of}
    return Section("status", _("Status"), _("Status"), [Group(SharingMark(), lines)], note, grouped=False, bars=True)


def _rhythms(sides: list[Side], day) -> list[CadenceLine]:
    """Each level at which one of the groupings meets or means to."""
    groupings = Grouping.objects.published().filter(pk__in=_records(sides))
    found = {row.grouping.pk: {level.level: level for level in row.levels} for row in grouping_cadences(groupings, day)}
    labels, rhythms = [side.label for side in sides], []
    for level in SummitLevel:
        cells = [(side.label, found.get(side.record.pk, {}).get(level)) for side in sides]
        if any(cadence for _, cadence in cells):
            rhythms.append(CadenceLine(level, cells, sharing_mark([bool(cadence) for _, cadence in cells], labels)))
    return rhythms


def _together(listing: ResultList, sides: list[Side]) -> ComparisonCell:
    """What all of the states take part in."""
    url = listing.narrowed(state=[], all_states=[side.code for side in sides])
    return ComparisonCell("", filterset_of_url(listing, url).select().count(), url)
