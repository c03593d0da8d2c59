"""Leads: what is known already at the address of one, and how one is marked as coded."""

from django.utils import timezone

from ..models import Lead, Source, Statement
from .duplicates import RULES, place


def leads_at(address: str) -> list[Lead]:
    """The leads with that address, however it is written."""
    rows = Lead.objects.select_related("noted_by", "statement", "source")
    return _there(rows, ("address",), address)


def records_at(address: str) -> list:
    """The statements and sources with that address, however it is written."""
    return [
        row for model in (Statement, Source) for row in _there(model.objects.all(), RULES[model].addresses, address)
    ]


def _there(rows, names, address: str) -> list:
    """The rows of which one of the named columns leads to the same place."""
    wanted = place(address)
    host = wanted.partition("/")[0].partition("?")[0]
    found = {}
    for name in names if wanted else ():
        for row in rows.filter(**{f"{name}__icontains": host}):
            if place(getattr(row, name)) == wanted:
                found[row.pk] = row
    return list(found.values())


def code(lead: Lead, record, user) -> None:
    """Mark the lead as coded: as this statement or source."""
    setattr(lead, record._meta.model_name, record)
    lead.reason, lead.settled_by, lead.settled_at = "", user, timezone.now()
    lead.save(update_fields=[record._meta.model_name, "reason", "settled_by", "settled_at"])
