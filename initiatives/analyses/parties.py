"""The parties of a commitment by role, compared with the members of the grouping on the day of the announcement."""

from dataclasses import dataclass, field

from ..models import Commitment, Membership, State
from ..models.vocabularies import MembershipRole, ParticipationRole


@dataclass
class CommitmentParties:
    """States by role, those that were not members then, and the members that the text does not name."""

    by_role: list[dict] = field(default_factory=list)
    also_took_part: list[State] = field(default_factory=list)
    members_not_named: list[State] = field(default_factory=list)


def parties_of(commitment: Commitment) -> CommitmentParties:
    """The parties of a commitment; membership is that on the last day of the announcement's date (today if undated)."""
    rows = list(commitment.participations.all())
    memberships = Membership.objects.filter(grouping=commitment.statement.grouping_id, role=MembershipRole.MEMBER)
    announced = commitment.announced
    memberships = memberships.on(announced.latest) if announced else memberships.current()
    members = {row.state_id: row.state for row in memberships.select_related("state")}
    named = {row.state_id: row.state for row in rows}
    return CommitmentParties(
        by_role=[
            {
                "role_code": role.value,
                "role_label": role.label,
                "states": [row.state for row in rows if row.role == role],
            }
            for role in ParticipationRole
            if any(row.role == role for row in rows)
        ],
        also_took_part=[state for pk, state in named.items() if pk not in members],
        members_not_named=[state for pk, state in members.items() if pk not in named],
    )
