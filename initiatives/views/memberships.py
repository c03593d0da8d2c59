"""The table of memberships on the pages of groupings and states."""

from django.utils.translation import gettext as _

from ..models import Membership
from ..models.vocabularies import MembershipRole


def membership_row(row: Membership, day=None) -> dict:
    """One period as a table row."""
    joined = str(row.joined) if row.joined else _("start not known")
    left = row.left or row.grouping_end_date
    over = row.end is not None and (day is None or row.end <= day)
    return {
        "state": row.state,
        "grouping": row.grouping,
        "role_code": row.role,
        "role_label": row.get_role_display(),
        "joined": row.joined,
        "joined_words": joined,
        "left": left if over else None,
        "left_words": str(left) if over else "",
        "note": row.note,
        "source": row.source,
        "current": not over,
    }


def membership_rows(rows, day=None) -> list[dict]:
    """Memberships in the order of their roles, present ones first; ``day`` keeps those held on it."""
    rows = (rows.on(day) if day else rows.with_period()).select_related("state", "grouping", "source")
    place = {role: index for index, role in enumerate(MembershipRole.values)}
    found = [membership_row(row, day) for row in rows]
    return sorted(found, key=lambda row: (not row["current"], place[row["role_code"]]))
