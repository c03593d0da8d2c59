"""The timeline: meetings and texts of groupings, the commitments announced there, and their follow-ups."""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ...charts import timeline as data
from ...models.dates import today
from .base import Chart, choice, option, read_choice


class TimelineChart(Chart):
    """Lanes of the groupings with the most commitments, or of those picked, over the years ``from`` … ``to``."""

    name = "timeline"
    title = _("Timeline")
    explanation = _(
        "When groupings met and issued texts, how many commitments they announced there, and when these "
        "were followed up."
    )
    parameters = ("from", "to", "lanes")

    def draw(self, listing):
        every_lane = read_choice(listing, "lanes", ("all",)) == "all"
        first, last = read_year(listing, "from"), read_year(listing, "to")
        if first and last and first > last:
            listing.notices.append(
                gettext("%(first)s is later than %(last)s; other years are shown.") % {"first": first, "last": last},
            )
            first = last = None
        drawn = data.timeline(listing, (first, last), every_lane, today())
        if (first and first > drawn.known[1]) or (last and last < drawn.known[0]):
            notice = gettext("Nothing is recorded for those years; the record runs from %(first)s to %(last)s.")
            listing.notices.append(notice % {"first": drawn.known[0], "last": drawn.known[1]})
        self.note = self.words(drawn)
        drawing = data.timeline_layout(drawn)
        choices = [{"label": gettext("Years"), "options": self.year_links(listing, drawn)}]
        if zooms := self.zooms(listing, drawn):
            choices.append({"label": gettext("Zoom"), "options": zooms})
        picked = listing.filterset.picked.get("grouping") or ((), ())
        if not picked[0] and (drawn.left_out or every_lane):
            labels = {"": gettext("With the most commitments"), "all": gettext("All groupings")}
            choices.append(choice(listing, gettext("Groupings"), "lanes", labels, "all" if every_lane else ""))
        return {
            "timeline": drawn,
            "drawing": drawing,
            "day_words": data.as_of_words(listing),
            "legend": data.legend(drawing),
            "choices": choices,
        }

    def words(self, drawn) -> str:
        years = {"first": drawn.first, "last": drawn.last}
        sentences = [
            gettext("The timeline shows the years %(first)s to %(last)s.") % years
            if drawn.first < drawn.last
            else gettext("The timeline shows the year %(first)s.") % years
        ]
        if drawn.earlier:
            sentences.append(
                ngettext("%(count)s earlier mark is left out.", "%(count)s earlier marks are left out.", drawn.earlier)
                % {"count": drawn.earlier}
            )
        if drawn.later:
            sentences.append(
                ngettext("%(count)s later mark is left out.", "%(count)s later marks are left out.", drawn.later)
                % {"count": drawn.later}
            )
        sentences.append(
            gettext("A number at a mark counts commitments of the list; a mark without a number has none in the list.")
        )
        if drawn.left_out:
            sentences.append(
                ngettext(
                    "%(count)s more grouping has no lane here.",
                    "%(count)s more groupings have no lane here.",
                    drawn.left_out,
                )
                % {"count": drawn.left_out}
            )
        sentences.append(gettext("A commitment followed up in several years counts in each of them."))
        return " ".join(sentences)

    def zooms(self, listing, drawn):
        """Wider, narrower, earlier and later; those that change nothing are left out."""
        first, last, (start, end) = drawn.first, drawn.last, drawn.known
        span = last - first
        ways = (
            (gettext("Wider"), (max(start, first - 1), min(end, last + 1))),
            (gettext("Narrower"), (first + 1 if span > 1 else last, last)),
            (gettext("Earlier"), (max(start, first - 1), max(start, first - 1) + span)),
            (gettext("Later"), (min(end, last + 1) - span, min(end, last + 1))),
        )
        return [
            option(
                listing,
                gettext("%(change)s: %(years)s") % {"change": label, "years": self.span(*years)},
                False,
                **years_query(years),
            )
            for label, years in ways
            if years != (first, last)
        ]

    def year_links(self, listing, drawn):
        """The usual years, all that is known, and each year by itself."""
        shown = (drawn.first, drawn.last)

        def link(label, years):
            changes = {"from": None, "to": None} if years is drawn.usual else years_query(years)
            return option(listing, label, shown == years, **changes)

        usual = link(self.span(*drawn.usual), drawn.usual)
        spans = [usual] if drawn.usual == drawn.known else [link(gettext("All years"), drawn.known), usual]
        single = range(max(drawn.usual[0], drawn.usual[1] - 30), drawn.usual[1] + 1)
        return [*spans, *(link(str(year), (year, year)) for year in single if len(single) > 1)]

    def span(self, first, last) -> str:
        return str(first) if first == last else f"{first}–{last}"

    def table(self, drawn):
        heads = [
            "Grouping",
            "Date",
            "What",
            "Name",
            "Texts",
            "Commitments announced",
            "Follow-ups",
            "Commitments followed up",
        ]
        shown, rows = drawn["timeline"], []
        for lane in shown.lanes:
            for mark in lane.marks:
                if shown.shows(mark.date):
                    when = mark.date.isoformat() if mark.date else "Not known"
                    rows.append([lane.name, when, mark.words, mark.name, "; ".join(mark.texts), mark.count, "", ""])
            for item in lane.years:
                if data.is_in_shown_years(shown, item):
                    when = item.code if item.code.isdigit() else "Not known"
                    rows.append([lane.name, when, "Follow-ups", "", "", "", item.rows, item.count])
        return heads, rows


def years_query(years: tuple[int, int]) -> dict[str, str]:
    """The parameters for the years from the first to the last."""
    return {"from": str(years[0]), "to": str(years[1])}


def read_year(listing, name: str) -> int | None:
    """The value of a parameter that is a year, or None."""
    asked = listing.query.get(name, "").strip()
    if not asked:
        return None
    if asked.isascii() and asked.isdigit() and len(asked) == 4 and int(asked):
        return int(asked)
    listing.notices.append(
        gettext("“%(value)s” is not a year. Write four digits, such as 2023.") % {"value": asked[:100]}
    )
    return None
