"""Text in the cell of a spreadsheet: no cell is taken for a formula, and each comes back as it was.

``escape_formula`` puts an apostrophe before a text that begins like a formula, as OWASP advises;
``unescape_formula`` takes it off again.
A text that begins with apostrophes before such a start gets one more, so that nothing is lost either way.
"""

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def escape_formula(value) -> str:
    """The cell for a value (None is empty) that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if _FORMULA.match(text) else text


def unescape_formula(text: str) -> str:
    """The value of a cell that ``escape_formula`` made; any other text stays as it is."""
    return text[1:] if _GUARDED.match(text) else text
