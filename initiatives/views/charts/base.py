"""The base of all charts: a page with filters, a table of the numbers, and the chart and the numbers as files."""

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from ...charts.drawing import standalone_context, with_legend
from ...lists.filters import CommitmentFilterSet
from ...lists.result_list import ResultList, strict_filterset
from ...lists.sentences import download_file_name
from ...models import Commitment
from ...models.dates import PartialDate, today
from ..files import csv_response


class Chart(TemplateView):
    """A chart of the commitments that the filters select. A subclass gives its name, data, table and drawing.

    ``name``: its address and templates (``charts/<name>.html`` the page, ``charts/<name>.svg`` the drawing);
    ``parameters``: its query parameters besides the filters of the list; ``extension``: the file, or empty for the page.
    A file answers 400 to a query with an unknown parameter or value; the page shows a notice.
    """

    name = ""
    title = ""
    explanation = ""
    parameters: tuple[str, ...] = ()
    extension = ""
    note = _("One commitment can stand in several places.")

    def get_template_names(self):
        return [f"charts/{self.name}.html"]

    def listing(self) -> ResultList:
        commitments, query = Commitment.objects.published(), self.request.GET
        if self.extension:
            strict_filterset(query, CommitmentFilterSet, commitments, self.parameters)
        return ResultList(query, CommitmentFilterSet, commitments, reverse(self.name), self.parameters)

    def draw(self, listing: ResultList) -> dict:
        """The context of the drawing: plain data."""
        raise NotImplementedError

    def table(self, drawn: dict) -> tuple[list[str], list[list]]:
        """The numbers of the chart: heads and rows."""
        raise NotImplementedError

    def caption(self, listing: ResultList) -> str:
        """Title, list, number of commitments and day; every copy of the chart has it."""
        return gettext("%(title)s. %(list)s: %(count)s, as recorded on %(day)s. %(note)s") % {
            "title": self.title,
            "list": listing.sentence,
            "count": listing.count_words,
            "day": PartialDate.of(today()),
            "note": self.note,
        }

    def get_context_data(self, **kwargs):
        listing = self.listing()
        drawn = self.draw(listing)
        heads, rows = self.table(drawn)
        query = listing.query.urlencode()
        ending = f"?{query}" if query else ""
        return super().get_context_data(
            query=listing,
            facets=listing.facets,
            as_of=listing.as_of,
            picture=self,
            caption=self.caption(listing),
            heads=heads,
            rows=rows,
            svg_url=reverse(f"{self.name}-svg") + ending,
            csv_url=reverse(f"{self.name}-csv") + ending,
            list_url=listing.narrowed(),
            standalone=False,
            standalone_height=0,
            base_url="",
            **drawn,
            **kwargs,
        )

    def get(self, request, *args, **kwargs):
        if not self.extension:
            return super().get(request, *args, **kwargs)
        listing = self.listing()
        drawn = self.draw(listing)
        if listing.notices:
            raise BadRequest(" ".join(map(str, listing.notices)))
        name = download_file_name(listing.filterset, self.extension).replace("minilat-", f"minilat-{self.name}-", 1)
        if self.extension == "csv":
            heads, rows = self.table(drawn)
            return csv_response(name, [heads, *rows])
        drawing = with_legend(drawn["drawing"], drawn["legend"]) if "legend" in drawn else drawn["drawing"]
        context = {**drawn, "drawing": drawing, **standalone_context(drawing, self.caption(listing))}
        response = HttpResponse(
            render_to_string(f"charts/{self.name}.svg", context), content_type="image/svg+xml; charset=utf-8"
        )
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


def chart_urlpatterns(chart: type[Chart]) -> list:
    """A chart's page, its drawing and its numbers: ``/explore/<name>/``, ``.svg`` and ``.csv``."""
    name = chart.name
    return [
        path(f"explore/{name}/", chart.as_view(), name=name),
        path(f"explore/{name}.svg", chart.as_view(extension="svg"), name=f"{name}-svg"),
        path(f"explore/{name}.csv", chart.as_view(extension="csv"), name=f"{name}-csv"),
    ]


# --- query parameters of a chart besides the filters


def read_choice(listing, name: str, known, otherwise: str = "") -> str:
    """The value of a parameter: one of ``known``, or ``otherwise``, with a notice if it is neither."""
    asked = listing.query.get(name, "") or otherwise
    if asked == otherwise or asked in known:
        return asked
    words = {"value": asked[:100], "name": name, "known": ", ".join(known)}
    listing.notices.append(gettext("Unknown value “%(value)s” of “%(name)s”. Known values: %(known)s.") % words)
    return otherwise


def option(listing, label: str, selected: bool, **changes) -> dict:
    """A link to the chart with these parameters changed, marked if it leads to what is shown."""
    return {"label": label, "url": listing.changed(**changes), "selected": selected}


def choice(listing, label: str, name: str, labels: dict, chosen: str, default: str = "", **changes) -> dict:
    """The values of a parameter as links to the chart; ``default`` is shown without the parameter.

    ``changes`` are parameters that a link sets, or drops with None, beside it.
    """
    options = [
        option(listing, text, value == chosen, **{name: None if value == default else value, **changes})
        for value, text in labels.items()
    ]
    return {"label": label, "options": options}
