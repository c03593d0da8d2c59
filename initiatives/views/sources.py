"""The page of a source: the public records that rest on it."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from ..models import Commitment, FollowUp, Grouping, Membership, Source, Statement, Summit
from ..models.source_visibility import pages_linking_to
from .base import RecordPage, known_by

DATES = {
    "commitment": (Commitment, "statement__issued_on"),
    "statement": (Statement, "issued_on"),
    "summit": (Summit, "start"),
    "grouping": (Grouping, "founded"),
}


class SourcePage(RecordPage):
    model = Source

    def details(self, record):
        return {
            "supports": [
                {"label": label, "items": found} for label, found in supported_records(record, self.day) if found
            ],
            "linked_from": [
                {"text": name, "url": reverse(noun, args=[slug])}
                for noun, slug, name in pages_linking_to(record)
                if self.was_there(noun, slug)
            ],
        }

    def was_there(self, noun: str, slug: str) -> bool:
        """Whether the linking record was there by the day that the page is seen as of; without a date of its own it was."""
        if self.day is None or noun not in DATES:
            return True
        model, date = DATES[noun]
        return known_by(model.objects.filter(slug=slug), date, self.day).exists()


def supported_records(source, day: dt.date | None) -> list[tuple[str, list[dict]]]:
    """The public records that name the source and were there by the day, by noun, each as text, address and note."""

    def public(model, date, *related):
        rows = model.objects.published().filter(source=source).select_related(*related)
        return known_by(rows, date, day)

    memberships = Membership.objects.published().filter(source=source).select_related("state", "grouping")
    memberships = memberships.begun(day) if day else memberships
    follow_ups = public(FollowUp, "date", "commitment").order_by("commitment__title", "number")
    return [
        (
            _("Commitments"),
            [dated_item(row, row.announced) for row in public(Commitment, "statement__issued_on", "statement")],
        ),
        (_("Follow-ups"), [link_item(row, row.commitment.title, str(row)) for row in follow_ups]),
        (_("Statements"), [dated_item(row, row.issued_on) for row in public(Statement, "issued_on")]),
        (_("Summits"), [dated_item(row, row.start) for row in public(Summit, "start")]),
        (_("Groupings"), [link_item(row, str(row)) for row in public(Grouping, "founded")]),
        (_("Memberships"), [membership_item(row) for row in memberships]),
    ]


def link_item(record, text: str, note: str = "") -> dict:
    return {"text": text, "url": record.get_absolute_url(), "note": note}


def dated_item(record, date) -> dict:
    return link_item(record, str(record), str(date or _("date not known")))


def membership_item(row: Membership) -> dict:
    note = _("%(role)s, %(joined)s") % {"role": row.get_role_display(), "joined": row.joined or _("start not known")}
    return link_item(
        row.grouping, _("%(state)s in %(grouping)s") % {"state": row.state, "grouping": row.grouping}, note
    )
