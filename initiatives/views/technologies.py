"""The technology tree and a technology's page."""

from ..charts.small import commitment_result_list, years_chart_context
from ..lists.facets import technology_counts
from ..lists.filters.shared import count_subquery
from ..models import Commitment, Grouping, Participation, State, Technology
from .base import ListPage, RecordPage, add_matches
from .related_commitments import newest_commitments


class TechnologyList(ListPage):
    model = Technology

    def get_context_data(self, **kwargs):
        filterset = self.listing.filterset
        kept = set(filterset.qs.values_list("slug", flat=True))
        rows = technology_tree(kept, filterset.as_of_day)
        add_matches(rows, self.listing.q)
        return super().get_context_data(rows=rows, **kwargs)


def technology_tree(kept: set[str] | None = None, day=None) -> list[Technology]:
    """All technologies in tree order, each with its ``depth`` and rolled-up ``commitment_count``, as of the day."""
    counts = technology_counts(Commitment.objects.published().announced_by(day))
    tree = Technology.objects.in_tree_order()
    for technology in tree:
        technology.commitment_count = counts.get(technology.slug, 0)
    return [technology for technology in tree if kept is None or technology.slug in kept]


class TechnologyPage(RecordPage):
    model = Technology

    def get_queryset(self):
        return self.visible().select_related("parent").prefetch_related("children")

    def details(self, record):
        family = Technology.objects.family([record.slug])
        commitments = Commitment.objects.published().filter(technologies__in=family).distinct()
        commitments = commitments.announced_by(self.day)
        chosen = Commitment.objects.filter(pk__in=commitments.order_by().values("pk"))
        groupings = Grouping.objects.annotate(count=count_subquery(chosen, "statement__grouping"))
        states = State.objects.annotate(
            count=count_subquery(Participation.objects.filter(commitment__in=chosen), "state", "commitment")
        )
        return {
            "children": record.children.all(),
            "groupings": [
                {"label": str(row), "count": row.count, "url": self.list_url(technology=record.slug, grouping=row.slug)}
                for row in groupings.filter(count__gt=0).order_by("-count", "short_name")
            ],
            "states": [
                {"label": str(row), "count": row.count, "url": self.list_url(technology=record.slug, state=row.iso3)}
                for row in states.filter(count__gt=0).order_by("-count", "name")
            ],
            "years": years_chart_context(commitment_result_list(self.as_of, technology=record.slug)),
            "newest": newest_commitments(commitments, self.day),
            "counts": {"commitments": chosen.count()},
            "list_url": self.list_url(technology=record.slug),
        }
