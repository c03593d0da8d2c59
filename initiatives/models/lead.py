"""Addresses that somebody saw and that are not coded yet. Never public."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from .base import ADDRESS_LENGTH, TITLE_LENGTH
from .grouping import Grouping
from .source import Source
from .statement import Statement

IS_CODED = Q(statement__isnull=False) | Q(source__isnull=False)


class LeadQuerySet(models.QuerySet):
    def open(self):
        return self.exclude(IS_CODED).filter(reason="")

    def coded(self):
        return self.filter(IS_CODED)

    def set_aside(self):
        return self.exclude(IS_CODED).exclude(reason="")


class Lead(models.Model):
    """One address. It is coded when it says as what, set aside when it says why, and open otherwise.

    So it is open again when the draft that it was coded as is deleted.
    """

    address = models.URLField(max_length=ADDRESS_LENGTH, unique=True, help_text="Where it was seen.")
    words = models.CharField(max_length=TITLE_LENGTH, blank=True, help_text="Its title, or what it seems to be about.")
    grouping = models.ForeignKey(
        Grouping, models.SET_NULL, null=True, blank=True, related_name="leads", help_text="Whose text it may be."
    )
    day = models.DateField(null=True, blank=True, help_text="The day of the text, where it is known.")
    note = models.TextField(blank=True, help_text="What whoever codes it should know.")
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="leads", editable=False, help_text="Who saw it."
    )
    noted_at = models.DateTimeField("noted", auto_now_add=True, help_text="When it was entered (UTC).")
    statement = models.ForeignKey(
        Statement,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="leads",
        help_text="The text that it was coded as.",
    )
    source = models.ForeignKey(
        Source,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="leads",
        help_text="The source that it was coded as.",
    )
    reason = models.TextField(blank=True, help_text="Why it is set aside; empty where it is not.")
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        help_text="Who coded it or set it aside.",
    )
    settled_at = models.DateTimeField(null=True, editable=False, help_text="When that was (UTC).")

    objects = LeadQuerySet.as_manager()

    class Meta:
        ordering = ["-noted_at", "-pk"]

    def __str__(self):
        return self.words or self.address

    def clean(self):
        if self.reason and self.coded_as:
            raise ValidationError({"reason": "It is coded; what is coded is not set aside."})

    @property
    def coded_as(self):
        return self.statement or self.source

    @property
    def is_open(self) -> bool:
        return not self.coded_as and not self.reason
