"""The page of a source: the public records that rest on it."""

from django.urls import reverse
from django.utils.translation import gettext as _

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
        (_("Commitments"), [dated_item(row, row.announced) for row in public(Commitment, "statement")]),
        (_("Follow-ups"), [link_item(row, row.commitment.title, str(row)) for row in follow_ups]),
        (_("Statements"), [dated_item(row, row.issued_on) for row in public(Statement)]),
        (_("Summits"), [dated_item(row, row.start) for row in public(Summit)]),
        (_("Groupings"), [link_item(row, str(row)) for row in public(Grouping)]),
        (_("Memberships"), [membership_item(row) for row in public(Membership, "state", "grouping")]),
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
