"""The network: states and groupings, or states among each other, linked by common commitments."""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ...charts import network as data
from .base import Chart, choice, read_choice


class NetworkChart(Chart):
    """``view``: with groupings or among states; ``least``: the number of commitments from which a link is drawn."""

    name = "network"
    title = _("Network")
    explanation = _(
        "Who works with whom: each line is the commitments that both ends have in common, each name those that it "
        "takes part in. Both lead to them."
    )
    parameters = ("view", "least")

    def draw(self, listing):
        view = read_choice(listing, "view", tuple(data.NETWORK_VIEWS), "groupings")
        drawn = data.network(listing, view, self.least(listing))
        self.note = self.words(drawn)
        thresholds = {str(number): str(number) for number in sorted({*data.LINK_THRESHOLDS, drawn.least})}
        return {
            "network": drawn,
            "drawing": data.network_layout(drawn),
            "choices": [
                choice(listing, gettext("View"), "view", data.NETWORK_VIEWS, view, "groupings", least=None),
                choice(listing, gettext("Commitments in common, at least"), "least", thresholds, str(drawn.least)),
            ],
            "legend": self.legend(drawn),
        }

    def least(self, listing) -> int | None:
        asked = listing.query.get("least", "").strip()
        if not asked:
            return None
        if asked.isascii() and asked.isdigit() and 0 < len(asked) <= 4 and int(asked):
            return int(asked)
        words = {"value": asked[:100], "limit": data.MAX_THRESHOLD}
        listing.notices.append(
            gettext("“%(value)s” is no number of commitments. Write a number from 1 to %(limit)s.") % words,
        )
        return None

    def words(self, drawn) -> str:
        sentences = [
            ngettext(
                "The network shows links of at least %(count)s commitment.",
                "The network shows links of at least %(count)s commitments.",
                drawn.least,
            )
            % {"count": drawn.least}
        ]
        if drawn.weaker:
            sentences.append(
                ngettext("%(count)s weaker link is left out.", "%(count)s weaker links are left out.", drawn.weaker)
                % {"count": drawn.weaker}
            )
        return " ".join([*sentences, gettext("One commitment can stand in several links, so they do not add up.")])

    def legend(self, drawn):
        if not drawn.links:
            return []
        kinds = []
        if drawn.view == "groupings":
            kinds = [
                {"kind": kind, "width": 3, "words": words}
                for kind, words, is_used in (
                    ("member", gettext("Member, now or earlier"), any(link.member for link in drawn.links)),
                    ("guest", gettext("Took part, not a member"), not all(link.member for link in drawn.links)),
                )
                if is_used
            ]
        top, low = drawn.links[0].count, drawn.links[-1].count
        weights = [
            {
                "kind": "member",
                "width": data.line_width(count, top),
                "words": gettext("%(count)s in common") % {"count": count},
            }
            for count in sorted({low, top})
        ]
        return [*kinds, *weights]

    def table(self, drawn):
        found = drawn["network"]
        if found.view == "groupings":
            heads = ["State", "Grouping", "Commitments", "Part in the grouping"]
            part = {True: "Member, now or earlier", False: "Took part, not a member"}
            return heads, [[link.one.name, link.two.name, link.count, part[link.member]] for link in found.links]
        return ["State", "Other state", "Commitments"], [
            [link.one.name, link.two.name, link.count] for link in found.links
        ]
