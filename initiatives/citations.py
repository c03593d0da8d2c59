"""How a record is cited: a sentence for a footnote, with its permanent address and the day it was read."""

import datetime as dt

from django.conf import settings

from .dates import PartialDate, today

NAME = "Minilat"


def permalink(record) -> str:
    """The record's full permanent address."""
    return f"{settings.SITE_URL}{record.get_absolute_url()}"


def cite(title: str, address: str, on: dt.date | None = None) -> str:
    """“Title.” Minilat: the record of minilateral technology commitments. Address (read on day)."""
    day = PartialDate.of(on or today())
    return f"“{title}”. {NAME}: the record of minilateral technology commitments. {address} (accessed {day})."
