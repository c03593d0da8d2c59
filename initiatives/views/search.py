"""Search through all nouns at once, answers grouped by noun."""

from urllib.parse import urlencode

from django.urls import reverse
from django.views.generic import TemplateView

from .. import search
from ..lists import filters
from ..lists.result_list import clean_search_text

ROWS_PER_GROUP = 5
SEARCH_GROUPS = (
    ("commitments", "Commitments", filters.CommitmentFilterSet),
    ("statements", "Statements", filters.StatementFilterSet),
    ("summits", "Summits", filters.SummitFilterSet),
    ("groupings", "Groupings", filters.GroupingFilterSet),
    ("technologies", "Technologies", filters.TechnologyFilterSet),
    ("states", "States", filters.StateFilterSet),
    ("sources", "Sources", filters.SourceFilterSet),
)


class Search(TemplateView):
    template_name = "search.html"

    def get_context_data(self, **kwargs):
        words, notices = clean_search_text(self.request.GET.get("q", ""))
        groups = (
            [search_group(name, label, filterset, words) for name, label, filterset in SEARCH_GROUPS] if words else []
        )
        return super().get_context_data(
            q=words,
            understood=search.parse_query(words).describe() if words else "",
            notices=notices,
            groups=[group for group in groups if group["count"]],
            **kwargs,
        )


def search_group(name: str, label: str, filterset_class, words: str) -> dict:
    """The best rows of one noun, each with where it matched, how many there are, and the list of them all."""
    model = filterset_class._meta.model
    filterset = filterset_class({"q": words}, queryset=model.objects.published())
    rows = list(filterset.qs[:ROWS_PER_GROUP])
    found = search.find_snippets(rows, words) if rows else {}
    for row in rows:
        row.why = [snippet for snippet in found.get(row.pk, []) if snippet.field_label != "title"]
    url = f"{reverse(name)}?{urlencode({'q': words})}"
    count = len(rows) if len(rows) < ROWS_PER_GROUP else filterset.select().count()
    return {"label": label, "rows": rows, "count": count, "url": url}
