"""The home page."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from ..charts.small import commitment_result_list, matrix_chart_context
from ..models import FollowUp, markup
from ..models.vocabularies import FollowUpKind
from ..publishing import metadata
from .counts import coding_counts, record_counts
from .related_commitments import list_url

NEWEST_FOLLOW_UPS = 6
MATRIX_ROWS, MATRIX_COLUMNS = 14, 20
SITE_DESCRIPTION = _(
    "What small groups of states promise each other on technology, where it is written, and what happened since."
)
EXAMPLE_SEARCHES = (
    (
        _("Open RAN promises of the Quad"),
        {"grouping": "quad", "technology": "open-ran"},
        _("From testbeds to a network in Palau"),
    ),
    (_("What South Korea and Japan promise together"), {"all_states": ["KOR", "JPN"]}, _("Every text that names both")),
    (
        _("Artificial intelligence, completed"),
        {"technology": "artificial-intelligence", "status": "completed"},
        _("Promises that were kept"),
    ),
)


def newest_follow_ups():
    """The newest texts and events; readings of the record are left out, since nothing happened in them."""
    rows = FollowUp.objects.published().exclude(date_latest=None).exclude(kind=FollowUpKind.ASSESSED)
    rows = rows.select_related("commitment__statement__grouping", "source")
    return rows.order_by(F("date_latest").desc(), F("date_earliest").desc(), "commitment__slug", "number")[
        :NEWEST_FOLLOW_UPS
    ]


class Home(TemplateView):
    template_name = "home.html"

    def get_context_data(self, **kwargs):
        newest = newest_follow_ups()
        return super().get_context_data(
            head=metadata.site_head(str(SITE_DESCRIPTION)),
            figures=record_counts(),
            searches=[{"label": label, "url": list_url(**query), "why": why} for label, query, why in EXAMPLE_SEARCHES],
            small=matrix_chart_context(commitment_result_list(), MATRIX_ROWS, MATRIX_COLUMNS),
            newest=newest,
            links=markup.resolve_links(row.note for row in newest),
            coverage=coding_counts(),
            **kwargs,
        )
