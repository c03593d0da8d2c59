"""The nouns of the record as files know them: model, filters, columns and formats, in one place.

A noun's name is the word of its address. Those with a page of their own (``has_page``) have a list page under the name.
"""

from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse

from .. import models
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
    """``subscribed`` are the feed and the calendar of its list. What has a page is cited, list and record alike."""

    name: str
    model: type
    filterset_class: type[filters.FilterSet]
    table: ColumnSet
    subscription_formats: tuple[str, ...] = ()
    has_page: bool = True

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

    def everything(self):
        """All public rows with what the filters add, in the usual order."""
        return self.filterset_class(QueryDict(), queryset=self.model.objects.published()).qs


RESOURCES = {
    noun.name: noun
    for noun in (
        Resource(
            "commitments",
            models.Commitment,
            filters.CommitmentFilterSet,
            commitments.COMMITMENT_COLUMNS,
            subscription_formats=("atom",),
        ),
        Resource(
            "groupings",
            models.Grouping,
            filters.GroupingFilterSet,
            groupings.GROUPING_COLUMNS,
            subscription_formats=("atom",),
        ),
        Resource("states", models.State, filters.StateFilterSet, states.STATE_COLUMNS),
        Resource("technologies", models.Technology, filters.TechnologyFilterSet, technologies.TECHNOLOGY_COLUMNS),
        Resource(
            "summits",
            models.Summit,
            filters.SummitFilterSet,
            summits.SUMMIT_COLUMNS,
            subscription_formats=("atom", "ics"),
        ),
        Resource(
            "statements",
            models.Statement,
            filters.StatementFilterSet,
            statements.STATEMENT_COLUMNS,
            subscription_formats=("atom",),
        ),
        Resource(
            "sources", models.Source, filters.SourceFilterSet, sources.SOURCE_COLUMNS, subscription_formats=("atom",)
        ),
        Resource(
            "memberships",
            models.Membership,
            filters.MembershipFilterSet,
            memberships.MEMBERSHIP_COLUMNS,
            has_page=False,
        ),
        Resource(
            "follow-ups", models.FollowUp, filters.FollowUpFilterSet, follow_ups.FOLLOW_UP_COLUMNS, has_page=False
        ),
    )
}


def resource_for(model) -> Resource:
    """The noun of a model or of a record."""
    return next(noun for noun in RESOURCES.values() if noun.model._meta.label == model._meta.label)
