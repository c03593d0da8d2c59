"""The counterparts of our codes and technologies in external coding schemes.

They are in ``initiatives/data/crosswalk.csv``: a row for each code of a vocabulary, or slug of a technology (list
“technology”), with its counterpart.

The relations are SKOS mapping properties: ``exactMatch``, ``closeMatch`` (interchangeable for some uses),
``narrowMatch`` (the external code is narrower), ``broadMatch`` (it is broader), ``relatedMatch`` (it means something
else that is related). Codes and labels are those that the publishers of the schemes gave at these addresses in November
2026.

A code without an entry has no counterpart in these schemes. We left out IATI’s collaboration type (kinds of aid flow),
its budget status (how binding a sum is), and the other indicators of the OGP’s reports, such as relevance, because they
rate a commitment instead of its outcome.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

from ..models import vocabularies
from ..models.vocabularies import Vocabulary


@dataclass(frozen=True)
class Scheme:
    """An external list of codes, with the address of its definition."""

    code: str
    name: str
    address: str

    def concept_address(self, code: str) -> str:
        """The URI of one of its codes in linked data."""
        return f"{self.address}#{code}"


@dataclass(frozen=True)
class Match:
    """One of our codes, or the slug of a technology, with its counterpart in a scheme."""

    subject: Vocabulary | str
    relation: str
    scheme: Scheme
    code: str
    label: str

    @property
    def relation_label(self) -> str:
        return RELATIONS[self.relation]


RELATIONS = {
    "exactMatch": "the same",
    "closeMatch": "close",
    "narrowMatch": "the external code is narrower",
    "broadMatch": "the external code is broader",
    "relatedMatch": "related",
}


def _iati(list_name: str, name: str) -> Scheme:
    address = f"https://iatistandard.org/en/iati-standard/203/codelists/{list_name.replace('-', '')}/"
    return Scheme(f"iati-{list_name}", f"IATI {name}", address)


IATI_STATUS = _iati("activity-status", "activity status")
IATI_ROLE = _iati("organisation-role", "organisation role")
IATI_AID = _iati("aid-type", "type of aid (OECD)")
IATI_FINANCE = _iati("finance-type", "type of finance (OECD)")
IATI_DOCUMENT = _iati("document-category", "document category")
IATI_SECTOR = _iati("sector", "sector (OECD)")
COMPLIANCE = Scheme(
    "g7-g20-compliance", "G7 and G20 Research Groups, compliance score", "https://www.g7.utoronto.ca/compliance/"
)
OGP = Scheme(
    "ogp-irm-completion",
    "Open Government Partnership, IRM completion",
    "https://www.opengovpartnership.org/glossary/completion/",
)
SCHEMES = (IATI_STATUS, COMPLIANCE, OGP, IATI_ROLE, IATI_AID, IATI_FINANCE, IATI_DOCUMENT, IATI_SECTOR)

MATCHES_FILE = Path(__file__).resolve().parent.parent / "data" / "crosswalk.csv"


def _read_matches() -> tuple[Match, ...]:
    """The rows of the file; KeyError or ValueError for a list, code or scheme that does not exist."""
    vocabularies_by_slug = {vocabulary.slug: vocabulary for vocabulary in vocabularies.ALL}
    schemes = {scheme.code: scheme for scheme in SCHEMES}
    with MATCHES_FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Match(
                row["subject"] if row["list"] == "technology" else vocabularies_by_slug[row["list"]](row["subject"]),
                row["relation"],
                schemes[row["scheme"]],
                row["code"],
                row["label"],
            )
            for row in csv.DictReader(file)
        )


MATCHES = _read_matches()


def matches_of(subject: Vocabulary | str) -> list[Match]:
    """The counterparts of a code, or of the technology with this slug, in the order of ``MATCHES``."""
    return [match for match in MATCHES if type(match.subject) is type(subject) and match.subject == subject]
