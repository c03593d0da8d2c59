"""The page of a statement."""

from ..models import Commitment, FollowUp, Statement
from .base import RecordPage, known_by


class StatementPage(RecordPage):
    model = Statement

    def get_queryset(self):
        return self.visible().with_records().select_related("grouping", "summit__grouping", "source")

    def details(self, record):
        commitments = Commitment.objects.published().filter(statement=record)
        commitments = commitments.announced_by(self.day)
        follow_ups = FollowUp.objects.published().filter(statement=record).select_related("commitment__statement")
        follow_ups = known_by(follow_ups, "date", self.day)
        return {
            "commitments": commitments.with_status(on=self.day).for_display().order_by("slug"),
            "follow_ups": follow_ups.order_by("commitment__title", "number"),
            "counts": {"commitments": commitments.count()},
            "list_url": self.list_url(statement=record.slug),
        }

    def texts(self, record, details):
        return [row.note for row in details["follow_ups"]]
