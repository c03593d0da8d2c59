"""The nouns of the record as files know them: model, filters, columns and formats, in one place.

A noun's name is the word of its address. Those with a page of their own (``has_page``) have a list page under the name.
"""

from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse

from .. import models
from . import filters
from .columns import Table, commitments, nouns

TABLES = ("csv", "csv-metadata.json", "xlsx", "json")
CITATIONS = ("bib", "ris", "csl.json")


@dataclass(frozen=True)
class Noun:
    """``subscribed`` are the feed and the calendar of its list. What has a page is cited, list and record alike."""

    name: str
    model: type
    filterset_class: type[filters.FilterSet]
    table: Table
    subscribed: tuple[str, ...] = ()
    has_page: bool = True

    @property
    def formats(self) -> tuple[str, ...]:
        """Of its list."""
        return (*TABLES, *self.subscribed, *self.record_formats)

    @property
    def record_formats(self) -> tuple[str, ...]:
        """Of a single record."""
        return CITATIONS if self.has_page else ()

    @property
    def path(self) -> str:
        """Where its list is read: the page, or the file of a noun without one."""
        return reverse(self.name) if self.has_page else self.file("csv")

    def file(self, extension: str) -> str:
        return reverse("list-file", args=[self.name, extension])

    def record_file(self, record, extension: str) -> str:
        return reverse("record-file", args=[self.name, record.slug, extension])

    def everything(self):
        """All public rows with what the filters add, in the usual order."""
        return self.filterset_class(QueryDict(), queryset=self.model.objects.published()).qs


NOUNS = {
    noun.name: noun
    for noun in (
        Noun(
            "commitments", models.Commitment, filters.CommitmentFilterSet, commitments.COMMITMENTS, subscribed=("atom",)
        ),
        Noun("groupings", models.Grouping, filters.GroupingFilterSet, nouns.GROUPINGS, subscribed=("atom",)),
        Noun("states", models.State, filters.StateFilterSet, nouns.STATES),
        Noun("technologies", models.Technology, filters.TechnologyFilterSet, nouns.TECHNOLOGIES),
        Noun("summits", models.Summit, filters.SummitFilterSet, nouns.SUMMITS, subscribed=("atom", "ics")),
        Noun("statements", models.Statement, filters.StatementFilterSet, nouns.STATEMENTS, subscribed=("atom",)),
        Noun("sources", models.Source, filters.SourceFilterSet, nouns.SOURCES, subscribed=("atom",)),
        Noun("memberships", models.Membership, filters.MembershipFilterSet, nouns.MEMBERSHIPS, has_page=False),
        Noun("follow-ups", models.FollowUp, filters.FollowUpFilterSet, nouns.FOLLOW_UPS, has_page=False),
    )
}


def noun_of(model) -> Noun:
    """The noun of a model or of a record."""
    return next(noun for noun in NOUNS.values() if noun.model._meta.label == model._meta.label)
