"""The list of groupings and the page of a grouping."""

from ..charts.map import member_map
from ..charts.small import commitment_result_list, years_chart_context
from ..charts.timeline import timeline_chart_context
from ..lists.columns.statements import STATEMENT_COLUMNS
from ..lists.columns.summits import SUMMIT_COLUMNS
from ..lists.filters.shared import count_subquery
from ..models import Commitment, Grouping, Membership, Statement, Summit
from ..models.dates import today
from ..models.vocabularies import MembershipRole
from .base import ListPage, RecordPage
from .memberships import membership_rows
from .related_commitments import newest_commitments, technology_rows


class GroupingList(ListPage):
    model = Grouping

    def add_to_rows(self, rows):
        """Each grouping with its ``members`` on the day of the list."""
        members = Membership.objects.held(self.listing.filterset.as_of_day)
        members = members.filter(grouping__in=rows, role=MembershipRole.MEMBER)
        by_pk = {grouping.pk: grouping for grouping in rows}
        for grouping in rows:
            grouping.members = []
        for row in members.select_related("state").order_by("state__name"):
            by_pk[row.grouping_id].members.append(row.state)


class GroupingPage(RecordPage):
    model = Grouping

    def get_queryset(self):
        return self.visible().select_related("source")

    def details(self, record):
        commitments = Commitment.objects.published().filter(statement__grouping=record)
        summits = Summit.objects.published().filter(grouping=record).select_related("host")
        statements = (
            Statement.objects.published().filter(grouping=record).select_related("summit__grouping").with_records()
        )
        commitments = commitments.announced_by(self.day)
        statements = statements.issued_by(self.day)
        if self.day:
            summits = summits.filter(start_latest__lte=self.day)
        statements = statements.annotate(commitment_count=count_subquery(commitments, "statement"))
        return {
            "members": membership_rows(record.memberships.all(), self.day),
            "summit_columns": SUMMIT_COLUMNS.default_list_columns("grouping", "statements"),
            "statement_columns": STATEMENT_COLUMNS.default_list_columns("grouping", "coding"),
            "summits": summits.annotate(statement_count=count_subquery(statements, "summit")),
            "statements": statements,
            "technologies": technology_rows(commitments, self.list_url, grouping=record.slug),
            **self.pictures(record),
            "newest": newest_commitments(commitments, self.day),
            "counts": {
                "commitments": commitments.count(),
                "statements": statements.count(),
                "summits": summits.count(),
            },
            "list_url": self.list_url(grouping=record.slug),
        }

    def pictures(self, record) -> dict:
        listing = commitment_result_list(self.as_of, grouping=record.slug)
        return {
            "timeline": timeline_chart_context(listing, today()),
            "map": member_map(listing),
            "years": years_chart_context(listing),
        }

    def texts(self, record, details):
        return [*super().texts(record, details), *(row["note"] for row in details["members"])]
