"""How a picture reads what it takes besides filters: people get a notice for what is not known, files answer 400."""

from django.core.exceptions import BadRequest

from .base import ChartFile


def report_unknown_value(page, listing, text: str):
    """Tell that something of the address was not understood and ignored; in a file nothing is ignored."""
    if isinstance(page, ChartFile):
        raise BadRequest(text)
    listing.notices.append(text)


def read_choice(page, listing, name: str, known, otherwise: str = "") -> str:
    """The value of a parameter out of those known."""
    asked = listing.query.get(name, "") or otherwise
    if asked == otherwise or asked in known:
        return asked
    report_unknown_value(
        page, listing, f"“{asked[:100]}” is nothing that “{name}” knows; known are {', '.join(known)}."
    )
    return otherwise


def read_year(page, listing, name: str) -> int | None:
    """The value of a parameter that is a year, or None."""
    asked = listing.query.get(name, "").strip()
    if not asked:
        return None
    if asked.isascii() and asked.isdigit() and len(asked) == 4 and int(asked):
        return int(asked)
    report_unknown_value(page, listing, f"“{asked[:100]}” is not a year; write four digits, such as 2023.")
    return None
