"""Ten commitments of the demo data, for the tests that read each file format with a tool of somebody else."""

from dataclasses import dataclass

from django.conf import settings

from initiatives.models import Commitment

# With and without money, a month and a day, one party and many, each status that the data know, three on Palau.
NAMED = (
    "quad-open-ran-palau",
    "quad-open-ran-palau-funding",
    "palau-spur-cable",
    "6g-shared-principles",
    "aisi-network-launch",
    "aisi-synthetic-content",
    "fvey-ai-cyber-call",
    "pax-silica-credentialing-panama",
    "us-rok-japan-advanced-nuclear",
    "us-india-rok-technology-dialogue",
)


@dataclass(frozen=True)
class Said:
    """What the record says of one, as text; ``parties`` are code and role, ``facts`` what a line of prose has to name."""

    record: Commitment
    announced: str
    parties: frozenset[str]
    status: str
    amount: str
    url: str
    facts: tuple[str, ...]


def said_of(record: Commitment) -> Said:
    parties = list(record.participations.all())
    return Said(
        record,
        announced=record.announced.isoformat() if record.announced else "",
        parties=frozenset(f"{row.state.iso3}:{row.role}" for row in parties),
        status=record.status,
        amount="" if record.amount_value is None else str(record.amount_value),
        url=f"{settings.SITE_URL}/commitments/{record.slug}/",
        facts=(
            f"Announced {record.announced} by {record.grouping.name}.",
            f"Parties: {', '.join(f'{row.state.name} ({row.get_role_display().lower()})' for row in parties)}.",
            f"Status: {record.status_label.lower()}, as of {record.status_on}.",
            *([f"Amount: {record.amount_text}."] if record.amount_text else []),
        ),
    )


def ten() -> dict[str, Said]:
    found = Commitment.objects.published().with_status().for_display().filter(slug__in=NAMED)
    return {row.slug: said_of(row) for row in found}


def spaced(text: str) -> str:
    """With plain spaces for the thin ones in sums, which some formats fold."""
    return text.replace("\u202f", " ")
