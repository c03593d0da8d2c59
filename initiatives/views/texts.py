"""Lists and pages of summits, of the statements that they issue, and of the sources that were read."""

from django.urls import reverse

from ..lists import filters
from ..lists.columns.statements import STATEMENT_COLUMNS
from ..lists.filters.shared import count_subquery
from ..models import Commitment, FollowUp, Grouping, Membership, Source, Statement, Summit
from ..models.source_visibility import pages_linking_to
from .base import ListPage, RecordPage


class SummitList(ListPage):
    model = Summit
    filterset_class = filters.SummitFilterSet

    def prepare(self, listing):
        listing.rows = listing.rows.select_related("grouping", "host")


class SummitPage(RecordPage):
    model = Summit

    def get_queryset(self):
        return self.visible().select_related("grouping", "host", "source")

    def details(self, record):
        commitments = Commitment.objects.published().filter(statement__summit=record)
        statements = (
            Statement.objects.published().filter(summit=record).select_related("summit__grouping").with_records()
        )
        return {
            "statement_columns": STATEMENT_COLUMNS.default_list_columns("grouping", "coding"),
            "statements": statements.annotate(commitment_count=count_subquery(commitments, "statement")),
            "commitments": commitments.with_status().for_display().order_by("slug"),
            "counts": {"commitments": commitments.count()},
            "list_url": self.list_url(summit=record.slug),
        }


class StatementList(ListPage):
    model = Statement
    filterset_class = filters.StatementFilterSet

    def prepare(self, listing):
        listing.rows = listing.rows.select_related("grouping", "summit__grouping", "source")


class StatementPage(RecordPage):
    model = Statement

    def get_queryset(self):
        return self.visible().with_records().select_related("grouping", "summit__grouping", "source")

    def details(self, record):
        commitments = Commitment.objects.published().filter(statement=record)
        follow_ups = FollowUp.objects.published().filter(statement=record).select_related("commitment__statement")
        return {
            "commitments": commitments.with_status().for_display().order_by("slug"),
            "follow_ups": follow_ups.order_by("commitment__title", "number"),
            "counts": {"commitments": commitments.count()},
            "list_url": self.list_url(statement=record.slug),
        }

    def texts(self, record, details):
        return [row.note for row in details["follow_ups"]]


class SourceList(ListPage):
    model = Source
    filterset_class = filters.SourceFilterSet


class SourcePage(RecordPage):
    model = Source

    def details(self, record):
        def items(queryset, text=str, note=lambda row: ""):
            return [{"text": text(row), "url": row.get_absolute_url(), "note": note(row)} for row in queryset]

        def from_membership(row):
            note = f"{row.get_role_display()}, {row.joined or 'start not known'}"
            return {"text": f"{row.state} in {row.grouping}", "url": row.grouping.get_absolute_url(), "note": note}

        def dated(name):
            return lambda row: str(getattr(row, name) or "date not known")

        def public(model, *related):
            return model.objects.published().filter(source=record).select_related(*related)

        follow_ups = public(FollowUp, "commitment").order_by("commitment__title", "number")
        supports = [
            ("Commitments", items(public(Commitment, "statement"), note=dated("announced"))),
            ("Follow-ups", items(follow_ups, lambda row: row.commitment.title, str)),
            ("Statements", items(public(Statement), note=dated("issued_on"))),
            ("Summits", items(public(Summit), note=dated("start"))),
            ("Groupings", items(public(Grouping))),
            ("Memberships", [from_membership(row) for row in public(Membership, "state", "grouping")]),
        ]
        return {
            "supports": [{"label": label, "items": found} for label, found in supports if found],
            "linked_from": [
                {"text": name, "url": reverse(noun, args=[slug])} for noun, slug, name in pages_linking_to(record)
            ],
        }
