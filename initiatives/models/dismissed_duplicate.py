"""Pairs of records that resemble each other and are not the same, as somebody who looked at both has said."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class DismissedDuplicateQuerySet(models.QuerySet):
    def standing(self):
        """Those that nobody took back."""
        return self.filter(taken_back_at__isnull=True)

    def about(self, record):
        """Those that a record is one of the two of, the newest first."""
        pair = Q(one=record.pk) | Q(other=record.pk)
        return self.filter(pair, noun=record._meta.model_name).order_by("-said_at", "-pk")


class DismissedDuplicate(models.Model):
    """“These two are not duplicates.” It holds as long as both are called as they were when it was said.

    It is kept when one of the two is deleted, and when it is taken back.
    """

    noun = models.CharField(max_length=40, help_text="The noun of both records, for example “commitment”.")
    one = models.PositiveBigIntegerField(help_text="The key of the record that was entered first.")
    other = models.PositiveBigIntegerField(help_text="The key of the other record.")
    marked_as = models.CharField(
        max_length=64, help_text="A digest of what both are called and where they are; when that changes, ask again."
    )
    reason = models.TextField(help_text="What tells them apart.")
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="dismissals", help_text="Who said so."
    )
    said_at = models.DateTimeField(auto_now_add=True, help_text="When it was said (UTC).")
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", help_text="Who took it back."
    )
    taken_back_at = models.DateTimeField(null=True, blank=True, help_text="When it was taken back (UTC).")

    objects = DismissedDuplicateQuerySet.as_manager()

    class Meta:
        ordering = ["-said_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="dismissed_duplicate_in_order", condition=Q(one__lt=F("other"))),
            models.CheckConstraint(
                name="dismissed_duplicate_taken_back_by_somebody",
                condition=Q(taken_back_by__isnull=True, taken_back_at__isnull=True)
                | Q(taken_back_by__isnull=False, taken_back_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="dismissed_duplicate_stands_once",
                fields=["noun", "one", "other", "marked_as"],
                condition=Q(taken_back_at__isnull=True),
            ),
        ]

    def __str__(self):
        return f"{self.noun} {self.one} is not {self.other}"
