"""What curators say to each other about a record: notes, what is wrong, and that something was checked. Never public."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from .base import CODE_LENGTH, TITLE_LENGTH


class ReviewCommentKind(models.TextChoices):
    """The kinds of a comment. They are for the desk and not in the public codebook."""

    NOTE = "note", "Note"
    WRONG = "wrong", "Wrong"
    CHECKED = "checked", "Checked and correct"


class Severity(models.TextChoices):
    MINOR = "minor", "Minor"
    MAJOR = "major", "Major"


class ReviewCommentQuerySet(models.QuerySet):
    def about(self, record):
        return self.filter(noun=record._meta.model_name, key=record.pk)

    def open(self):
        """Those that wait for an answer; that something is correct does not."""
        return self.filter(resolved_at__isnull=True).exclude(kind=ReviewCommentKind.CHECKED)

    def major(self):
        return self.filter(severity=Severity.MAJOR)

    def due(self, day):
        """Those whose record is to be checked again by that day, and that nobody has resolved."""
        return self.filter(resolved_at__isnull=True, check_again_by__lte=day)

    def to_resolve(self):
        """Those that can be resolved: open ones, and checks that are to be made again."""
        return self.filter(resolved_at__isnull=True).exclude(
            kind=ReviewCommentKind.CHECKED, check_again_by__isnull=True
        )


class ReviewComment(models.Model):
    """One comment on a record or on one thing that it says.

    It names its record by noun and key, so that it changes nothing of the record: neither its version nor its history.
    It is kept when it is resolved, and when its record is deleted.
    """

    noun = models.CharField(max_length=40, help_text="The noun of the record, for example “commitment”.")
    key = models.PositiveBigIntegerField(help_text="The key of the record.")
    said_of = models.CharField(max_length=TITLE_LENGTH, help_text="What the record was called then.")
    field = models.CharField(
        "about", max_length=40, blank=True, help_text="Which value or rows it is about; empty for all of the record."
    )
    kind = models.CharField(
        max_length=CODE_LENGTH,
        choices=ReviewCommentKind.choices,
        default=ReviewCommentKind.NOTE,
        help_text="A note, an error, or that somebody compared it with the source.",
    )
    severity = models.CharField(
        max_length=CODE_LENGTH,
        choices=Severity.choices,
        blank=True,
        help_text="How grave an error is. A major one is named to whoever publishes.",
    )
    text = models.TextField(
        "comment", blank=True, help_text="What you want to say. Of what is wrong: what it should be."
    )
    quote = models.TextField(blank=True, help_text="The words of the source that show it.")
    check_again_by = models.DateField(
        null=True, blank=True, help_text="From this day on the desk asks to check it again, until this is resolved."
    )
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="comments", help_text="Who said it."
    )
    said_at = models.DateTimeField(auto_now_add=True, help_text="When it was said (UTC).")
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", help_text="Who resolved it."
    )
    resolved_at = models.DateTimeField(null=True, blank=True, help_text="When it was resolved (UTC).")
    resolution = models.TextField(blank=True, help_text="How it was resolved.")

    objects = ReviewCommentQuerySet.as_manager()

    class Meta:
        ordering = ["-said_at", "-pk"]
        indexes = [models.Index(fields=["noun", "key"], name="comment_record")]
        constraints = [
            models.CheckConstraint(name="comment_kind_is_known", condition=Q(kind__in=ReviewCommentKind.values)),
            models.CheckConstraint(
                name="comment_severity_of_what_is_wrong",
                condition=Q(kind=ReviewCommentKind.WRONG, severity__in=Severity.values)
                | ~Q(kind=ReviewCommentKind.WRONG) & Q(severity=""),
            ),
            models.CheckConstraint(
                name="comment_resolved_by_somebody",
                condition=Q(resolved_by__isnull=True, resolved_at__isnull=True, resolution="")
                | Q(resolved_by__isnull=False, resolved_at__isnull=False) & ~Q(resolution=""),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.said_of}"

    def clean(self):
        faults = {}
        if self.kind == ReviewCommentKind.WRONG and not self.severity:
            faults["severity"] = "Say how grave it is."
        if self.kind != ReviewCommentKind.WRONG and self.severity:
            faults["severity"] = "Only what is wrong is minor or major."
        if not self.text and self.kind == ReviewCommentKind.WRONG:
            faults["text"] = "Say what it should be."
        elif not self.text and self.kind == ReviewCommentKind.NOTE:
            faults["text"] = "Say something."
        if faults:
            raise ValidationError(faults)

    @property
    def is_open(self) -> bool:
        return self.resolved_at is None and self.kind != ReviewCommentKind.CHECKED

    @property
    def can_be_resolved(self) -> bool:
        return self.is_open or (self.resolved_at is None and self.check_again_by is not None)
