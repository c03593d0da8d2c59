"""A sample of every public address, for the tests that visit all of them."""

from urllib.parse import urlencode

from django.urls import reverse

from initiatives import urls
from initiatives.api.expansions import expansions_of
from initiatives.api.urls import noun_urlpatterns
from initiatives.lists.columns.shared import natural_key_parts
from initiatives.lists.resources import RESOURCES, resource_for
from initiatives.views.sitemaps import sitemap_sections

# For each name of ``initiatives/urls.py``: which dict of the test world fills its slug, or None where there is none; for
# addresses of files and of the API, what is made of it below.
SAMPLES = {
    "home": None,
    "commitments": None,
    "commitment": "commitments",
    "groupings": None,
    "grouping": "groupings",
    "states": None,
    "state": "states",
    "technologies": None,
    "technology": "technologies",
    "summits": None,
    "summit": "summits",
    "statements": None,
    "statement": "statements",
    "sources": None,
    "source": "sources",
    "list-file": "LISTS",
    "record-file": "RECORDS",
    "commitment-history": "commitments",
    "grouping-history": "groupings",
    "state-history": "states",
    "technology-history": "technologies",
    "summit-history": "summits",
    "statement-history": "statements",
    "source-history": "sources",
    **{
        f"{noun}-history-feed": f"{noun}s"
        for noun in ("commitment", "grouping", "state", "summit", "statement", "source")
    },
    "technology-history-feed": "technologies",
    "changes": None,
    "changes-feed": None,
    "explore": None,
    "matrix": None,
    "matrix-svg": None,
    "matrix-csv": None,
    "timeline": None,
    "timeline-svg": None,
    "timeline-csv": None,
    "trend": None,
    "trend-svg": None,
    "trend-csv": None,
    "network": None,
    "network-svg": None,
    "network-csv": None,
    "map": None,
    "map-svg": None,
    "map-csv": None,
    "compare": None,
    "compare-csv": None,
    "answers": None,
    "answer-gone-quiet": None,
    "answer-due": None,
    "answer-cadence": None,
    "answer-coverage": None,
    "search": None,
    "codebook": None,
    "codebook-json": None,
    "technologies-skos": None,
    "data": None,
    "dictionary": None,
    "dictionary-json": None,
    "release-file": "RELEASES",  # walked by tests/unit/test_releases.py, which makes one
    "about": None,
    "robots": None,
    "sitemap": None,
    "sitemap-part": "SECTIONS",
    "opensearch": None,
    "llms": None,
    "favicon": None,
    "api-start": None,
    "api-docs": None,
    "api-guide": None,
    "api": None,
    "api-schema": None,
    "api-missing": "NOTHING",
    **{pattern.name: "API" for noun in RESOURCES.values() for pattern in noun_urlpatterns(noun)},
    "healthz": None,
    "readyz": None,
}
FILTERSETS = [noun.filterset_class for noun in RESOURCES.values() if noun.has_page]
DATES = ("2009", "2023-05-20", "2024-06", "2030")


def names():
    """The name of every public address; an address without one cannot be walked."""
    return [pattern.name or str(pattern.pattern) for pattern in urls.urlpatterns]


def list_names(filterset):
    """The page of the list that a FilterSet belongs to, and its files."""
    noun = next(noun for noun in RESOURCES.values() if noun.filterset_class is filterset)
    return [noun.path, *(noun.file(extension) for extension in noun.formats)]


def of_record(name, noun, slug):
    """The addresses that a record of the noun has under the name; none where the name is of something else."""
    if SAMPLES[name] == noun:
        return [reverse(name, args=[slug])]
    if SAMPLES[name] == "RECORDS":
        return [reverse(name, args=[noun, slug, extension]) for extension in RESOURCES[noun].record_formats]
    return []


def of_api():
    """The API’s list, facets and records of each noun, plain and with all that can be put into a row; and what is not there."""
    yield "/api/v1/nothing/"
    for noun in RESOURCES.values():
        every = "?expand=" + ",".join(more.name for more in expansions_of(noun)) if expansions_of(noun) else ""
        yield from (reverse(f"api-{noun.name}") + query for query in ("", every))
        if noun.facet_rules:
            yield reverse(f"api-{noun.name}-facets")
        for record in noun.model.objects.published():
            yield reverse(f"api-{noun.name}-record", args=natural_key_parts(record)) + every


def plain(world):
    """Every address of the site without a query, on the world."""
    for name in names():
        if SAMPLES[name] is None:
            yield reverse(name)
    yield from (noun.file(extension) for noun in RESOURCES.values() for extension in noun.formats)
    yield from (reverse("sitemap-part", args=[section]) for section in sitemap_sections())
    yield from of_api()
    for noun in (noun for noun in RESOURCES.values() if noun.has_page):
        for record in getattr(world, noun.name).values():
            for name in names():
                yield from of_record(name, noun.name, record.slug)


def queries():
    """Every list with some values of each filter, the last of them left out, each date, each order, and all facets open."""
    for filterset_class in FILTERSETS:
        asked = [{}, {"show": list(filterset_class.facet_rules())}, {"q": "text"}, {"q": "a public"}, {"size": "100"}]
        for name, declared in filterset_class(None).filters.items():
            if hasattr(declared, "options"):
                values = list(declared.options())
                values = [*values[:3], values[-1]] if len(values) > 4 else values
                asked += [{name: value} for value in values] + [{name: f"-{value}"} for value in values[-1:]]
            elif name in filterset_class.dates:
                asked += [{name: day} for day in DATES]
        asked += [{"ordering": order} for order in filterset_class.orders]
        page, *files = list_names(filterset_class)
        yield from (f"{page}?{urlencode(query, doseq=True)}" for query in asked)
        for place, file in enumerate(files):
            yield from (f"{file}?{urlencode(query, doseq=True)}" for query in asked[5 + place :: 20])
        api = reverse(f"api-{resource_for(filterset_class._meta.model).name}")
        yield from (f"{api}?{urlencode(query, doseq=True)}" for query in asked[7::10])

    yield from (
        f"{reverse('search')}?{urlencode({'q': words})}" for words in ("text", "palau", "quad", "a public", "japan")
    )


def dated(world):
    """Every record and answer as of some day."""
    for address in plain(world):
        if address.count("/") == 3 and address.endswith("/"):
            yield from (f"{address}?as_of={day}" for day in DATES[:2])
