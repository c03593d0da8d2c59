"""What a later text or event did to a commitment."""

import datetime as dt
from collections import Counter

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Case, F, Max, Q, When
from simple_history.models import HistoricalRecords

from . import redirects
from .base import CODE_LENGTH, TITLE_LENGTH, choice_constraint
from .commitment import Commitment
from .fields import PartialDateField, span_constraints
from .history_row import HistoryRow
from .publication import EditorialQuerySet, EditorialRecord, editorial_constraints
from .source import Source
from .statement import Statement
from .status import NO_STATUS, supported_status, supported_status_expression
from .vocabularies import EditorialState, FollowUpKind, Status


class FollowUpQuerySet(EditorialQuerySet):
    def public_rows(self):
        """Published rows, whatever their commitment is; for use where the commitment is given."""
        return self.filter(state=EditorialState.PUBLISHED)

    def in_time(self):
        """Oldest first by latest day, then earliest, then number; undated last."""
        return self.order_by(F("date_latest").asc(nulls_last=True), F("date_earliest").asc(nulls_last=True), "number")

    def with_supported_status(self, on: dt.date | None = None):
        """The dated rows up to the day that support a status (``decided``), newest first.

        An assessment read the record as of its day, so it comes after the texts of that same day.
        """
        rows = self.annotate(decided=supported_status_expression()).filter(
            decided__isnull=False, date_latest__isnull=False
        )
        if on:
            rows = rows.filter(date_latest__lte=on)
        assessed_last = Case(When(kind=FollowUpKind.ASSESSED, then=1), default=0)
        return rows.order_by("-date_latest", "-date_earliest", assessed_last.desc(), "-number")


class NumberedRow(models.Model):
    """A row of a commitment with a permanent number, given when it is first saved or moves to another commitment.

    A number that readers have seen is never given again. Its commitment is locked first, as whoever changes a commitment
    does: of two rows added at once the second waits for the number after the first’s.
    """

    key_fields = ("commitment__slug", "number")

    number = models.PositiveSmallIntegerField(
        editable=False, help_text="Its permanent number within the commitment; part of its address."
    )

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if self.number is not None and not self._moves(kwargs.get("update_fields")):
            return super().save(*args, **kwargs)
        with transaction.atomic():
            # A row that names the commitment holds a key lock on it; without “no key” two of those would wait for each other.
            Commitment.objects.select_for_update(of=("self",), no_key=True).filter(pk=self.commitment_id).first()
            self.number = last_numbers(type(self), [self.commitment_id])[self.commitment_id] + 1
            return super().save(*args, **kwargs)

    def _moves(self, update_fields) -> bool:
        """Whether the row is stored as one of another commitment."""
        stored = type(self)._base_manager.filter(pk=self.pk).exclude(commitment=self.commitment_id)
        return self.pk is not None and update_fields is None and stored.exists()


def last_numbers(model, commitments) -> Counter:
    """The last number that each of the commitments (primary keys) gave to a row of the model; 0 if none."""
    rows = model.objects.filter(commitment__in=commitments).order_by()
    last = Counter(dict(rows.values_list("commitment").annotate(Max("number"))))
    moved = redirects.last_moved_numbers() if model is FollowUp else None
    for commitment in Commitment.objects.filter(pk__in=commitments).only("slug") if moved else ():
        last[commitment.pk] = max(last[commitment.pk], moved[commitment.get_absolute_url()])
    return last


class FollowUp(NumberedRow, EditorialRecord):
    """A later text or event that reaffirms, expands, reports on, completes or ends a commitment."""

    published_with = ("commitment", "commitment__statement", "commitment__statement__grouping")

    commitment = models.ForeignKey(
        Commitment, models.CASCADE, related_name="follow_ups", help_text="The commitment it is about."
    )
    date = PartialDateField("when it happened; this decides the order.", indexed=True)
    kind = models.CharField(max_length=CODE_LENGTH, choices=FollowUpKind.choices, help_text="What it did.")
    supports = models.CharField(
        "status it supports",
        max_length=CODE_LENGTH,
        blank=True,
        choices=[*Status.choices, (NO_STATUS, "No status")],
        help_text="Leave empty for what its kind stands for; choose only where the text says otherwise.",
    )
    statement = models.ForeignKey(
        Statement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="follow_ups",
        help_text="The statement that says so; it may be another grouping's.",
    )
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="follow_ups", help_text="Where it was read."
    )
    locator = models.CharField(max_length=TITLE_LENGTH, blank=True, help_text="Where in the text.")
    note = models.TextField(blank=True, help_text="What happened, in a sentence or two of our own.")

    history = HistoricalRecords(bases=[HistoryRow])
    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = "follow-up"
        ordering = ["commitment__slug", "number"]
        constraints = [
            *editorial_constraints("follow_up"),
            choice_constraint("follow_up", "kind", FollowUpKind),
            models.CheckConstraint(
                name="follow_up_supports_is_known",
                condition=Q(supports__in=["", NO_STATUS, *Status.values]),
                violation_error_message="Unknown status.",
            ),
            *span_constraints("follow_up", "date"),
            models.UniqueConstraint(name="follow_up_number_once", fields=["commitment", "number"]),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.date or 'undated'}"

    def get_absolute_url(self):
        return f"{self.commitment.get_absolute_url()}#{self.anchor}"

    @property
    def anchor(self) -> str:
        return f"follow-up-{self.number}"

    def clean(self):
        if (
            self._state.adding
            and self.commitment_id
            and self.number in redirects.moved_follow_ups(self.commitment.slug)
        ):
            raise ValidationError({"number": "A follow-up with this number was moved to another commitment."})
        if self.commitment_id and self.is_too_early:
            raise ValidationError(
                f"{self.date} lies before the announcement ({self.commitment.announced}); a follow-up comes after it."
            )

    @property
    def public_statement(self) -> Statement | None:
        """The statement that it cites, if readers may know of it."""
        return self.statement if self.statement and self.statement.is_public else None

    @property
    def is_too_early(self) -> bool:
        """Whether it certainly happened before the commitment was announced."""
        announced = self.commitment.announced
        return bool(self.date and announced and self.date.latest < announced.earliest)

    @property
    def supported(self) -> str | None:
        return supported_status(self.kind, self.supports)

    @property
    def supported_label(self) -> str:
        return Status(self.supported).label if self.supported else ""
