"""What became of the addresses in the record: whether they still answer, and whether what stands there has changed.

A check belongs to an address, not to a record: a source and a statement may share one, and looking at an address
changes nothing that a record says, so it leaves no trace in its history.
"""

from django.db import models
from django.db.models import F, Q

from .base import ADDRESS_LENGTH, CODE_LENGTH

FAILURES_UNTIL_BROKEN = 3  # an address that does not answer is called broken after as many checks in a row


class LinkOutcome(models.TextChoices):
    OK = "ok", "Answers"
    REDIRECTED = "redirected", "Answers elsewhere"
    BROKEN = "broken", "Broken"
    UNREACHABLE = "unreachable", "Does not answer"


class LinkCheckQuerySet(models.QuerySet):
    def broken(self):
        """Those that answer with an error, and those that have not answered three times in a row."""
        return self.filter(
            Q(outcome=LinkOutcome.BROKEN) | Q(outcome=LinkOutcome.UNREACHABLE, failures__gte=FAILURES_UNTIL_BROKEN)
        )

    def changed(self):
        """Those whose document is not the one that was first seen; an editor says when that is dealt with."""
        return self.exclude(digest="").exclude(digest=F("seen_digest"))

    def accept(self) -> int:
        """What stands there now is what is expected from now on; gives the number of addresses."""
        return self.changed().update(seen_digest=F("digest"), changed_on=None)


class LinkCheck(models.Model):
    """The last look at one address of the record."""

    address = models.URLField(max_length=ADDRESS_LENGTH, unique=True, help_text="The address that was asked for.")
    checked_on = models.DateField(help_text="The day of the last check (UTC).")
    outcome = models.CharField(max_length=CODE_LENGTH, choices=LinkOutcome.choices, help_text="What came of it.")
    code = models.PositiveSmallIntegerField(null=True, blank=True, help_text="The HTTP status, where one came back.")
    note = models.TextField(blank=True, help_text="Why it failed, in a sentence.")
    leads_to = models.TextField(blank=True, help_text="Where it was sent on to, if it was.")
    failures = models.PositiveSmallIntegerField(default=0, help_text="How many checks in a row have failed.")
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the document as it stands there now.")
    seen_digest = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of the document that an editor expects there."
    )
    changed_on = models.DateField(null=True, blank=True, help_text="The day on which the change was first noticed.")

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        ordering = ["address"]
        verbose_name = "checked address"
        verbose_name_plural = "checked addresses"
        constraints = [
            models.CheckConstraint(name="link_check_outcome_is_known", condition=Q(outcome__in=LinkOutcome.values))
        ]

    def __str__(self):
        return self.address

    @property
    def has_changed(self) -> bool:
        return bool(self.digest) and self.digest != self.seen_digest


class LinkedQuerySet(models.QuerySet):
    """For records with addresses (``address_fields`` of the model)."""

    def _with_address_in(self, checks):
        paths = Q()
        for field in self.model.address_fields:
            paths |= Q(**{f"{field}__in": checks.values("address")})
        return self.filter(paths)

    def broken(self):
        """Records with an address that no longer leads anywhere."""
        return self._with_address_in(LinkCheck.objects.broken())

    def changed_documents(self):
        """Records with an address at which another document stands than was read."""
        return self._with_address_in(LinkCheck.objects.changed())

    def without_archive(self):
        """Records with a public address and no archived copy of it."""
        return self.exclude(url="").filter(archive_url="")


def archive_links(address: str) -> dict[str, str]:
    """Where a person may look for, or ask for, an archived copy; nothing is fetched. Empty without an address."""
    if not address:
        return {}
    return {
        "Look for archived copies": f"https://web.archive.org/web/*/{address}",
        "Have one made now": f"https://web.archive.org/save/{address}",
    }
