"""Two to four groupings, states or technologies side by side; a state beside a grouping; and the form that asks for them."""

from functools import cached_property

from django.core.exceptions import BadRequest
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from ..charts.comparison import MAX_SIDES, SIDE_KINDS, Bridge, Comparison, bridge, comparison
from ..lists.filters import CommitmentFilterSet
from ..lists.result_list import ResultList, strict_filterset
from ..lists.sentences import all_of, with_commas
from ..models import Commitment, markup
from ..models.dates import PartialDate, today
from .files import csv_response

NOTE = _("One commitment can stand in several rows, so the rows do not add up.")
SIDES_PAGE, BRIDGE_PAGE, FORM_PAGE = "sides", "bridge", "choose"
COMPARE_FORMS = (
    ("groupings", _("Groupings"), (("grouping", 2), ("grouping", 2), ("grouping", 0), ("grouping", 0))),
    ("states", _("States"), (("state", 2), ("state", 2), ("state", 0), ("state", 0))),
    ("technologies", _("Technologies"), (("technology", 2), ("technology", 2), ("technology", 0), ("technology", 0))),
    ("bridge", _("A state and a grouping it is not in"), (("state", 1), ("grouping", 1))),
)


TOO_MANY = {
    "grouping": _("At most four groupings fit side by side."),
    "state": _("At most four states fit side by side."),
    "technology": _("At most four technologies fit side by side."),
}


def pill_words(pill) -> str:
    words = gettext("%(filter)s: not %(value)s") if pill.excluded else gettext("%(filter)s: %(value)s")
    return words % {"filter": pill.label.lower(), "value": pill.value}


class ComparePage(TemplateView):
    """What is asked for decides the page: ``sides``, ``bridge``, or the form where it is neither.

    The kind with two or more values is compared; every other filter narrows the commitments of all sides.
    """

    name = "compare"
    title = _("Compare")
    explanation = _(
        "Two to four groupings, states or technologies side by side, or a state beside a grouping it is not in."
    )

    def get_template_names(self):
        return [f"compare/{self.asked[0]}.html"]

    @cached_property
    def listing(self) -> ResultList:
        return ResultList(self.request.GET, CommitmentFilterSet, Commitment.objects.published(), reverse("compare"))

    @cached_property
    def picked(self) -> dict[str, tuple[str, ...]]:
        asked = self.listing.filterset.picked
        return {kind: asked[kind].any_of if asked.get(kind) else () for kind in SIDE_KINDS}

    @cached_property
    def asked(self) -> tuple[str, str]:
        """Which page, and the kind that is compared or a sentence why there is nothing to compare."""
        many = [kind for kind, codes in self.picked.items() if len(codes) > 1]
        if len(many) > 1:
            return FORM_PAGE, gettext(
                "Only one kind can be compared: choose two to four groupings, states or technologies."
            )
        if many and len(self.picked[many[0]]) > MAX_SIDES:
            return FORM_PAGE, str(TOO_MANY[many[0]])
        if many:
            return SIDES_PAGE, many[0]
        if self.picked["state"] and self.picked["grouping"]:
            return BRIDGE_PAGE, "state"
        one = any(self.picked.values())
        return FORM_PAGE, gettext("Choose one more to compare it with.") if one else ""

    @cached_property
    def found(self) -> Comparison | Bridge | None:
        page, kind = self.asked
        if page == SIDES_PAGE:
            return comparison(self.listing, kind, self.picked[kind])
        if page == BRIDGE_PAGE:
            return bridge(self.listing, self.picked["state"][0], self.picked["grouping"][0])
        return None

    @property
    def heading(self) -> str:
        page, _ = self.asked
        if page == SIDES_PAGE:
            return gettext("%(sides)s side by side") % {"sides": all_of([side.label for side in self.found.sides])}
        if page == BRIDGE_PAGE:
            return all_of([self.found.state, self.found.grouping_words])
        return gettext("Compare")

    @property
    def caption(self) -> str:
        found = {"heading": self.heading, "as_of": self.listing.as_of, "day": PartialDate.of(today())}
        shown = (
            gettext("%(heading)s, as of %(as_of)s, as recorded on %(day)s.")
            if self.listing.as_of
            else gettext("%(heading)s, as recorded on %(day)s.")
        )
        pills = with_commas([pill_words(pill) for pill in self.narrowing_pills]) if self.narrowing_pills else ""
        only = gettext("Only commitments with %(filters)s.") % {"filters": pills} if pills else ""
        return " ".join(filter(None, [shown % found, only, str(NOTE)]))

    @property
    def narrowing_pills(self) -> list:
        """The filters that narrow all sides, without what is compared."""
        page, kind = self.asked
        subject = {SIDES_PAGE: (kind,), BRIDGE_PAGE: ("state", "grouping"), FORM_PAGE: tuple(SIDE_KINDS)}[page]
        labels = {self.listing.filterset.filters[name].label for name in (*subject, "as_of")}
        return [pill for pill in self.listing.pills if pill.label not in labels or pill.excluded]

    def get_context_data(self, **kwargs):
        listing, (page, kind) = self.listing, self.asked
        query = listing.query.urlencode()
        return super().get_context_data(
            query=listing,
            pills=self.narrowing_pills,
            as_of=listing.as_of,
            now_url=listing.changed(as_of=None),
            notices=[*listing.notices, *([kind] if page == FORM_PAGE and kind else [])],
            heading=self.heading,
            caption=self.caption,
            forms=[self.form(*form) for form in COMPARE_FORMS if not self.found or form[0] == self.form_name],
            as_of_text=listing.as_of.isoformat() if listing.as_of else "",
            csv_url=f"{reverse('compare-csv')}?{query}",
            found=self.found,
            links=markup.resolve_links(row.note for row in getattr(self.found, "roles", ())),
            **kwargs,
        )

    @property
    def form_name(self) -> str:
        page, kind = self.asked
        return BRIDGE_PAGE if page == BRIDGE_PAGE else SIDE_KINDS[kind]

    def form(self, name: str, label: str, fields) -> dict:
        """A form of selects; what is picked already stands in the first of them."""
        waiting = {kind: list(codes) for kind, codes in self.picked.items()}
        selects = []
        for number, (kind, wanted) in enumerate(fields, 1):
            chosen = waiting[kind].pop(0) if waiting[kind] else ""
            declared = self.listing.filterset.filters[kind]
            options = [(value, text, value == chosen) for value, text in declared.options().items()]
            words = declared.label if name == "bridge" else f"{declared.label} {number}"
            selects.append(
                {"id": f"{name}-{number}", "name": kind, "label": words, "options": options, "more": not wanted}
            )
        return {"name": name, "label": label, "selects": selects}


