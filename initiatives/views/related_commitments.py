"""What several record pages show alike: newest commitments, counts by technology, links to the list behind a number."""

from urllib.parse import urlencode

from django.urls import reverse

from ..lists import filters
from ..lists.facets import technology_counts
from ..models import Technology

NEWEST_COMMITMENTS = 10


def list_url(**query) -> str:
    """The address of the list of commitments with these filters."""
    return f"{reverse('commitments')}?{urlencode(query, doseq=True)}"


def newest_commitments(commitments, day=None):
    """The newest of the commitments, with what a row shows."""
    order = filters.CommitmentFilterSet.orders["-announced"]
    return commitments.with_status(on=day).for_display().order_by(*order)[:NEWEST_COMMITMENTS]


def technology_rows(commitments, url, **query) -> list[dict]:
    """How many of the commitments are on each technology or below it, most first, with the list behind the number."""
    counts = technology_counts(commitments)
    rows = [
        {"technology": row, "label": row.name, "count": counts[row.slug], "url": url(**query, technology=row.slug)}
        for row in Technology.objects.filter(slug__in=counts)
    ]
    return sorted(rows, key=lambda row: (-row["count"], row["technology"].name))
