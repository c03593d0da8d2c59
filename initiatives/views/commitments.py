"""The list of commitments and a commitment's page."""

from urllib.parse import urlencode

from ..analyses.lineage import lineage_entries
from ..analyses.parties import parties_of
from ..charts.lineage_strip import lineage_strip
from ..models import Commitment, redirects
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

    def moved(self, request, address):
        """With ``?merged=`` and the old slug where anchors of the old page would lead to other follow-ups."""
        page, old, address = address, self.kwargs["slug"], super().moved(request, address)
        moved = redirects.moved_follow_ups(old)
        if moved == {number: f"{page}{redirects.FOLLOW_UP}{number}" for number in moved}:
            return address
        return f"{address}{'&' if '?' in address else '?'}{urlencode({'merged': old})}"

    def keep_old_anchors(self, record, entries) -> dict[int, str]:
        """Let anchors of old pages lead to the same follow-ups; gives the addresses of those that are elsewhere now.

        Under ``?merged=<slug>`` the follow-ups have the anchors that they had on the page with that slug.
        """
        old, page = self.request.GET.get("merged", ""), record.get_absolute_url()
        moved = redirects.moved_follow_ups(old)
        if not moved or redirects.current_address(Commitment, old) != page:
            moved, shown = redirects.moved_follow_ups(record.slug), {entry.number for entry in entries}
            return {number: address for number, address in moved.items() if number not in shown}
        for entry in entries:
            if entry.number:
                address = f"{page}#{entry.anchor}"
                entry.old_anchors = [f"follow-up-{number}" for number, new in moved.items() if new == address]
                entry.anchor = f"{record.slug}-{entry.anchor}"
        return {number: new for number, new in moved.items() if not new.startswith(f"{page}#")}

    def details(self, record):
        missing = {value.field: value for value in list_missing_values(record, self.day)}
        parties, entries = parties_of(record), lineage_entries(record, self.day, also=self.previewed_follow_up)
        moved = self.keep_old_anchors(record, entries)
        return {
            "parties": parties.by_role,
            "also_took_part": parties.also_took_part,
            "members_not_named": parties.members_not_named,
            "lineage": entries,
            "moved_follow_ups": moved,
            "lineage_strip": lineage_strip(entries, self.day or today(), str(self.as_of or "today")),
            "evidence_definition": Evidence(record.evidence).definition,
            "missing": {field: missing.get(field) for field in Commitment.BLANKABLE},
            "searches": [row for row in record.search_log_entries.all() if not self.day or row.done_on <= self.day],
        }

    def texts(self, record, details):
        return [*super().texts(record, details), *(entry.note for entry in details["lineage"])]
