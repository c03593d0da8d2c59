"""The counterparts of our codes and technologies in external coding schemes.

The relations are SKOS mapping properties: ``exactMatch``, ``closeMatch`` (interchangeable for some uses),
``narrowMatch`` (the external code is narrower), ``broadMatch`` (it is broader), ``relatedMatch`` (it means something
else that is related). Codes and labels are those that the publishers of the schemes gave at these addresses in November
2026.

A code without an entry has no counterpart in these schemes. We left out IATI’s collaboration type (kinds of aid flow),
its budget status (how binding a sum is), and the other indicators of the OGP’s reports, such as relevance, because they
rate a commitment instead of its outcome.
"""

from dataclasses import dataclass

from ..models.vocabularies import Mode, ParticipationRole, StatementKind, Status, Vocabulary


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

MATCHES = (
    Match(Status.ANNOUNCED, "closeMatch", IATI_STATUS, "1", "Pipeline/identification"),
    Match(Status.ANNOUNCED, "relatedMatch", COMPLIANCE, "-1", "Lack of compliance"),
    Match(Status.ANNOUNCED, "closeMatch", OGP, "not-started", "Not started"),
    Match(Status.UNDER_WAY, "closeMatch", IATI_STATUS, "2", "Implementation"),
    Match(Status.UNDER_WAY, "closeMatch", COMPLIANCE, "0", "Partial compliance, or work in progress"),
    Match(Status.UNDER_WAY, "narrowMatch", OGP, "limited", "Limited"),
    Match(Status.UNDER_WAY, "narrowMatch", OGP, "substantial", "Substantial"),
    Match(Status.COMPLETED, "narrowMatch", IATI_STATUS, "3", "Finalisation"),
    Match(Status.COMPLETED, "closeMatch", IATI_STATUS, "4", "Closed"),
    Match(Status.COMPLETED, "closeMatch", COMPLIANCE, "+1", "Full compliance"),
    Match(Status.COMPLETED, "closeMatch", OGP, "complete", "Complete"),
    Match(Status.STALLED, "closeMatch", IATI_STATUS, "6", "Suspended"),
    Match(Status.STALLED, "narrowMatch", IATI_STATUS, "5", "Cancelled"),
    Match(Status.STALLED, "relatedMatch", COMPLIANCE, "-1", "Lack of compliance"),
    Match(Status.UNKNOWN, "closeMatch", OGP, "no-evidence", "No evidence available"),
    Match(ParticipationRole.LEAD, "narrowMatch", IATI_ROLE, "1", "Funding"),
    Match(ParticipationRole.LEAD, "narrowMatch", IATI_ROLE, "2", "Accountable"),
    Match(ParticipationRole.LEAD, "narrowMatch", IATI_ROLE, "4", "Implementing"),
    Match(Mode.RESEARCH_DEVELOPMENT, "relatedMatch", IATI_SECTOR, "32182", "Technological research and development"),
    Match(Mode.STANDARDS, "relatedMatch", IATI_SECTOR, "15144", "National standards development"),
    Match(Mode.PEOPLE_EXCHANGE, "narrowMatch", IATI_AID, "E01", "Scholarships/training in donor country"),
    Match(Mode.CAPACITY_BUILDING, "narrowMatch", IATI_AID, "D01", "Donor country personnel"),
    Match(Mode.CAPACITY_BUILDING, "closeMatch", IATI_AID, "D02", "Other technical assistance"),
    Match(Mode.INVESTMENT, "narrowMatch", IATI_FINANCE, "110", "Standard grant"),
    Match(Mode.INVESTMENT, "narrowMatch", IATI_FINANCE, "421", "Standard loan"),
    Match(Mode.INVESTMENT, "narrowMatch", IATI_FINANCE, "510", "Common equity"),
    Match(Mode.INVESTMENT, "narrowMatch", IATI_FINANCE, "1100", "Guarantees/insurance"),
    Match(
        StatementKind.DECLARATION,
        "narrowMatch",
        IATI_DOCUMENT,
        "A09",
        "Memorandum of understanding (If agreed by all parties)",
    ),
    Match(StatementKind.REPORT, "relatedMatch", IATI_DOCUMENT, "A08", "Results, outcomes and outputs"),
    Match("agricultural-technology", "relatedMatch", IATI_SECTOR, "31182", "Agricultural research"),
    Match(
        "batteries",
        "relatedMatch",
        IATI_SECTOR,
        "23630",
        "Electric power transmission and distribution (centralised grids)",
    ),
    Match("biomanufacturing", "relatedMatch", IATI_SECTOR, "32168", "Pharmaceutical production"),
    Match(
        "carbon-capture",
        "narrowMatch",
        IATI_SECTOR,
        "23350",
        "Fossil fuel electric power plants with carbon capture and storage (CCS)",
    ),
    Match(
        "clean-energy",
        "narrowMatch",
        IATI_SECTOR,
        "23210",
        "Energy generation, renewable sources - multiple technologies",
    ),
    Match(
        "critical-minerals", "relatedMatch", IATI_SECTOR, "32210", "Mineral/mining policy and administrative management"
    ),
    Match(
        "information-technology", "closeMatch", IATI_SECTOR, "22040", "Information and communication technology (ICT)"
    ),
    Match(
        "nuclear-energy", "closeMatch", IATI_SECTOR, "23510", "Nuclear energy electric power plants and nuclear safety"
    ),
    Match("solar-photovoltaics", "closeMatch", IATI_SECTOR, "23230", "Solar energy for centralised grids"),
    Match(
        "solar-photovoltaics",
        "closeMatch",
        IATI_SECTOR,
        "23231",
        "Solar energy for isolated grids and standalone systems",
    ),
    Match("telecommunications", "closeMatch", IATI_SECTOR, "22020", "Telecommunications"),
    Match("weather-and-climate-services", "closeMatch", IATI_SECTOR, "15143", "Meteorological services"),
)


def matches_of(subject: Vocabulary | str) -> list[Match]:
    """The counterparts of a code, or of the technology with this slug, in the order of ``MATCHES``."""
    return [match for match in MATCHES if type(match.subject) is type(subject) and match.subject == subject]
