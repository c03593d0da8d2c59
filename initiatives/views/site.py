"""Home, codebook, about, and the answers for machines that watch the site."""

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import F
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import conditional_page
from django.views.generic import TemplateView

from ..charts.small import commitment_result_list, matrix_chart_context
from ..models import Commitment, FollowUp, Grouping, Source, State, Statement, Summit, markup
from ..models.vocabularies import CodingShown, FollowUpKind
from ..publishing import codebook, metadata
from .shared import list_url
from .technologies import technology_tree

NEWEST_FOLLOW_UPS = 6
MATRIX_ROWS, MATRIX_COLUMNS = 14, 20
SITE_DESCRIPTION = (
    "What small groups of states promise each other on technology, where it is written, and what happened since."
)
EXAMPLE_SEARCHES = (
    (
        "Open RAN promises of the Quad",
        {"grouping": "quad", "technology": "open-ran"},
        "From testbeds to a network in Palau",
    ),
    ("What South Korea and Japan promise together", {"all_states": ["KOR", "JPN"]}, "Every text that names both"),
    (
        "Artificial intelligence, completed",
        {"technology": "artificial-intelligence", "status": "completed"},
        "Promises that were kept",
    ),
)


def coding_counts() -> list[dict]:
    """How many public statements are coded how far, with the list behind each number."""
    rows = Statement.objects.published().with_records().values_list("coding", "has_records")
    shown = [CodingShown.of(coding, has_records) for coding, has_records in rows]
    return [
        {
            "code": value.value,
            "label": value.label,
            "anchor": value.anchor,
            "count": shown.count(value),
            "url": f"{reverse('statements')}?coding={value.value}",
        }
        for value in CodingShown
    ]


def record_counts() -> list[dict]:
    nouns = (
        ("commitments", Commitment),
        ("groupings", Grouping),
        ("states", State),
        ("summits", Summit),
        ("statements", Statement),
        ("sources", Source),
    )
    return [{"label": name, "value": model.objects.published().count(), "url": reverse(name)} for name, model in nouns]


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
            head=metadata.site_head(SITE_DESCRIPTION),
            figures=record_counts(),
            searches=[{"label": label, "url": list_url(**query), "why": why} for label, query, why in EXAMPLE_SEARCHES],
            small=matrix_chart_context(
                commitment_result_list(),
                reverse("commitments"),
                reverse("matrix"),
                rows=MATRIX_ROWS,
                columns=MATRIX_COLUMNS,
            ),
            newest=newest,
            links=markup.resolve_links(row.note for row in newest),
            coverage=coding_counts(),
            **kwargs,
        )


class Codebook(TemplateView):
    template_name = "codebook.html"

    def get_context_data(self, **kwargs):
        data = codebook.codebook_as_data()
        told = {node["slug"]: node for node in data["technologies"]}
        tree = [(node, told[node.slug]) for node in technology_tree()]
        return super().get_context_data(**{**data, "technologies": tree}, **kwargs)


@conditional_page
def codebook_json(request):
    """The codebook for programs."""
    return JsonResponse(codebook.codebook_as_data(), json_dumps_params={"ensure_ascii": False, "indent": 1})


@conditional_page
def technologies_skos(request):
    """The technologies as a SKOS concept scheme."""
    return HttpResponse(codebook.technologies_as_skos(), content_type="text/turtle; charset=utf-8")


class About(TemplateView):
    template_name = "about.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            coverage=coding_counts(), figures=record_counts(), contact=settings.CONTACT, **kwargs
        )


def favicon(request):
    """Browsers ask for it whatever the page says; the admin's pages name none."""
    return redirect(static("minilat/favicon.svg"))


def healthz(request):
    """The process is up."""
    return HttpResponse("up\n", content_type="text/plain")


def readyz(request):
    """The database answers and has every migration; 503 otherwise."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Exception as error:  # whatever keeps the database from answering
        return HttpResponse(f"the database does not answer: {type(error).__name__}\n", "text/plain", 503)
    if waiting:
        return HttpResponse(f"{len(waiting)} migrations are waiting\n", "text/plain", 503)
    return HttpResponse("ready\n", content_type="text/plain")
