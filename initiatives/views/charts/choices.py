"""Reads the query parameters of a chart besides the filters. An unknown value becomes a notice; a file then answers 400."""

from django.utils.translation import gettext as _


def read_choice(listing, name: str, known, otherwise: str = "") -> str:
    """The value of a parameter: one of ``known``, or ``otherwise``."""
    asked = listing.query.get(name, "") or otherwise
    if asked == otherwise or asked in known:
        return asked
    words = {"value": asked[:100], "name": name, "known": ", ".join(known)}
    listing.notices.append(_("Unknown value “%(value)s” of “%(name)s”. Known values: %(known)s.") % words)
    return otherwise


def read_year(listing, name: str) -> int | None:
    """The value of a parameter that is a year, or None."""
    asked = listing.query.get(name, "").strip()
    if not asked:
        return None
    if asked.isascii() and asked.isdigit() and len(asked) == 4 and int(asked):
        return int(asked)
    listing.notices.append(_("“%(value)s” is not a year. Write four digits, such as 2023.") % {"value": asked[:100]})
    return None
