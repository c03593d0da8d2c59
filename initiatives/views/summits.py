"""The page of a summit."""

from ..lists.columns.statements import STATEMENT_COLUMNS
from ..lists.filters.shared import count_subquery
from ..models import Commitment, Statement, Summit
from .base import RecordPage, known_by


class SummitPage(RecordPage):
    model = Summit

    def get_queryset(self):
        return self.visible().select_related("grouping", "host", "source")

    def details(self, record):
        commitments = Commitment.objects.published().filter(statement__summit=record).announced_by(self.day)
        statements = known_by(Statement.objects.published().filter(summit=record), "issued_on", self.day)
        statements = statements.select_related("summit__grouping").with_records()
        return {
            "statement_columns": STATEMENT_COLUMNS.default_list_columns("grouping", "coding"),
            "statements": statements.annotate(commitment_count=count_subquery(commitments, "statement")),
            "commitments": commitments.with_status(on=self.day).for_display().order_by("slug"),
            "counts": {"commitments": commitments.count()},
            "list_url": self.list_url(summit=record.slug),
        }
