"""The trend: commitments announced or followed up in each year, split by a property, and the amounts they name."""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ...charts import trend as data
from ...charts.axes import AXES
from .base import Chart, choice, option, read_choice


class TrendChart(Chart):
    """``count``: what is counted; ``by``: how the years are split; ``panels=all`` shows every technology."""

    name = "trend"
    title = _("Trend")
    explanation = _(
        "What was announced and followed up in each year, by grouping, technology, status or mode; and the "
        "amounts named."
    )
    parameters = ("count", "by", "panels")

    def draw(self, listing):
        counted = read_choice(listing, "count", tuple(data.COUNT_LABELS), "announced")
        by = read_choice(listing, "by", data.SPLIT_AXES, "grouping")
        every_panel = read_choice(listing, "panels", ("all",)) == "all"
        choices = [self.counts(listing, counted)]
        if counted == "amounts":
            if listing.query.get("by"):
                listing.notices.append(gettext("Amounts are not split; “by” was ignored."))
            return {**self.draw_amounts(listing), "choices": choices}
        drawn = data.trend(listing, counted, by, every_panel)
        self.note = self.words(drawn)
        split_labels = {name: AXES[name].label for name in data.SPLIT_AXES}
        choices.append(choice(listing, gettext("By"), "by", split_labels, by, panels=None))
        if drawn.left_out or every_panel:
            labels = {"": gettext("With the most commitments"), "all": gettext("All")}
            choices.append(choice(listing, gettext("Panels"), "panels", labels, "all" if every_panel else ""))
        drawing = data.stacked_layout(drawn) if drawn.stacked else data.panels_layout(drawn)
        return {
            "trend": drawn,
            "drawing": drawing,
            "choices": choices,
            "is_empty": not (drawn.years and drawn.series),
            "legend": [
                {"tone": item.tone, "place": item.place, "words": f"{item.value.label} ({item.count})", "url": item.url}
                for item in (drawn.series if drawn.stacked else [])
            ],
        }

    def draw_amounts(self, listing):
        found = data.amounts(listing)
        self.note = gettext(
            "Each bar is one commitment. Only sums for the whole commitment are shown; they are added up within one "
            "currency and one bound alone, and each of these has a scale of its own."
        )
        if found.partial:
            left_out = ngettext(
                "%(count)s sum for one party’s share or a wider programme is left out.",
                "%(count)s sums for one party’s share or a wider programme are left out.",
                found.partial,
            ) % {"count": found.partial}
            self.note = f"{self.note} {left_out}"
        return {"amounts": found, "drawing": data.amounts_layout(found), "is_empty": not found.purses, "legend": []}

    def words(self, drawn) -> str:
        words = []
        if drawn.counted == "follow-ups":
            words.append(
                gettext(
                    "The trend counts commitments with at least one follow-up in the year; one that was followed up in "
                    "several years counts in each."
                )
            )
        else:
            words.append(gettext("The trend counts commitments by the year of the text that announced them."))
        if not drawn.stacked:
            words.append(
                gettext("One commitment can have several %(values)s, so the panels do not add up; all have one scale.")
                % {"values": drawn.axis.plural}
            )
        if drawn.left_out:
            words.append(
                gettext(
                    "The trend shows the %(count)s %(values)s with the most commitments and leaves out %(left_out)s more."
                )
                % {"count": len(drawn.series), "values": drawn.axis.plural, "left_out": drawn.left_out}
            )
        return " ".join(words)

    def counts(self, listing, counted):
        changes = {
            "announced": {"count": None},
            "follow-ups": {"count": "follow-ups"},
            "amounts": {"count": "amounts", "by": None, "panels": None},
        }
        options = [
            option(listing, label, name == counted, **changes[name]) for name, label in data.COUNT_LABELS.items()
        ]
        return {"label": gettext("Count"), "options": options}

    def table(self, drawn):
        if "amounts" in drawn:
            heads = ["Currency", "Bound", "Announced", "Commitment", "Amount", "Running sum of this currency and bound"]
            rows = [
                [
                    purse.currency,
                    purse.bound_label,
                    amount.date.isoformat() if amount.date else "Not known",
                    amount.title,
                    plain(amount.value),
                    plain(amount.running),
                ]
                for purse in drawn["amounts"].purses
                for amount in purse.amounts
            ]
            return heads, rows
        shown = drawn["trend"]
        follow_ups = shown.counted == "follow-ups"
        heads = [
            "Year",
            "Commitments",
            *(["Follow-ups"] if follow_ups else []),
            *(item.value.label for item in shown.series),
        ]
        rows = [
            [
                year.label,
                year.count,
                *([year.rows] if follow_ups else []),
                *(item.cells[place].count for item in shown.series),
            ]
            for place, year in enumerate(shown.years)
        ]
        return heads, rows


def plain(value) -> str:
    return f"{value:.2f}".removesuffix(".00")
