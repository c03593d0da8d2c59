"""CSL-JSON items as files for citation managers: BibTeX, RIS and CSL-JSON."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{char: f"\\{char}" for char in "&%$#_"},
}
_LATEX = str.maketrans(LATEX)
_IN_ADDRESS = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"})


def one_line(text: str) -> str:
    """The text in one line, with control characters replaced by spaces."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", text).split())


def iso_date(item: dict, name: str) -> str:
    (parts,) = item.get(name, {"date-parts": [[]]})["date-parts"]
    return "-".join(f"{part:02}" for part in parts)


def author(item: dict) -> str:
    return item["author"][0]["literal"]


# --- BibTeX


def bibtex(item: dict) -> str:
    """An entry for BibTeX and biblatex. Double braces keep names of organisations whole and capitals as they are."""
    fields = {
        "author": _braced(author(item)),
        "title": _braced(item["title"]),
        "date": iso_date(item, "issued"),
        "year": iso_date(item, "issued")[:4],
        "type": _escaped(item.get("genre", "")) if item["type"] == "dataset" else "",
        "howpublished": _escaped(item.get("container-title") or item.get("genre", "")),
        "url": item.get("URL", "").translate(_IN_ADDRESS),
        "urldate": iso_date(item, "accessed"),
        "copyright": item.get("custom", {}).get("license", ""),
        "langid": item.get("language", ""),
        "keywords": _escaped(item.get("keyword", "")),
        "abstract": _escaped(item.get("abstract", "")),
        "note": _escaped(item.get("note", "")),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{item['id']},\n{lines}}}\n\n"


def _escaped(text: str) -> str:
    return one_line(text).translate(_LATEX)


def _braced(text: str) -> str:
    return f"{{{_escaped(text)}}}"


# --- RIS


def ris(item: dict) -> str:
    """A RIS entry: one tag a line, dates with slashes."""
    tags = [
        ("TY", "DATA" if item["type"] == "dataset" else "ELEC"),
        ("ID", item["id"]),
        ("AU", author(item)),
        ("TI", item["title"]),
        ("T2", item.get("container-title", "")),
        ("M3", item.get("genre", "")),
        ("PY", iso_date(item, "issued")[:4]),
        ("DA", iso_date(item, "issued").replace("-", "/")),
        ("Y2", iso_date(item, "accessed").replace("-", "/")),
        ("UR", item.get("URL", "")),
        ("LA", item.get("language", "")),
        *(("KW", word) for word in item.get("keyword", "").split(", ")),
        ("AB", item.get("abstract", "")),
        ("N1", item.get("note", "")),
    ]
    lines = [f"{tag}  - {one_line(value)}" for tag, value in tags if value]
    return "\r\n".join([*lines, "ER  - ", "", ""])


# --- CSL-JSON


def csl_json(items: Iterable[dict]) -> Iterator[str]:
    """A JSON array with one item on each line."""
    separator = "["
    for item in items:
        yield f"{separator}\n{json.dumps(item, ensure_ascii=False)}"
        separator = ","
    yield "\n]\n" if separator == "," else "[]\n"


# --- files


def unique_items(items: Iterable[dict]) -> Iterator[dict]:
    """The items without repetitions: several records may cite the same text."""
    seen = set()
    for item in items:
        if item["id"] not in seen:
            seen.add(item["id"])
            yield item


@dataclass(frozen=True)
class BibliographyFormat:
    """A file format; ``write`` takes items and yields the text in pieces."""

    label: str
    content_type: str
    write: Callable[[Iterable[dict]], Iterator[str]]


BIBLIOGRAPHY_FORMATS = {
    "bib": BibliographyFormat(
        "BibTeX", "application/x-bibtex; charset=utf-8", lambda items: map(bibtex, unique_items(items))
    ),
    "ris": BibliographyFormat(
        "RIS", "application/x-research-info-systems; charset=utf-8", lambda items: map(ris, unique_items(items))
    ),
    "csl.json": BibliographyFormat(
        "CSL-JSON",
        "application/vnd.citationstyles.csl+json",
        lambda items: csl_json(unique_items(items)),
    ),
}
