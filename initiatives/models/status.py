"""How the status of a commitment follows from its dated follow-ups."""

from django.db import models
from django.db.models import Case, F, Q, Value, When

from .vocabularies import SUPPORTS

NO_STATUS = "none"  # the value of ``FollowUp.supports`` for a row that supports no status, whatever its kind


def supported_status(kind: str, supports: str) -> str | None:
    """The status that a follow-up supports: what the row says, else what its kind stands for, else none."""
    if supports:
        return None if supports == NO_STATUS else supports
    return SUPPORTS[kind] and str(SUPPORTS[kind])


def supported_status_expression() -> Case:
    """``supported_status`` for a queryset of follow-ups."""
    by_kind = [When(kind=kind, then=Value(str(status))) for kind, status in SUPPORTS.items() if status]
    return Case(
        When(supports=NO_STATUS, then=Value(None)),
        When(~Q(supports=""), then=F("supports")),
        *by_kind,
        default=Value(None),
        output_field=models.CharField(null=True),
    )
