"""What the desk proposes to somebody who enters a record: a free address, parties, sources used last, the next text.

Nothing is written here; a person sees each proposal and saves it, changes it or leaves it out.
"""

from itertools import chain, count

from django.db.models import F, QuerySet
from django.utils.text import slugify

from ..models import Commitment, FollowUp, Grouping, Membership, State, Statement, Summit
from ..models.base import SLUG_LENGTH
from ..models.vocabularies import RESERVED_NONE, EditorialState, MembershipRole

MODELS_WITH_SOURCE = (Commitment, FollowUp, Statement, Summit, Grouping)


def free_slug(model, text: str) -> str:
    """An address for the text that no record of the noun has; empty where the text has no Latin letter or digit."""
    words = slugify(text)
    if not words:
        return ""
    for number in count(1):
        tail = "" if number == 1 else f"-{number}"
        slug = words[: SLUG_LENGTH - len(tail)].strip("-") + tail
        if slug != RESERVED_NONE and not model.objects.filter(slug=slug).exists():
            return slug


def members_at(statement: Statement) -> QuerySet[State]:
    """The members of the statement's grouping on the day of its issue; those of today where it has none."""
    members = statement.grouping.memberships.filter(role=MembershipRole.MEMBER)
    held = members.on(statement.issued_on.latest) if statement.issued_on else members.current()
    return State.objects.filter(pk__in=Membership.objects.filter(pk__in=held.values("pk")).values("state"))


def recent_source_ids(user, number: int = 10) -> list[int]:
    """The primary keys of the sources that the user's newest changes cite, the newest first."""
    used = chain.from_iterable(
        model.history.model.objects.filter(history_user=user, source__isnull=False)
        .order_by("-history_date")
        .values_list("history_date", "source")[: number * 3]
        for model in MODELS_WITH_SOURCE
    )
    return list(dict.fromkeys(source for _, source in sorted(used, reverse=True)))[:number]


def next_draft_statement(summit: Summit | None, after: Statement | None = None) -> Statement | None:
    """The next draft among the texts of a meeting, in the order in which they were entered."""
    if summit is None:
        return None
    drafts = summit.statements.filter(state=EditorialState.DRAFT).order_by("pk")
    return drafts.filter(pk__gt=after.pk if after else 0).first()


def statements_of_summit(summit: Summit) -> QuerySet[Statement]:
    return summit.statements.order_by(F("issued_on_latest").asc(nulls_last=True), "pk")
