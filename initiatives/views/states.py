"""The page of a state."""

from django.db.models import Count

from ..charts.network import ego_network_context
from ..charts.small import commitment_result_list, matrix_chart_context
from ..lists.columns.summits import SUMMIT_COLUMNS
from ..models import Commitment, Membership, Participation, State, Summit
from ..models.vocabularies import ParticipationRole
from .base import RecordPage, known_by
from .memberships import membership_rows
from .related_commitments import newest_commitments, technology_rows

MATRIX_ROWS, MATRIX_COLUMNS = 10, 14


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
                    "label": role.label,
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
            "summits": known_by(Summit.objects.published().filter(host=record), "start", self.day).select_related(
                "grouping", "host"
            ),
            "counts": {"commitments": commitments.count()},
            "list_url": self.list_url(state=record.iso3),
        }

    def pictures(self, record) -> dict:
        listing = commitment_result_list(self.as_of, state=record.iso3)
        return {
            "small": matrix_chart_context(listing, MATRIX_ROWS, MATRIX_COLUMNS),
            "network": ego_network_context(listing, record.iso3),
        }

    def texts(self, record, details):
        return [row["note"] for row in details["memberships"]]
