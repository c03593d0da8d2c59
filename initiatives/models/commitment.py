"""Commitments and the parties to them."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Case, DateField, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from simple_history.models import HistoricalRecords

from .base import CODE_LENGTH, TITLE_LENGTH, KeyedQuerySet, Record, choice_constraint, slug_field
from .dates import PartialDate
from .fields import PartialDateField, span_constraints
from .history_row import HistoryRow
from .mode import Mode
from .publication import EditorialQuerySet, EditorialRecord, editorial_constraints
from .source import Source
from .state import State
from .statement import Statement
from .technology import Technology
from .vocabularies import AmountBound, AmountScope, Blank, Evidence, ParticipationRole, Status


class CommitmentQuerySet(EditorialQuerySet):
    def announced_by(self, day: dt.date | None):
        """Those that were certainly announced by the day; all of them without one."""
        return self.filter(statement__issued_on_latest__lte=day) if day else self

    def with_status(self, on: dt.date | None = None):
        """Adds ``status`` and the span of its day, ``status_on_earliest`` and ``status_on_latest``.

        The status on a day is what the latest published follow-up up to that day supports, else announced as of the
        statement's date. A follow-up counts when its whole span lies up to the day; undated ones never do. Without a
        day every dated follow-up counts.
        """
        from .follow_up import FollowUp

        evidence = FollowUp.objects.public_rows().filter(commitment=OuterRef("pk")).with_supported_status(on)

        def newest(column):
            return Subquery(evidence.values(column)[:1])

        return self.annotate(
            status=Coalesce(newest("decided"), Value(Status.ANNOUNCED.value), output_field=models.CharField()),
            status_on_earliest=Coalesce(
                newest("date_earliest"), F("statement__issued_on_earliest"), output_field=DateField()
            ),
            status_on_latest=Coalesce(
                newest("date_latest"), F("statement__issued_on_latest"), output_field=DateField()
            ),
        )

    def with_status_rank(self):
        """After ``with_status``: adds ``status_rank``, the status's place in its vocabulary."""
        ranks = [When(status=status.value, then=Value(rank)) for rank, status in enumerate(Status)]
        return self.annotate(status_rank=Case(*ranks, default=Value(len(Status)), output_field=models.IntegerField()))

    def for_display(self):
        """With everything that a list row shows, in a fixed number of queries."""
        return self.select_related("statement__grouping", "statement__summit__grouping", "source").prefetch_related(
            "technologies", "modes", "participations__state"
        )