class CompareFile(ComparePage):
    """The numbers as CSV; what is not understood, or nothing to compare, answers 400."""

    def get(self, request, *args, **kwargs):
        strict_filterset(request.GET, CommitmentFilterSet, Commitment.objects.published())
        page, _ = self.asked
        if page == FORM_PAGE:
            raise BadRequest("Name two to four of grouping, state or technology, or one state and one grouping.")
        rows = side_rows(self.found) if page == SIDES_PAGE else bridge_rows(self.found)
        return csv_response(f"minilat-compare-{slugify(self.heading)[:90].strip('-')}.csv", rows)


def side_rows(found: Comparison):
    """Heads, then a row a line: part, thing, which sides have it, and what each has."""
    yield ["Part", "Item", "Which have it", *(side.label for side in found.sides)]
    for section in found.sections:
        for group in section.groups:
            for line in group.lines:
                yield [section.label, line.label, line.mark.words, *(cell.plain for cell in line.cells)]
    for rhythm in found.rhythms:
        words = [cadence.verdict_label if cadence else "" for _, cadence in rhythm.cells]
        yield ["Cadence", rhythm.level.label, rhythm.mark.words, *words]
    if found.together:
        yield ["Commitments that all of them join", "", "", found.together.count]
    for place, side in enumerate(found.sides):
        for row in side.newest:
            cells = [""] * len(found.sides)
            cells[place] = row.title
            yield ["Newest commitments", row.announced.isoformat() if row.announced else "", "", *cells]


def bridge_rows(found: Bridge):
    """Heads, then a row a line: part, thing, the state's number and the grouping's."""
    state, grouping = found.state.name, found.grouping.short_name
    yield ["Part", "Item", state, grouping]
    for row in found.roles:
        yield ["Part in the grouping", str(row.joined or "start not known"), row.get_role_display(), ""]
    yield ["Commitments", "Outside the grouping, and of the grouping", found.elsewhere.count, found.own.count]
    yield ["Commitments of the grouping it takes part in already", "", found.joined.count, ""]
    for line in found.technologies:
        yield ["Technologies both work on", line.label, *(cell.count for cell in line.cells)]
    for line in found.partners:
        yield ["Members it works with elsewhere", line.label, line.cells[0].count, ""]
    if found.would_join:
        yield ["Commitments it would join", "", "", found.would_join.count]
    for row in found.joinable:
        yield ["Newest of those", row.announced.isoformat() if row.announced else "", "", row.title]
    for link in found.links:
        members = ", ".join(state.name for state in link.members)
        yield ["Groupings that link them", f"{link.grouping.short_name}: {members}", link.commitments.count, ""]
