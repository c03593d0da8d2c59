"""The registry of nouns: pages, files, API, search, sitemap and metadata are made from one ``Resource`` per noun.

CONTRIBUTING lists the steps that add a noun.
"""

from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse
from django.utils.text import capfirst

from .. import models
from ..search import INDEXED_MODELS, IndexedModel, texts
from . import filters
from .columns import (
    ColumnSet,
    commitments,
    follow_ups,
    groupings,
    memberships,
    sources,
    statements,
    states,
    summits,
    technologies,
)
from .facets import FacetRule

TABLE_FORMATS = ("csv", "csv-metadata.json", "xlsx", "json")
CITATION_FORMATS = ("bib", "ris", "csl.json")


@dataclass(frozen=True)
class Resource:
    """A noun.

    ``name``: the word of its address, the folder of its templates and its name in the API.
    ``search``: which of its texts are indexed; None where there are none. ``search_place``: its place on the search page.
    ``subscription_formats``: the feed and the calendar of its list.
    ``has_page``: whether it has a list page and record pages, and with them citations and a sitemap.
    ``has_history``: whether its records have a page of changes.
    ``list_joins``: relations that the rows of its list page show.
    ``schema_type``: the type of schema.org of its records.
    ``commitment_filter``: the filter of the list of commitments that takes the slug of a record, if there is one.
    """

    name: str
    model: type
    filterset_class: type[filters.FilterSet]
    table: ColumnSet
    search: IndexedModel | None = None
    search_place: int = 99
    subscription_formats: tuple[str, ...] = ()
    has_page: bool = True
    has_history: bool = False
    list_joins: tuple[str, ...] = ()
    schema_type: str = "CreativeWork"
    commitment_filter: str = ""

    @property
    def formats(self) -> tuple[str, ...]:
        """Of its list."""
        return (*TABLE_FORMATS, *self.subscription_formats, *self.record_formats)

    @property
    def record_formats(self) -> tuple[str, ...]:
        """Of a single record."""
        return CITATION_FORMATS if self.has_page else ()

    @property
    def path(self) -> str:
        """Where its list is read: the page, or the file of a noun without one."""
        return reverse(self.name) if self.has_page else self.file("csv")

    def file(self, extension: str) -> str:
        return reverse("list-file", args=[self.name, extension])

    def record_file(self, record, extension: str) -> str:
        return reverse("record-file", args=[self.name, record.slug, extension])

    @property
    def facet_rules(self) -> dict[str, FacetRule]:
        return self.filterset_class.facet_rules()

    @property
    def label(self) -> str:
        """Its plural as a heading."""
        return capfirst(self.model._meta.verbose_name_plural)

    def rows(self, queryset):
        """The rows of a queryset with what the FilterSet adds, in the usual order."""
        return self.filterset_class(QueryDict(), queryset=queryset).qs

    def everything(self):
        """All public rows with what the filters add, in the usual order."""
        return self.rows(self.model.objects.published())


RESOURCES = {
    noun.name: noun
    for noun in (
        Resource(
            "commitments",
            models.Commitment,
            filters.CommitmentFilterSet,
            commitments.COMMITMENT_COLUMNS,
            texts.COMMITMENT_TEXT,
            search_place=1,
            subscription_formats=("atom",),
            has_history=True,
        ),
        Resource(
            "groupings",
            models.Grouping,
            filters.GroupingFilterSet,
            groupings.GROUPING_COLUMNS,
            texts.GROUPING_TEXT,
            search_place=4,
            subscription_formats=("atom",),
            has_history=True,
            schema_type="Organization",
            commitment_filter="grouping",
        ),
        Resource(
            "states",
            models.State,
            filters.StateFilterSet,
            states.STATE_COLUMNS,
            texts.STATE_TEXT,
            search_place=6,
            has_history=True,
            schema_type="Country",
            commitment_filter="state",
        ),
        Resource(
            "technologies",
            models.Technology,
            filters.TechnologyFilterSet,
            technologies.TECHNOLOGY_COLUMNS,
            texts.TECHNOLOGY_TEXT,
            search_place=5,
            has_history=True,
            schema_type="DefinedTerm",
            commitment_filter="technology",
        ),
        Resource(
            "summits",
            models.Summit,
            filters.SummitFilterSet,
            summits.SUMMIT_COLUMNS,
            texts.SUMMIT_TEXT,
            search_place=3,
            subscription_formats=("atom", "ics"),
            has_history=True,
            list_joins=("grouping", "host"),
            schema_type="Event",
        ),
        Resource(
            "statements",
            models.Statement,
            filters.StatementFilterSet,
            statements.STATEMENT_COLUMNS,
            texts.STATEMENT_TEXT,
            search_place=2,
            subscription_formats=("atom",),
            has_history=True,
            list_joins=("grouping", "summit__grouping", "source"),
        ),
        Resource(
            "sources",
            models.Source,
            filters.SourceFilterSet,
            sources.SOURCE_COLUMNS,
            texts.SOURCE_TEXT,
            search_place=7,
            subscription_formats=("atom",),
            has_history=True,
        ),
        Resource(
            "memberships",
            models.Membership,
            filters.MembershipFilterSet,
            memberships.MEMBERSHIP_COLUMNS,
            has_page=False,
        ),
        Resource(
            "follow-ups",
            models.FollowUp,
            filters.FollowUpFilterSet,
            follow_ups.FOLLOW_UP_COLUMNS,
            has_page=False,
        ),
    )
}


def resources_with_pages() -> list[Resource]:
    return [noun for noun in RESOURCES.values() if noun.has_page]


def searched_resources() -> list[Resource]:
    """The nouns with indexed texts, in the order of the search page."""
    return sorted((noun for noun in RESOURCES.values() if noun.search), key=lambda noun: noun.search_place)


def register_search_texts():
    """Register the nouns that declare texts with the search index; called when the app is ready, before the signals."""
    INDEXED_MODELS.update({noun.model: noun.search for noun in searched_resources()})


def resource_for(model) -> Resource:
    """The noun of a model or of a record."""
    return next(noun for noun in RESOURCES.values() if noun.model._meta.label == model._meta.label)
