"""The list of commitments and a commitment's page."""

from ..analyses.lineage import lineage_entries
from ..analyses.parties import parties_of
from ..charts.lineage_strip import lineage_strip
from ..models import Commitment
from ..models.dates import today
from ..models.missing_values import list_missing_values
from ..models.vocabularies import Evidence
from .base import ListPage, RecordPage


class CommitmentList(ListPage):
    model = Commitment
    has_entries = True

    def get_queryset(self):
        return super().get_queryset().for_display()


class CommitmentPage(RecordPage):
    model = Commitment

    def get_queryset(self):
        return self.visible().with_status(on=self.day).for_display().select_related("statement__source")

    @property
    def previewed_follow_up(self) -> int | None:
        """``?preview=3`` shows the follow-up with that number, whatever its state."""
        number = self.request.GET.get("preview", "") if self.previews else ""
        return int(number) if number.isascii() and number.isdecimal() and len(number) < 5 else None

    def details(self, record):
        parties, entries = parties_of(record), lineage_entries(record, self.day, also=self.previewed_follow_up)
        return {
            "parties": parties.by_role,
            "also_took_part": parties.also_took_part,
            "members_not_named": parties.members_not_named,
            "lineage": entries,
            "lineage_strip": lineage_strip(entries, self.day or today(), str(self.as_of or "today")),
            "evidence_definition": Evidence(record.evidence).definition,
            "blanks_shown": list_missing_values(record),
            "searches": [row for row in record.search_log_entries.all() if not self.day or row.done_on <= self.day],
        }

    def texts(self, record, details):
        return [*super().texts(record, details), *(entry.note for entry in details["lineage"])]
