"""The search page: the best records of each noun."""

from urllib.parse import urlencode

from django.views.generic import TemplateView

from .. import search
from ..lists.resources import Resource, searched_resources
from ..lists.result_list import clean_search_text
from ..models import Commitment
from .base import add_matches

ROWS_PER_GROUP = 5


class Search(TemplateView):
    template_name = "search.html"

    def get_context_data(self, **kwargs):
        words, notices = clean_search_text(self.request.GET.get("q", ""))
        groups = [search_group(noun, words) for noun in searched_resources()] if words else []
        return super().get_context_data(
            q=words,
            understood=search.parse_query(words).describe() if words else "",
            notices=notices,
            groups=[group for group in groups if group["count"]],
            **kwargs,
        )


def search_group(noun: Resource, words: str) -> dict:
    """The best rows of one noun, each with where it matched, how many there are, and the list of them all."""
    filterset = noun.filterset_class({"q": words}, queryset=noun.model.objects.published())
    rows = list(filterset.qs[:ROWS_PER_GROUP])
    add_matches(rows, words)
    url = f"{noun.path}?{urlencode({'q': words})}"
    count = len(rows) if len(rows) < ROWS_PER_GROUP else filterset.select().count()
    are_commitments = noun.model is Commitment
    return {"label": noun.label, "rows": rows, "count": count, "url": url, "are_commitments": are_commitments}
