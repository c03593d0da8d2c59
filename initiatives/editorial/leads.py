"""Leads: existing records with the address of a lead, and marking a lead as coded."""

from django.utils import timezone

from ..models import Lead, Source, Statement
from .duplicates import DUPLICATE_RULES, normalized_address


def leads_at(address: str) -> list[Lead]:
    """The leads with the same normalized address."""
    rows = Lead.objects.select_related("noted_by", "statement", "source")
    return _rows_at_address(rows, ("address",), address)


def records_at(address: str) -> list:
    """The statements and sources with the same normalized address."""
    return [
        row
        for model in (Statement, Source)
        for row in _rows_at_address(model.objects.all(), DUPLICATE_RULES[model].addresses, address)
    ]


def _rows_at_address(rows, names, address: str) -> list:
    """The rows with the same normalized address in one of the named columns."""
    wanted = normalized_address(address)
    host = wanted.partition("/")[0].partition("?")[0]
    found = {}
    for name in names if wanted else ():
        for row in rows.filter(**{f"{name}__icontains": host}):
            if normalized_address(getattr(row, name)) == wanted:
                found[row.pk] = row
    return list(found.values())


def mark_as_coded(lead: Lead, record, user) -> None:
    """Mark the lead as coded as this statement or source."""
    setattr(lead, record._meta.model_name, record)
    lead.reason, lead.settled_by, lead.settled_at = "", user, timezone.now()
    lead.save(update_fields=[record._meta.model_name, "reason", "settled_by", "settled_at"])
