"""The parties of a commitment by role, compared with the members of the grouping when its text was issued."""

from dataclasses import dataclass, field

from ..models import Commitment, Membership, State
from ..models.vocabularies import MembershipRole, ParticipationRole


@dataclass
class CommitmentParties:
    """States by role, those that were certainly no members then, and the members that the text does not name."""

    by_role: list[dict] = field(default_factory=list)
    also_took_part: list[State] = field(default_factory=list)
    members_not_named: list[State] = field(default_factory=list)


def parties_of(commitment: Commitment) -> CommitmentParties:
    """The parties of a commitment; membership is that on ``Statement.membership_day``."""
    rows, day = list(commitment.participations.all()), commitment.statement.membership_day
    memberships = Membership.objects.filter(grouping=commitment.statement.grouping_id, role=MembershipRole.MEMBER)
    members = {row.state_id: row.state for row in memberships.held(day).select_related("state")}
    perhaps = set(memberships.perhaps_on(day).values_list("state", flat=True)) if day else set()
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
        also_took_part=[state for pk, state in named.items() if pk not in members.keys() | perhaps],
        members_not_named=[state for pk, state in members.items() if pk not in named],
    )
