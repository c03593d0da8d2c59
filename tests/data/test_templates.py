"""Every page is drawn from values that are there: no template prints, tests or loops over a name that nobody gave it.

``string_if_invalid`` finds what is printed. Conditions, loops and arguments of tags do not use it, so each look-up of a
variable in a template of the project is watched too. What is looked up on a null value counts as null there.
"""

from unittest import mock

import pytest
from django.conf import settings
from django.core.exceptions import BadRequest
from django.template import Variable, VariableDoesNotExist, engines
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views import defaults

from initiatives.lists.resources import RESOURCES, resources_with_pages
from initiatives.models import Commitment, SearchLogEntry
from initiatives.views.base import bad_request
from tests.contract.addresses import SAMPLES
from tests.world import person

pytestmark = pytest.mark.django_db

NOUNS = [noun.name for noun in resources_with_pages()]
NOT_DRAWN = ("csv", "json", "healthz", "readyz", "favicon")
PAGES = [name for name, sample in SAMPLES.items() if sample is None and not name.endswith(NOT_DRAWN)]
FILTERS = ("grouping=quad", "as_of=2021", "q=zqnothingwx", "nonsense=1")
CHARTS = {
    "matrix": ("rows=state&columns=grouping", "open=all"),
    "timeline": ("lanes=all", "from=2023&to=2024"),
    "trend": ("count=amounts", "count=follow-ups&by=mode", "panels=all", "count=amounts&q=zqnothingwx"),
    "network": ("view=states", "least=3"),
    "map": ("view=world",),
}
COMPARISONS = ("grouping=quad&grouping=aukus", "state=JPN&state=KOR", "technology=5g&technology=quantum")
COMPARISONS += ("state=KOR&grouping=quad", "state=JPN&grouping=quad", "grouping=quad", "nonsense=1")
ANSWERS = ("gone-quiet", "due", "cadence", "coverage")
MORE = [
    "/nothing/",
    "/changes/?noun=zebra",
    "/changes/?since=2020",
    "/search/?q=palau",
    "/search/?q=zqnothingwx",
    *(f"/answers/{name}/?{query}" for name in ANSWERS for query in FILTERS[1:]),
    *(f"/compare/?{query}" for query in COMPARISONS),
    *(f"/explore/{name}.svg?{query}" for name, queries in CHARTS.items() for query in ("", *queries)),
    *(f"/explore/{name}/?{query}" for name, queries in CHARTS.items() for query in (*queries, *FILTERS[2:])),
]


class Undefined(str):
    """A ``string_if_invalid`` that keeps the name of what was printed in its place."""

    def __mod__(self, name):
        self.found.add(f"{{{{ {name} }}}}")
        return ""


@pytest.fixture
def undefined(demo_data, db):
    """What templates asked for in vain, filled while pages are drawn."""
    found, resolve, marker = set(), Variable.resolve, Undefined("%s")
    marker.found = found

    def watched(self, context):
        try:
            return resolve(self, context)
        except VariableDoesNotExist as error:
            template = context.render_context.template or context.template
            is_own = template.origin.name.startswith(str(settings.BASE_DIR / "templates"))
            if is_own and error.params[-1] is not None:
                found.add(f"{template.name}: {self.var}")
            raise

    engine = engines["django"].engine
    with mock.patch.object(Variable, "resolve", watched), mock.patch.object(engine, "string_if_invalid", marker):
        yield found


def test_the_watch_finds_what_is_printed_and_what_is_tested(undefined):
    text = "{% load i18n %}{{ a }}{{ null.b }}{% translate c %}{% blocktranslate %}{{ d }}{% endblocktranslate %}"
    engines["django"].from_string(text).render({"null": None})
    render_to_string("components/missing.html", {})
    render_to_string("components/missing.html", {"value": None})

    assert undefined == {"{{ a }}", "{{ null.b }}", "{{ c }}", "{{ d }}", "components/missing.html: value"}


@pytest.mark.parametrize("address", [*map(reverse, PAGES), *MORE])
def test_a_page_asks_for_nothing_that_is_not_there(undefined, address):
    Client().get(address)

    assert undefined == set()


@pytest.mark.parametrize(
    "query", ["as_of=2021&nonsense=1", "q=japan", "q=zqnothingwx", "page=2", "every column", "every facet"]
)
@pytest.mark.parametrize("noun", NOUNS)
def test_a_list_asks_for_nothing_that_is_not_there(undefined, noun, query):
    resource = RESOURCES[noun]
    columns = "&".join(f"column={column.name}" for column in resource.table)
    facets = "&".join(f"show={name}" for name in resource.filterset_class.facet_rules())
    Client().get(f"{resource.path}?{ {'every column': columns, 'every facet': facets}.get(query, query) }")

    assert undefined == set()


@pytest.mark.parametrize("noun", NOUNS)
def test_a_record_page_asks_for_nothing_that_is_not_there(undefined, noun):
    curator, reader = Client(), Client()
    curator.force_login(person("edith", "Editors"))
    for record in RESOURCES[noun].model.objects.published().order_by("-pk")[:2]:
        address = record.get_absolute_url()
        for query in ("", "?as_of=2021", "history/"):
            reader.get(address + query)
    curator.get(f"{address}?preview")
    reader.get(f"{address}?as_of=nonsense")

    assert undefined == set()


def test_a_commitment_with_blanks_searches_and_no_source_asks_for_nothing_that_is_not_there(undefined):
    bare = Commitment.objects.get(slug="palau-spur-cable")
    Commitment.objects.filter(pk=bare.pk).update(source=None, blanks={"locator": "searched", "wording": "silent"})
    search = {"question": "Where?", "where": "Everywhere", "done_on": "2026-02-01", "outcome": "nothing-found"}
    SearchLogEntry.objects.create(commitment=bare, field="locator", **search)
    Client().get(bare.get_absolute_url())

    assert undefined == set()


def test_the_pages_of_errors_ask_for_nothing_that_is_not_there(undefined):
    Commitment.objects.filter(slug="palau-spur-cable").update(state="withdrawn", state_reason="A doubt.")
    request, error = RequestFactory().get("/"), BadRequest("Unknown.")
    answers = [
        Client().get("/commitments/palau-spur-cable/"),
        Client().get("/commitments.csv?nonsense=1"),
        bad_request(request, error),
        bad_request(request, ValueError()),
        defaults.permission_denied(request, PermissionError()),
        defaults.page_not_found(request, ValueError()),
        defaults.server_error(request),
    ]

    assert [answer.status_code for answer in answers] == [410, 400, 400, 400, 403, 404, 500]
    assert undefined == set()
