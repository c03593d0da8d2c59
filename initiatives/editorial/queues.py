"""The work queues of the curators' desk.

Each ``Queue`` maps models to functions that take a queryset and a user and return the waiting rows. Both the counts
on the desk and the filtered lists use these functions, so that they agree.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from ..analyses.due import ENDED_STATUSES, OVERDUE, due_condition
from ..models import Commitment, FollowUp, Grouping, Lead, ReviewComment, SearchLogEntry, Source, Statement, Summit
from ..models.dates import today
from ..models.parts import PARENT_COLUMNS, PART_RELATIONS
from ..models.vocabularies import STALE_AFTER_DAYS, Coding, EditorialState, SearchOutcome
from .duplicates import DUPLICATE_RULES, probable_duplicates

DRAFTS_ARE_STALE_AFTER_DAYS = 30
EDITORIAL_MODELS = (Grouping, Summit, Statement, Commitment, FollowUp)
MODELS_WITH_ADDRESSES = (Source, Statement)
UNPUBLISHED_STATES = (EditorialState.DRAFT, EditorialState.IN_REVIEW)

RowSelector = Callable[[QuerySet, object], QuerySet]


@dataclass(frozen=True)
class Queue:
    """One kind of waiting work: its code in addresses, its title, a hint what to do, and its rows for each model."""

    code: str
    title: str
    hint: str
    rows: dict[type, RowSelector]

    def select(self, queryset: QuerySet, user) -> QuerySet:
        """The rows of the queryset that wait in this queue for the user."""
        return self.rows[queryset.model](queryset, user)


@dataclass(frozen=True)
class QueueCount:
    """The number of records of one model in a queue."""

    model: type
    count: int

    @property
    def noun(self) -> str:
        meta = self.model._meta
        return str(meta.verbose_name if self.count == 1 else meta.verbose_name_plural)


def queue_counts(queue: Queue, user, nouns) -> list[QueueCount]:
    """The counts of a queue for those of its models that are in ``nouns``; one query each."""
    visible = [model for model in queue.rows if model in nouns]
    return [QueueCount(model, queue.select(model.objects.all(), user).count()) for model in visible]


def author_condition(user, model) -> Exists:
    """Condition: the user entered the record or changed the content of it or its parts (see
    ``transitions.last_author``).

    Follow-ups do not count, because they are separate drafts.
    """
    earlier = model.history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id")).order_by("-history_id")
    own = model.history.filter(id=OuterRef("pk"), history_user=user).annotate(before=earlier.values("state")[:1])
    found = Exists(own.filter(Q(before__isnull=True) | Q(before=F("state"))))
    for relation in PART_RELATIONS.get(model, ()):
        part = model._meta.get_field(relation).related_model
        if part is not FollowUp:
            found |= Exists(part.history.filter(**{PARENT_COLUMNS[part]: OuterRef("pk")}, history_user=user))
    return found


def my_drafts(queryset, user):
    mine = author_condition(user, queryset.model)
    return queryset.filter(mine, state=EditorialState.DRAFT, state_reason="")


def to_review(queryset, user):
    return queryset.filter(state=EditorialState.IN_REVIEW)


def sent_back(queryset, user):
    mine = author_condition(user, queryset.model)
    return queryset.filter(mine, state=EditorialState.DRAFT).exclude(state_reason="")


def stale_drafts(queryset, user):
    limit = dt.datetime.combine(_days_ago(DRAFTS_ARE_STALE_AFTER_DAYS), dt.time(), dt.UTC)
    return queryset.filter(state__in=UNPUBLISHED_STATES, updated_at__lt=limit)


def follow_ups_due(queryset, user):
    """Published commitments that have not ended and that nobody has checked for 180 days: the statement, the last
    public follow-up, the last search for follow-ups and the date of the status are all older.
    """
    limit = _days_ago(STALE_AFTER_DAYS)
    followed = FollowUp.objects.public_rows().filter(commitment=OuterRef("pk"), date_latest__gte=limit)
    searched = SearchLogEntry.objects.filter(commitment=OuterRef("pk"), field="follow_ups", done_on__gte=limit)
    read = Q(status_as_of_latest__isnull=False, status_as_of_latest__gte=limit)
    new = Q(statement__issued_on_latest__isnull=False, statement__issued_on_latest__gte=limit)
    going_on = queryset.filter(state=EditorialState.PUBLISHED).with_status().exclude(status__in=ENDED_STATUSES)
    return going_on.exclude(read).exclude(new).filter(~Exists(followed), ~Exists(searched))


def target_passed(queryset, user):
    published = queryset.filter(state=EditorialState.PUBLISHED).with_status()
    return published.filter(due_condition([OVERDUE], today()))


def searches_to_repeat(queryset, user):
    """Commitments with a search that found nothing more than 180 days ago and was not repeated."""
    stale = SearchLogEntry.objects.filter(
        commitment=OuterRef("pk"), outcome=SearchOutcome.NOTHING_FOUND, done_on__lte=_days_ago(STALE_AFTER_DAYS)
    )
    later = SearchLogEntry.objects.filter(
        commitment=OuterRef("commitment"), field=OuterRef("field"), done_on__gt=OuterRef("done_on")
    )
    withdrawn = Q(state=EditorialState.WITHDRAWN)
    return queryset.exclude(withdrawn).filter(Exists(stale.filter(~Exists(later))))


def not_fully_coded(queryset, user):
    return queryset.exclude(state=EditorialState.WITHDRAWN).exclude(coding=Coding.COMPLETE)


def source_without_archive(queryset, user):
    return queryset.without_archive()


def text_without_archive(queryset, user):
    own = queryset.exclude(state=EditorialState.WITHDRAWN).without_archive()
    return own.filter(Q(source__isnull=True) | Q(source__archive_url=""))


def with_broken_links(queryset, user):
    return queryset.broken()


def with_changed_documents(queryset, user):
    return queryset.changed_documents()


def with_probable_duplicates(queryset, user):
    pairs = probable_duplicates(queryset.model)
    return queryset.filter(pk__in={record.pk for pair in pairs for record in (pair.one, pair.other)})


def comments_on_my_drafts(queryset, user):
    """Open comments on drafts and records in review of which the user is an author."""
    return queryset.open().filter(
        _about(
            {
                model: model.objects.filter(author_condition(user, model), state__in=UNPUBLISHED_STATES)
                for model in EDITORIAL_MODELS
            }
        )
    )


def open_comments(queryset, user):
    return queryset.open().filter(_about_any())


def comments_to_check_again(queryset, user):
    return queryset.due(today()).filter(_about_any())


def _about(rows: dict[type, QuerySet]) -> Q:
    """Condition: the comment is about one of the rows of its model."""
    nouns = (Q(noun=model._meta.model_name, key__in=found.order_by().values("pk")) for model, found in rows.items())
    return reduce(or_, nouns)


def _about_any() -> Q:
    """Condition: the record that the comment is about exists."""
    return _about({model: model.objects.all() for model in (*EDITORIAL_MODELS, Source)})


def open_leads(queryset, user):
    return queryset.open()


def _days_ago(days: int) -> dt.date:
    return today() - dt.timedelta(days=days)


QUEUES = [
    Queue(
        "sent-back",
        "Sent back to me",
        "Read the reason, correct the record and send it to review again.",
        dict.fromkeys(EDITORIAL_MODELS, sent_back),
    ),
    Queue("mine", "My drafts", "Finish them and send them to review.", dict.fromkeys(EDITORIAL_MODELS, my_drafts)),
    Queue(
        "review",
        "To review",
        "An editor publishes them or sends them back.",
        dict.fromkeys(EDITORIAL_MODELS, to_review),
    ),
    Queue(
        "my-comments",
        "Comments on my drafts",
        "Correct what is wrong, then resolve the comment.",
        {ReviewComment: comments_on_my_drafts},
    ),
    Queue(
        "comments",
        "Open comments",
        "Comments on any record. Resolve a comment when you have dealt with it.",
        {ReviewComment: open_comments},
    ),
    Queue(
        "check-again",
        "To check again",
        "The “check again” day has come. Check, then resolve the comment; add a new one to set a new day.",
        {ReviewComment: comments_to_check_again},
    ),
    Queue(
        "leads",
        "Leads",
        "Texts found but not entered. Enter each one, or set it aside with a reason.",
        {Lead: open_leads},
    ),
    Queue(
        "stale",
        "Stale drafts",
        f"Drafts of any author that nobody has changed for {DRAFTS_ARE_STALE_AFTER_DAYS} days.",
        dict.fromkeys(EDITORIAL_MODELS, stale_drafts),
    ),
    Queue(
        "look-again",
        "Follow-ups due",
        f"Nobody has checked these for {STALE_AFTER_DAYS} days. Search for follow-ups and enter them. "
        "If there are none, an editor records the search.",
        {Commitment: follow_ups_due},
    ),
    Queue(
        "target-passed",
        "Target dates passed",
        "The target date has passed without evidence of completion.",
        {Commitment: target_passed},
    ),
    Queue(
        "search-again",
        "Searches to repeat",
        f"The search found nothing and is more than {STALE_AFTER_DAYS} days old. An editor records the new search.",
        {Commitment: searches_to_repeat},
    ),
    Queue(
        "coding",
        "Statements not fully coded",
        "Statements that nobody has read, or read only in part.",
        {Statement: not_fully_coded},
    ),
    Queue(
        "archive",
        "Without an archived copy",
        "Archive the page and enter the address of the copy. Only editors can change public records.",
        {Source: source_without_archive, Statement: text_without_archive},
    ),
    Queue(
        "broken",
        "Broken links",
        "Find the new address or an archived copy. Only editors can change public records.",
        dict.fromkeys(MODELS_WITH_ADDRESSES, with_broken_links),
    ),
    Queue(
        "changed",
        "Changed documents",
        "The document has changed since it was read. Read it again.",
        dict.fromkeys(MODELS_WITH_ADDRESSES, with_changed_documents),
    ),
    Queue(
        "duplicates",
        "Probable duplicates",
        "Editors merge records that are the same. If they are not the same, mark them as not duplicates.",
        dict.fromkeys(DUPLICATE_RULES, with_probable_duplicates),
    ),
]


def queues_for_model(model) -> list[Queue]:
    return [queue for queue in QUEUES if model in queue.rows]
