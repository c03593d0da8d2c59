"""The public addresses of the site, one line each."""

from django.urls import path, register_converter

from .api import urls as api
from .models import Commitment, Grouping, Source, State, Statement, Summit, Technology
from .views import (
    analyses,
    charts,
    commitments,
    compare,
    data,
    files,
    history,
    parties,
    robots,
    search,
    site,
    technologies,
    texts,
)
from .views.base import template_folder

register_converter(files.ResourceNameConverter, "noun")
register_converter(files.FormatConverter, "extension")

WITH_HISTORY = (Commitment, Grouping, State, Technology, Summit, Statement, Source)

urlpatterns = [
    path("", site.Home.as_view(), name="home"),
    path("commitments/", commitments.CommitmentList.as_view(), name="commitments"),
    path("commitments/<slug:slug>/", commitments.CommitmentPage.as_view(), name="commitment"),
    path("groupings/", parties.GroupingList.as_view(), name="groupings"),
    path("groupings/<slug:slug>/", parties.GroupingPage.as_view(), name="grouping"),
    path("states/", parties.StateList.as_view(), name="states"),
    path("states/<slug:slug>/", parties.StatePage.as_view(), name="state"),
    path("technologies/", technologies.TechnologyList.as_view(), name="technologies"),
    path("technologies/<slug:slug>/", technologies.TechnologyPage.as_view(), name="technology"),
    path("summits/", texts.SummitList.as_view(), name="summits"),
    path("summits/<slug:slug>/", texts.SummitPage.as_view(), name="summit"),
    path("statements/", texts.StatementList.as_view(), name="statements"),
    path("statements/<slug:slug>/", texts.StatementPage.as_view(), name="statement"),
    path("sources/", texts.SourceList.as_view(), name="sources"),
    path("sources/<slug:slug>/", texts.SourcePage.as_view(), name="source"),
    path("<noun:noun>.<extension:extension>", files.ListFile.as_view(), name="list-file"),
    path("<noun:noun>/<slug:slug>.<extension:extension>", files.RecordFile.as_view(), name="record-file"),
    *(
        path(
            f"{template_folder(model)}/<slug:slug>/history/",
            history.RecordHistory.as_view(model=model),
            name=f"{model._meta.model_name}-history",
        )
        for model in WITH_HISTORY
    ),
    *(
        path(
            f"{template_folder(model)}/<slug:slug>/history.atom",
            history.HistoryFeed.as_view(model=model),
            name=f"{model._meta.model_name}-history-feed",
        )
        for model in WITH_HISTORY
    ),
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
    path("codebook/", site.Codebook.as_view(), name="codebook"),
    path("codebook.json", site.codebook_json, name="codebook-json"),
    path("codebook/technologies.ttl", site.technologies_skos, name="technologies-skos"),
    path("data/", data.Data.as_view(), name="data"),
    path("data/dictionary/", data.Dictionary.as_view(), name="dictionary"),
    path("data/dictionary.json", data.dictionary_json, name="dictionary-json"),
    path("data/<str:version>/<path:name>", data.ReleaseFile.as_view(), name="release-file"),
    path("about/", site.About.as_view(), name="about"),
    path("robots.txt", robots.robots, name="robots"),
    path("sitemap.xml", robots.sitemap_index, name="sitemap"),
    path("sitemap-<slug:section>.xml", robots.sitemap_part, name="sitemap-part"),
    path("opensearch.xml", robots.opensearch, name="opensearch"),
    path("llms.txt", robots.llms, name="llms"),
    path("favicon.ico", site.favicon, name="favicon"),
    path("healthz", site.healthz, name="healthz"),
    path("readyz", site.readyz, name="readyz"),
]