class Commitment(EditorialRecord):
    """One promise that states made in one statement."""

    published_with = ("statement", "statement__grouping")

    slug = slug_field()
    title = models.CharField(
        max_length=TITLE_LENGTH, help_text="The initiative's official name, or a short description of ours."
    )
    summary = models.TextField(help_text="What is promised, in one to three sentences of our own.")
    wording = models.TextField("exact wording", blank=True, help_text="The words of the text, quoted, where it helps.")
    statement = models.ForeignKey(
        Statement, models.PROTECT, related_name="commitments", help_text="The text in which it was first announced."
    )
    locator = models.CharField(
        max_length=TITLE_LENGTH, blank=True, help_text="Where in the text: a paragraph number or a section heading."
    )
    technologies = models.ManyToManyField(
        Technology, related_name="commitments", help_text="What it is about: the most specific that fit."
    )
    modes = models.ManyToManyField(Mode, related_name="commitments", help_text="How the states work together.")
    parties = models.ManyToManyField(State, through="Participation", related_name="commitments")
    amount_value = models.DecimalField(
        "amount",
        max_digits=20,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="The sum in whole units of the currency, if the text names one.",
    )
    amount_currency = models.CharField(
        "currency",
        max_length=3,
        blank=True,
        validators=[RegexValidator(r"^[A-Z]{3}$", "Three capital letters (ISO 4217), for example USD.")],
        help_text="ISO 4217 code, for example USD.",
    )
    amount_bound = models.CharField(
        "bound",
        max_length=CODE_LENGTH,
        blank=True,
        choices=AmountBound.choices,
        help_text="How the sum is meant: exact, about, at least, up to, or a target.",
    )
    amount_scope = models.CharField(
        "scope",
        max_length=CODE_LENGTH,
        blank=True,
        choices=AmountScope.choices,
        help_text="What the sum covers: this commitment as a whole, one party's share, or a wider programme.",
    )
    amount_note = models.TextField("note on the amount", blank=True, help_text="Who pays, for what, over which years.")
    target_date = PartialDateField("by when it is to be done, if the text says so.")
    evidence = models.CharField(
        "grade of evidence",
        max_length=CODE_LENGTH,
        choices=Evidence.choices,
        help_text="How well the announcement is evidenced.",
    )
    status_as_of = PartialDateField("up to when the evidence on its status was read.")
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="commitments", help_text="Where it was read."
    )
    blanks = models.JSONField(
        default=dict,
        blank=True,
        help_text="Why a field is empty: a JSON object of field and reason (searched, silent, not-applicable).",
    )

    history = HistoricalRecords(bases=[HistoryRow], m2m_fields=[technologies, modes])
    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        constraints = [
            *editorial_constraints("commitment"),
            choice_constraint("commitment", "evidence", Evidence),
            choice_constraint("commitment", "amount_bound", AmountBound, blank=True),
            choice_constraint("commitment", "amount_scope", AmountScope, blank=True),
            *span_constraints("commitment", "target_date", "status_as_of"),
            models.CheckConstraint(
                name="commitment_amount_is_whole",
                condition=Q(amount_value__isnull=True, amount_currency="", amount_bound="", amount_scope="")
                | (
                    Q(amount_value__isnull=False, amount_value__gte=0)
                    & ~Q(amount_currency="")
                    & ~Q(amount_bound="")
                    & ~Q(amount_scope="")
                ),
                violation_error_message="An amount has a value, a currency, a bound and a scope, or none of them.",
            ),
        ]

    BLANKABLE = ("wording", "locator", "amount", "target_date", "source", "follow_ups")

    def __str__(self):
        return self.title

    def clean(self):
        if not isinstance(self.blanks, dict):
            raise ValidationError({"blanks": 'A JSON object of field and reason, for example {"amount": "silent"}.'})
        for field, reason in self.blanks.items():
            if field not in self.BLANKABLE:
                raise ValidationError({"blanks": f"“{field}” is none of {', '.join(self.BLANKABLE)}."})
            if reason not in Blank.values:
                raise ValidationError({"blanks": f"“{reason}” is none of {', '.join(Blank.values)}."})

    def get_absolute_url(self):
        return reverse("commitment", args=[self.slug])

    @property
    def grouping(self):
        return self.statement.grouping

    @property
    def announced(self):
        """When it was announced: the date of its statement, of whatever precision, or None."""
        return self.statement.issued_on

    @property
    def is_due_before_announced(self) -> bool:
        """Whether it was certainly to be done before it was announced."""
        return bool(self.target_date and self.announced and self.target_date.latest < self.announced.earliest)

    @property
    def status_on(self) -> PartialDate | None:
        """After ``with_status``: the day of the evidence for the status."""
        if self.status_on_earliest is None:
            return None
        return PartialDate(self.status_on_earliest, self.status_on_latest)

    @property
    def status_label(self) -> str:
        return Status(self.status).label

    @property
    def amount_text(self) -> str:
        """The sum in words, with its bound: “at least USD 8,000,000”; empty without one."""
        if self.amount_value is None:
            return ""
        bound = "" if self.amount_bound == AmountBound.EXACT else f"{self.get_amount_bound_display()} "
        number = f"{self.amount_value:,.2f}".removesuffix(".00").replace(",", "\u202f")
        words = f"{bound}{self.amount_currency} {number}"
        return words[0].upper() + words[1:]

    def blank_reason(self, field: str) -> str:
        """Why the field is empty: a code of ``Blank``; not assessed unless somebody said otherwise."""
        return self.blanks.get(field, Blank.NOT_ASSESSED)


class ParticipationQuerySet(KeyedQuerySet):
    def published(self):
        return self.filter(commitment__in=Commitment.objects.published())


class Participation(Record):
    """A party to a commitment, in a role, as the text says; never derived from membership."""

    key_fields = ("commitment__slug", "state__slug", "role")

    commitment = models.ForeignKey(
        Commitment, models.CASCADE, related_name="participations", help_text="What it takes part in."
    )
    state = models.ForeignKey(State, models.PROTECT, related_name="participations", help_text="The party.")
    role = models.CharField(
        max_length=CODE_LENGTH,
        choices=ParticipationRole.choices,
        default=ParticipationRole.PARTICIPANT,
        help_text="Lead, participant, host or beneficiary, as the text has it.",
    )

    history = HistoricalRecords(bases=[HistoryRow])
    objects = ParticipationQuerySet.as_manager()

    class Meta:
        ordering = ["state__name", "role"]
        constraints = [
            choice_constraint("participation", "role", ParticipationRole),
            models.UniqueConstraint(
                name="participation_once_per_role",
                fields=["commitment", "state", "role"],
                violation_error_message="This state has this role already.",
            ),
        ]

    def __str__(self):
        return f"{self.state} ({self.get_role_display().lower()})"
