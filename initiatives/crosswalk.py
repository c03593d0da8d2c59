"""Where our values stand in the coding schemes of others.

Relations are those of SKOS mapping properties: ``exactMatch``, ``closeMatch`` (usable for one another in some uses),
``narrowMatch`` (theirs is the narrower), ``broadMatch`` (theirs is the broader), ``relatedMatch`` (what theirs says is not
the same thing, but bears on it). A value without an entry has no counterpart.
"""

from dataclasses import dataclass

from .vocabularies import Status, Vocabulary


@dataclass(frozen=True)
class Scheme:
    """A list of codes that others keep, with the address where they define it."""

    code: str
    name: str
    address: str


@dataclass(frozen=True)
class Match:
    """One of our values beside one of theirs."""

    value: Vocabulary
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
    "narrowMatch": "theirs is narrower",
    "broadMatch": "theirs is broader",
    "relatedMatch": "related",
}

IATI = Scheme(
    "iati-activity-status",
    "IATI activity status",
    "https://iatistandard.org/en/iati-standard/203/codelists/activitystatus/",
)
COMPLIANCE = Scheme(
    "g7-g20-compliance", "G7 and G20 Research Groups, compliance score", "https://www.g7.utoronto.ca/compliance/"
)
OGP = Scheme(
    "ogp-irm-completion", "Open Government Partnership, IRM completion", "https://www.opengovpartnership.org/irm/"
)
SCHEMES = (IATI, COMPLIANCE, OGP)

MATCHES = (
    Match(Status.ANNOUNCED, "closeMatch", IATI, "1", "Pipeline/identification"),
    Match(Status.ANNOUNCED, "relatedMatch", COMPLIANCE, "-1", "Lack of compliance"),
    Match(Status.ANNOUNCED, "closeMatch", OGP, "not-started", "Not started"),
    Match(Status.UNDER_WAY, "closeMatch", IATI, "2", "Implementation"),
    Match(Status.UNDER_WAY, "closeMatch", COMPLIANCE, "0", "Partial compliance, or work in progress"),
    Match(Status.UNDER_WAY, "narrowMatch", OGP, "limited", "Limited"),
    Match(Status.UNDER_WAY, "narrowMatch", OGP, "substantial", "Substantial"),
    Match(Status.COMPLETED, "narrowMatch", IATI, "3", "Finalisation"),
    Match(Status.COMPLETED, "closeMatch", IATI, "4", "Closed"),
    Match(Status.COMPLETED, "closeMatch", COMPLIANCE, "+1", "Full compliance"),
    Match(Status.COMPLETED, "closeMatch", OGP, "complete", "Complete"),
    Match(Status.STALLED, "closeMatch", IATI, "6", "Suspended"),
    Match(Status.STALLED, "narrowMatch", IATI, "5", "Cancelled"),
    Match(Status.STALLED, "relatedMatch", COMPLIANCE, "-1", "Lack of compliance"),
    Match(Status.UNKNOWN, "closeMatch", OGP, "no-evidence", "No evidence available"),
)


def matches_of(value: Vocabulary) -> list[Match]:
    """What stands beside a value in other schemes, in the order of ``SCHEMES``."""
    return [match for match in MATCHES if type(match.value) is type(value) and match.value == value]
