"""Groupings of states and the dated parts that states have in them."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from simple_history.models import HistoricalRecords

from .base import CODE_LENGTH, TITLE_LENGTH, KeyedQuerySet, Record, aliases_field, choice_constraint, slug_field
from .dates import PartialDate
from .fields import PartialDateField, date_order_constraint, span_constraints
from .history_row import HistoryRow
from .public_version import ChangeKind, PublicVersion
from .publication import EditorialRecord, editorial_constraints
from .source import Source
from .state import State
from .vocabularies import MembershipRole


class Grouping(EditorialRecord):
    """A small group of states that meets and issues statements: the Quad, AUKUS, US-ROK-Japan."""

    slug = slug_field()
    name = models.CharField(max_length=TITLE_LENGTH, help_text="The full name.")
    short_name = models.CharField(max_length=100, help_text="The name used in lists and sentences.")
    aliases = aliases_field()
    founded = PartialDateField("the day, month or year it was founded or first met.")
    ended = PartialDateField("the day, month or year it ended; empty while it goes on.")
    purpose = models.TextField(blank=True, help_text="What it is for and how it came about, in our own words.")
    source = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="groupings",
        help_text="Where its founding was read.",
    )

    history = HistoricalRecords(bases=[HistoryRow])

    class Meta:
        ordering = ["short_name"]
        constraints = [
            *editorial_constraints("grouping"),
            *span_constraints("grouping", "founded", "ended"),
            date_order_constraint("grouping", "founded", "ended"),
        ]

    def __str__(self):
        return self.short_name

    def get_absolute_url(self):
        return reverse("grouping", args=[self.slug])

    @property
    def is_muted(self) -> bool:
        """In a list of groupings: whether it has ended by the day of the list."""
        return getattr(self, "is_over", False)


class MembershipQuerySet(KeyedQuerySet):
    def published(self):
        return self.filter(grouping__in=Grouping.objects.published())

    def with_changed_at(self):
        """Adds ``changed_at``: its own last change, or when readers last began to see its grouping (UTC)."""
        shown = PublicVersion.objects.filter(
            noun="grouping", key=OuterRef("grouping__slug"), kind__in=[ChangeKind.PUBLISHED, ChangeKind.RESTORED]
        )
        moment = Subquery(shown.order_by("-number").values("at")[:1])
        return self.annotate(changed_at=Greatest("updated_at", Coalesce(moment, "updated_at")))

    def with_period(self):
        """Adds ``start`` and ``end``, the days between which the part is known to have been held (either may be null).

        A start that is not known counts from the grouping's founding for members, from its source's date for others;
        no part outlives its grouping.
        """
        founding = models.Case(
            models.When(role=MembershipRole.MEMBER, then=F("grouping__founded_latest")),
            default=F("source__published_on_latest"),
        )
        end = models.Case(
            models.When(
                Q(left_latest__isnull=False)
                & (Q(grouping__ended_latest__isnull=True) | Q(left_latest__lte=F("grouping__ended_latest"))),
                then=F("left_latest"),
            ),
            default=F("grouping__ended_latest"),
        )
        return self.annotate(start=Coalesce(F("joined_latest"), founding), end=end)

    def begun(self, day: dt.date):
        """The parts that began by that day. A start nobody knows is taken as long ago for members, and as not shown
        for other roles."""
        return self.with_period().filter(Q(start__lte=day) | Q(start__isnull=True, role=MembershipRole.MEMBER))

    def on(self, day: dt.date):
        """The parts held on that day; one that ended on the day is over."""
        return self.begun(day).filter(Q(end__gt=day) | Q(end__isnull=True))

    def perhaps_on(self, day: dt.date):
        """The parts whose start, known to the month or year, lies before or after that day."""
        return self.filter(joined_earliest__lte=day, joined_latest__gt=day)

    def current(self):
        """The parts that have not ended."""
        return self.with_period().filter(end__isnull=True)

    def held(self, on: dt.date | None = None):
        """The parts held on the day or, without one, those that have not ended."""
        return self.on(on) if on else self.current()


class Membership(Record):
    """One period of one state in one role in one grouping; a state that left and came back has two."""

    key_fields = ("grouping__slug", "state__slug", "role", "joined_earliest")

    grouping = models.ForeignKey(
        Grouping, models.CASCADE, related_name="memberships", help_text="The grouping it takes part in."
    )
    state = models.ForeignKey(State, models.PROTECT, related_name="memberships", help_text="Who takes part.")
    role = models.CharField(
        max_length=CODE_LENGTH,
        choices=MembershipRole.choices,
        default=MembershipRole.MEMBER,
        help_text="Member, partner, observer, or candidate that is only discussed.",
    )
    joined = PartialDateField("when this period began; empty when not known.")
    left = PartialDateField("when this period ended; empty while it goes on.")
    note = models.TextField(blank=True, help_text="What a reader should know about this period.")
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="memberships", help_text="Where this was read."
    )

    history = HistoricalRecords(bases=[HistoryRow])
    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["grouping__short_name", "state__name", "joined_earliest"]
        constraints = [
            choice_constraint("membership", "role", MembershipRole),
            *span_constraints("membership", "joined", "left"),
            date_order_constraint("membership", "joined", "left"),
            models.UniqueConstraint(
                name="membership_one_per_start",
                fields=["grouping", "state", "role", "joined_earliest"],
                violation_error_message="This state has this role from this day already.",
            ),
            models.UniqueConstraint(
                name="membership_one_without_start",
                fields=["grouping", "state", "role"],
                condition=Q(joined_earliest__isnull=True),
                violation_error_message="This state has this role, without a known start, already.",
            ),
        ]

    def __str__(self):
        return f"{self.state}, {self.get_role_display().lower()} of {self.grouping}"

    def clean(self):
        if not (self.grouping_id and self.state_id):
            return
        if self.outlives_grouping:
            raise ValidationError({"__all__": f"{self.state} cannot stay longer than {self.grouping} lasted."})
        others = Membership.objects.filter(grouping=self.grouping, state=self.state, role=self.role).exclude(pk=self.pk)
        for other in others:
            if self.overlaps(other):
                raise ValidationError(f"{self.state} has this role from {other.joined or 'an unknown day'} already.")

    @property
    def outlives_grouping(self) -> bool:
        """Whether a stated day of this period certainly lies after the grouping's end."""
        ended = self.grouping.ended
        return bool(ended and any(date and date.earliest > ended.latest for date in (self.joined, self.left)))

    def overlaps(self, other: "Membership") -> bool:
        """Whether both periods certainly share a day; periods that only touch do not."""

        def starts(period):
            return period.joined.latest if period.joined else dt.date.min

        def ends(period):
            return period.left.earliest if period.left else dt.date.max

        return starts(self) < ends(other) and starts(other) < ends(self)

    @property
    def grouping_end_date(self) -> PartialDate | None:
        """The grouping's end, where this period is open and the grouping is over."""
        return self.grouping.ended if not self.left else None
