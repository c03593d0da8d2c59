"""How texts and lists stand in a cell, so that what goes out comes back as it was.

A spreadsheet takes a cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return for a formula. Such a
text gets an apostrophe in front; a text that has apostrophes before such a sign already gets one more. Reading takes
one off again.
"""

import re

GUARDED = re.compile(r"'*[=+\-@\t\r]")
SEPARATOR = "; "  # between the values of a list, as in the public files


def guard(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if GUARDED.match(text) else text


def unguard(cell: str) -> str:
    """The text of a cell: without the apostrophe that ``guard`` put there."""
    return cell[1:] if cell.startswith("'") and GUARDED.match(cell) else cell


def join(values) -> str:
    """Several values in one cell; a semicolon or backslash inside a value is marked with a backslash."""
    return SEPARATOR.join(re.sub(r"([\\;])", r"\\\1", value) for value in values)


def split(text: str) -> list[str]:
    """The values of a list cell, without empty ones."""
    pieces = re.findall(r"(?:[^\\;]|\\.|\\$)+", text, re.DOTALL)
    values = (re.sub(r"\\(.)", r"\1", piece.strip(), flags=re.DOTALL) for piece in pieces)
    return [value for value in values if value]
