"""The page of a source: the public records that rest on it."""

from django.urls import reverse

from ..models import Commitment, FollowUp, Grouping, Membership, Source, Statement, Summit
from ..models.source_visibility import pages_linking_to
from .base import RecordPage


class SourcePage(RecordPage):
    model = Source

    def details(self, record):
        return {
            "supports": [{"label": label, "items": found} for label, found in supported_records(record) if found],
            "linked_from": [
                {"text": name, "url": reverse(noun, args=[slug])} for noun, slug, name in pages_linking_to(record)
            ],
        }


def supported_records(source) -> list[tuple[str, list[dict]]]:
    """The public records that name the source, by noun, each as text, address and note."""

    def public(model, *related):
        return model.objects.published().filter(source=source).select_related(*related)

    follow_ups = public(FollowUp, "commitment").order_by("commitment__title", "number")
    return [
        ("Commitments", [dated_item(row, row.announced) for row in public(Commitment, "statement")]),
        ("Follow-ups", [link_item(row, row.commitment.title, str(row)) for row in follow_ups]),
        ("Statements", [dated_item(row, row.issued_on) for row in public(Statement)]),
        ("Summits", [dated_item(row, row.start) for row in public(Summit)]),
        ("Groupings", [link_item(row, str(row)) for row in public(Grouping)]),
        ("Memberships", [membership_item(row) for row in public(Membership, "state", "grouping")]),
    ]


def link_item(record, text: str, note: str = "") -> dict:
    return {"text": text, "url": record.get_absolute_url(), "note": note}


def dated_item(record, date) -> dict:
    return link_item(record, str(record), str(date or "date not known"))


def membership_item(row: Membership) -> dict:
    note = f"{row.get_role_display()}, {row.joined or 'start not known'}"
    return link_item(row.grouping, f"{row.state} in {row.grouping}", note)
