"""Reads the query parameters of a chart besides the filters: pages show a notice for unknown values, files answer 400."""

from django.core.exceptions import BadRequest
from django.utils.translation import gettext as _

from .base import ChartFile


def report_unknown_value(page, listing, text: str):
    """Add a notice to the page; raise BadRequest (400) for a file."""
    if isinstance(page, ChartFile):
        raise BadRequest(text)
    listing.notices.append(text)


def read_choice(page, listing, name: str, known, otherwise: str = "") -> str:
    """The value of a parameter: one of ``known``, or ``otherwise``."""
    asked = listing.query.get(name, "") or otherwise
    if asked == otherwise or asked in known:
        return asked
    words = {"value": asked[:100], "name": name, "known": ", ".join(known)}
    report_unknown_value(page, listing, _("Unknown value “%(value)s” of “%(name)s”. Known values: %(known)s.") % words)
    return otherwise


def read_year(page, listing, name: str) -> int | None:
    """The value of a parameter that is a year, or None."""
    asked = listing.query.get(name, "").strip()
    if not asked:
        return None
    if asked.isascii() and asked.isdigit() and len(asked) == 4 and int(asked):
        return int(asked)
    report_unknown_value(
        page, listing, _("“%(value)s” is not a year. Write four digits, such as 2023.") % {"value": asked[:100]}
    )
    return None
