"""Initial values for new records: free slugs, parties, recent sources, the next text. Nothing is stored here."""

from itertools import chain, count

from django.db.models import F, QuerySet
from django.utils.text import slugify

from ..models import Commitment, FollowUp, Grouping, Membership, State, Statement, Summit
from ..models.base import SLUG_LENGTH
from ..models.vocabularies import RESERVED_NONE, EditorialState, MembershipRole

MODELS_WITH_SOURCE = (Commitment, FollowUp, Statement, Summit, Grouping)


def free_slug(model, text: str) -> str:
    """A slug for the text that no record of the model has; empty if the text has no Latin letter or digit."""
    words = slugify(text)
    if not words:
        return ""
    for number in count(1):
        tail = "" if number == 1 else f"-{number}"
        slug = words[: SLUG_LENGTH - len(tail)].strip("-") + tail
        if slug != RESERVED_NONE and not model.objects.filter(slug=slug).exists():
            return slug


def members_at(statement: Statement) -> QuerySet[State]:
    """The members of the statement's grouping on its ``membership_day``."""
    held = statement.grouping.memberships.filter(role=MembershipRole.MEMBER).held(statement.membership_day)
    return State.objects.filter(pk__in=Membership.objects.filter(pk__in=held.values("pk")).values("state"))


def recent_source_ids(user, number: int = 10) -> list[int]:
    """The primary keys of the sources cited by the user's latest changes, latest first."""
    used = chain.from_iterable(
        model.history.model.objects.filter(history_user=user, source__isnull=False)
        .order_by("-history_date")
        .values_list("history_date", "source")[: number * 3]
        for model in MODELS_WITH_SOURCE
    )
    return list(dict.fromkeys(source for _, source in sorted(used, reverse=True)))[:number]


def next_draft_statement(summit: Summit | None, after: Statement | None = None) -> Statement | None:
    """The next draft among the texts of a meeting, in order of entry."""
    if summit is None:
        return None
    drafts = summit.statements.filter(state=EditorialState.DRAFT).order_by("pk")
    return drafts.filter(pk__gt=after.pk if after else 0).first()


def statements_of_summit(summit: Summit) -> QuerySet[Statement]:
    return summit.statements.order_by(F("issued_on_latest").asc(nulls_last=True), "pk")
