"""The base of all charts: a page with filters, a table of the numbers, and the chart and the numbers as files."""

import csv

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from ...charts.drawing import standalone_context
from ...lists.filters import CommitmentFilterSet
from ...lists.result_list import ResultList, strict_filterset
from ...lists.sentences import download_file_name
from ...models import Commitment
from ...models.dates import PartialDate, today
from ...models.formulas import escape_formula


class ChartPage(TemplateView):
    """A chart of the commitments that the filters select. A subclass gives its name, data, table and drawing.

    ``name``: its address and templates (``charts/<name>.html`` the page, ``charts/<name>.svg`` the drawing);
    ``parameters``: its query parameters besides the filters of the list.
    """

    name = ""
    title = ""
    explanation = ""
    parameters: tuple[str, ...] = ()
    note = _("One commitment can stand in several places.")

    def get_template_names(self):
        return [f"charts/{self.name}.html"]

    @property
    def path(self) -> str:
        return reverse(self.name)

    def listing(self, strictly: bool = False) -> ResultList:
        commitments = Commitment.objects.published()
        if strictly:
            strict_filterset(self.request.GET, CommitmentFilterSet, commitments, self.parameters)
        return ResultList(self.request.GET, CommitmentFilterSet, commitments, self.path, self.parameters)

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
            list_url=listing.narrowed(reverse("commitments")),
            standalone_height=0,
            **drawn,
            **kwargs,
        )


class ChartFile(ChartPage):
    """The same chart as a file; a query with an unknown parameter or value answers 400."""

    extension = "svg"

    def get(self, request, *args, **kwargs):
        listing = self.listing(strictly=True)
        drawn = self.draw(listing)
        if listing.notices:
            raise BadRequest(" ".join(map(str, listing.notices)))
        body, kind = getattr(self, self.extension)(listing, drawn)
        response = HttpResponse(body, content_type=kind)
        name = download_file_name(listing.filterset, self.extension).replace("minilat-", f"minilat-{self.name}-", 1)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def svg(self, listing, drawn):
        context = {**drawn, **standalone_context(drawn["drawing"], self.caption(listing))}
        return render_to_string(f"charts/{self.name}.svg", context), "image/svg+xml; charset=utf-8"

    def csv(self, listing, drawn):
        heads, rows = self.table(drawn)
        response = HttpResponse()
        writer = csv.writer(response)
        writer.writerows([[escape_formula(value) for value in row] for row in (heads, *rows)])
        return b"\xef\xbb\xbf" + response.content, "text/csv; charset=utf-8"


def chart_urlpatterns(page, file) -> list:
    """A chart's page, its drawing and its numbers: ``/explore/<name>/``, ``.svg`` and ``.csv``."""
    name = page.name
    return [
        path(f"explore/{name}/", page.as_view(), name=name),
        path(f"explore/{name}.svg", file.as_view(extension="svg"), name=f"{name}-svg"),
        path(f"explore/{name}.csv", file.as_view(extension="csv"), name=f"{name}-csv"),
    ]
