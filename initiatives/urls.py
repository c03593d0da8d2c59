"""The public addresses of the site. Those of the nouns are made from the registry (``lists/resources.py``)."""

from django.urls import path, register_converter

from .api import urls as api
from .lists.resources import Resource, resources_with_pages
from .views import (
    about,
    analyses,
    charts,
    codebook,
    commitments,
    compare,
    data,
    files,
    groupings,
    health,
    history,
    home,
    robots,
    search,
    sitemaps,
    sources,
    statements,
    states,
    summits,
    technologies,
)
from .views.base import ListPage, RecordPage

register_converter(files.ResourceNameConverter, "noun")
register_converter(files.FormatConverter, "extension")

# The views of nouns that show more than the generic pages.
LIST_PAGES = {
    "commitments": commitments.CommitmentList,
    "groupings": groupings.GroupingList,
    "technologies": technologies.TechnologyList,
}
RECORD_PAGES = {
    "commitments": commitments.CommitmentPage,
    "groupings": groupings.GroupingPage,
    "states": states.StatePage,
    "technologies": technologies.TechnologyPage,
    "summits": summits.SummitPage,
    "statements": statements.StatementPage,
    "sources": sources.SourcePage,
}


def noun_urlpatterns(noun: Resource) -> list:
    """The list page and the record pages of a noun, and the changes of its records."""
    list_page, record_page = LIST_PAGES.get(noun.name, ListPage), RECORD_PAGES.get(noun.name, RecordPage)
    model, record = noun.model, f"{noun.name}/<slug:slug>/"
    name = model._meta.model_name
    pages = [
        path(f"{noun.name}/", list_page.as_view(model=model), name=noun.name),
        path(record, record_page.as_view(model=model), name=name),
    ]
    changes = [
        path(f"{record}history/", history.RecordHistory.as_view(model=model), name=f"{name}-history"),
        path(f"{record}history.atom", history.HistoryFeed.as_view(model=model), name=f"{name}-history-feed"),
    ]
    return [*pages, *changes] if noun.has_history else pages


urlpatterns = [
    path("", home.Home.as_view(), name="home"),
    *(pattern for noun in resources_with_pages() for pattern in noun_urlpatterns(noun)),
    path("<noun:noun>.<extension:extension>", files.ListFile.as_view(), name="list-file"),
    path("<noun:noun>/<slug:slug>.<extension:extension>", files.RecordFile.as_view(), name="record-file"),
    path("changes.atom", history.ChangesFeed.as_view(), name="changes-feed"),
    path("changes/", history.Changes.as_view(), name="changes"),
    *charts.urlpatterns,
    *api.urlpatterns,
    path("compare/", compare.ComparePage.as_view(), name="compare"),
    path("compare.csv", compare.CompareFile.as_view(), name="compare-csv"),
    path("answers/", analyses.AnalysesIndexPage.as_view(), name="answers"),
    path("answers/gone-quiet/", analyses.GoneQuietPage.as_view(), name="answer-gone-quiet"),
    path("answers/due/", analyses.DuePage.as_view(), name="answer-due"),
    path("answers/cadence/", analyses.CadencePage.as_view(), name="answer-cadence"),
    path("answers/coverage/", analyses.CoveragePage.as_view(), name="answer-coverage"),
    path("search/", search.Search.as_view(), name="search"),
    path("codebook/", codebook.Codebook.as_view(), name="codebook"),
    path("codebook.json", codebook.codebook_json, name="codebook-json"),
    path("codebook/technologies.ttl", codebook.technologies_skos, name="technologies-skos"),
    path("data/", data.Data.as_view(), name="data"),
    path("data/dictionary/", data.Dictionary.as_view(), name="dictionary"),
    path("data/dictionary.json", data.dictionary_json, name="dictionary-json"),
    path("data/<str:version>/<path:name>", data.ReleaseFile.as_view(), name="release-file"),
    path("about/", about.About.as_view(), name="about"),
    path("robots.txt", robots.robots, name="robots"),
    path("sitemap.xml", sitemaps.sitemap_index, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemaps.sitemap_part, name="sitemap-part"),
    path("opensearch.xml", robots.opensearch, name="opensearch"),
    path("llms.txt", robots.llms, name="llms"),
    path("favicon.ico", robots.favicon, name="favicon"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
