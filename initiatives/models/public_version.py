"""What readers saw of each record: a row for each public version, written in the transaction that made it."""

from django.db import models
from django.db.models import OuterRef, Subquery

from .base import CODE_LENGTH
from .natural_keys import find_by_natural_key


class ChangeKind(models.TextChoices):
    """What happened to the record that a version is of."""

    PUBLISHED = "published", "Published"
    CHANGED = "changed", "Changed"
    IMPORTED = "imported", "Changed by an import"
    PART = "part", "A part that has versions of its own changed"
    RESTORED = "restored", "Published again"
    WITHDRAWN = "withdrawn", "Withdrawn"
    MERGED = "merged", "Merged into another record"


class Role(models.TextChoices):
    """In which role somebody acted; empty where it was not recorded."""

    CURATOR = "curator", "a curator"
    EDITOR = "editor", "an editor"
    ADMINISTRATOR = "administrator", "an administrator"
    RESEARCH = "research", "the research import"


HIDING = (ChangeKind.WITHDRAWN, ChangeKind.MERGED)


class PublicVersionQuerySet(models.QuerySet):
    def get_by_natural_key(self, noun: str, key: str, number: int):
        return find_by_natural_key(self, (noun, key, number))

    def of(self, record):
        """The versions of one record, oldest first."""
        return self.filter(noun=record._meta.model_name, key=version_key(record)).order_by("number")

    def latest(self, noun: str, keys) -> dict[str, "PublicVersion"]:
        """The newest version of each record of the noun, by key."""
        newest = self.filter(noun=noun, key=OuterRef("key")).order_by("-number").values("pk")[:1]
        return {row.key: row for row in self.filter(noun=noun, key__in=keys, pk=Subquery(newest))}


class PublicVersion(models.Model):
    """A record and its parts as readers saw them from a moment on, or that they no longer see it.

    The record is named by its noun and natural key, so that a version can be loaded from a fixture and outlives a merge.
    """

    noun = models.CharField(max_length=20, help_text="The noun of the record, for example “commitment”.")
    key = models.CharField(max_length=220, help_text="The natural key of the record, its parts joined by “/”.")
    number = models.PositiveIntegerField(help_text="1 for the first version that readers saw.")
    at = models.DateTimeField(db_index=True, help_text="When readers saw it first (UTC).")
    kind = models.CharField(max_length=CODE_LENGTH, choices=ChangeKind.choices, help_text="What happened.")
    author_role = models.CharField(
        max_length=CODE_LENGTH, choices=Role.choices, blank=True, help_text="The role of whoever wrote the change."
    )
    decider_role = models.CharField(
        max_length=CODE_LENGTH, choices=Role.choices, blank=True, help_text="The role of whoever made it public."
    )
    reason = models.TextField(blank=True, help_text="Why, as readers are told.")
    grouping = models.CharField(max_length=100, blank=True, help_text="The grouping that the record belongs to.")
    name = models.TextField(help_text="What the record was called.")
    content = models.JSONField(help_text="Values by field and parts by relation; empty where readers no longer see it.")

    key_fields = ("noun", "key", "number")
    objects = PublicVersionQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["-at", "noun", "-pk"]
        constraints = [models.UniqueConstraint(name="public_version_once", fields=["noun", "key", "number"])]

    def __str__(self):
        return f"{self.noun} {self.key}, version {self.number}"

    def natural_key(self) -> tuple[str, str, int]:
        return self.noun, self.key, self.number

    @property
    def is_visible(self) -> bool:
        """Whether readers see the record since this version."""
        return self.kind not in HIDING


def version_key(record) -> str:
    """The natural key of a record as versions spell it."""
    return "/".join(map(str, record.natural_key()))
