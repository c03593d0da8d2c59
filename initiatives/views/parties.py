"""Lists and pages of groupings and of states, with the dated memberships between them."""

from django.db.models import Count
from django.urls import reverse

from ..charts.map import member_map
from ..charts.network import ego_network_context
from ..charts.small import commitment_result_list, matrix_chart_context, years_chart_context
from ..charts.timeline import timeline_chart_context
from ..lists import filters
from ..lists.columns.statements import STATEMENT_COLUMNS
from ..lists.columns.summits import SUMMIT_COLUMNS
from ..lists.filters.shared import count_subquery
from ..models import Commitment, Grouping, Membership, Participation, State, Statement, Summit
from ..models.dates import today
from ..models.vocabularies import MembershipRole, ParticipationRole
from .base import ListPage, RecordPage
from .shared import newest_commitments, technology_rows

MATRIX_ROWS, MATRIX_COLUMNS = 10, 14


class GroupingList(ListPage):
    model = Grouping
    filterset_class = filters.GroupingFilterSet

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        shown = context["page"].object_list
        held = Membership.objects.held(context["query"].filterset.as_of_day)
        members = held.filter(grouping__in=shown, role=MembershipRole.MEMBER)
        for grouping in shown:
            grouping.members = []
        by_pk = {grouping.pk: grouping for grouping in shown}
        for row in members.select_related("state").order_by("state__name"):
            by_pk[row.grouping_id].members.append(row.state)
        return context


def membership_row(row: Membership, day=None) -> dict:
    """One period as a table row; a start that is not known is said to be so."""
    joined = str(row.joined) if row.joined else "start not known"
    left = row.left or row.grouping_end_date
    over = row.end is not None and (day is None or row.end <= day)
    return {
        "state": row.state,
        "grouping": row.grouping,
        "role_code": row.role,
        "role_label": row.get_role_display(),
        "joined": row.joined,
        "joined_words": joined,
        "left": left if over else None,
        "left_words": str(left) if over else "",
        "note": row.note,
        "source": row.source,
        "current": not over,
    }


def membership_rows(rows, day=None) -> list[dict]:
    """Memberships in the order of their roles, present ones first; ``day`` keeps those held on it."""
    rows = (rows.on(day) if day else rows.with_period()).select_related("state", "grouping", "source")
    place = {role: index for index, role in enumerate(MembershipRole.values)}
    found = [membership_row(row, day) for row in rows]
    return sorted(found, key=lambda row: (not row["current"], place[row["role_code"]]))


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
        listing, path = commitment_result_list(self.as_of, grouping=record.slug), reverse("commitments")
        return {
            "timeline": timeline_chart_context(listing, path, reverse("timeline"), today()),
            "map": member_map(listing, path, reverse("map")),
            "years": years_chart_context(listing, path, reverse("trend")),
        }

    def texts(self, record, details):
        return [*super().texts(record, details), *(row["note"] for row in details["members"])]


class StateList(ListPage):
    model = State
    filterset_class = filters.StateFilterSet


class StatePage(RecordPage):
    model = State

    def details(self, record):
        commitments = Commitment.objects.published().filter(participations__state=record).distinct()
        commitments = commitments.announced_by(self.day)
        roles = dict(
            Participation.objects.filter(state=record, commitment__in=commitments)
            .order_by()
            .values_list("role")
            .annotate(Count("commitment", distinct=True))
        )
        return {
            "memberships": membership_rows(Membership.objects.published().filter(state=record), self.day),
            "roles": [
                {
                    "role_code": role.value,
                    "role_label": role.label,
                    "count": roles[role],
                    "url": self.list_url(state=record.iso3, role=role.value),
                }
                for role in ParticipationRole
                if role in roles
            ],
            "technologies": technology_rows(commitments, self.list_url, state=record.iso3),
            **self.pictures(record),
            "newest": newest_commitments(commitments, self.day),
            "summit_columns": SUMMIT_COLUMNS.default_list_columns("statements"),
            "summits": Summit.objects.published().filter(host=record).select_related("grouping", "host"),
            "counts": {"commitments": commitments.count()},
            "list_url": self.list_url(state=record.iso3),
        }

    def pictures(self, record) -> dict:
        listing, path = commitment_result_list(self.as_of, state=record.iso3), reverse("commitments")
        return {
            "small": matrix_chart_context(listing, path, reverse("matrix"), MATRIX_ROWS, MATRIX_COLUMNS),
            "network": ego_network_context(listing, record.iso3, path, reverse("network")),
        }

    def texts(self, record, details):
        return [row["note"] for row in details["memberships"]]
