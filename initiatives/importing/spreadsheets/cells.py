"""How lists stand in a cell, so that what goes out comes back as it was."""

import re

SEPARATOR = "; "  # between the values of a list, as in the public files


def join(values) -> str:
    """Several values in one cell; a semicolon or backslash inside a value is marked with a backslash."""
    return SEPARATOR.join(re.sub(r"([\\;])", r"\\\1", value) for value in values)


def split(text: str) -> list[str]:
    """The values of a list cell, without empty ones."""
    pieces = re.findall(r"(?:[^\\;]|\\.|\\$)+", text, re.DOTALL)
    values = (re.sub(r"\\(.)", r"\1", piece.strip(), flags=re.DOTALL) for piece in pieces)
    return [value for value in values if value]
