"""The technology vocabulary, a tree."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from .base import (
    KeyedQuerySet,
    Record,
    aliases_field,
    slug_field,
)
from .history_row import HistoryRow


class TechnologyQuerySet(KeyedQuerySet):
    def family(self, slugs) -> set[int]:
        """Primary keys of the named technologies and of everything below them in the tree."""
        children: dict[int | None, list[int]] = {}
        found = []
        for pk, slug, parent in self.model.objects.values_list("pk", "slug", "parent"):
            children.setdefault(parent, []).append(pk)
            if slug in slugs:
                found.append(pk)
        seen: set[int] = set()
        while found:
            pk = found.pop()
            if pk not in seen:
                seen.add(pk)
                found += children.get(pk, [])
        return seen

    def in_tree_order(self) -> list["Technology"]:
        """All of them, each after its parent, with its ``depth`` in the tree."""
        below: dict[int | None, list[Technology]] = {}
        for technology in self.select_related("parent"):
            below.setdefault(technology.parent_id, []).append(technology)

        def walk(level, depth):
            for technology in level:
                technology.depth = depth
                yield technology
                yield from walk(below.get(technology.pk, []), depth + 1)

        return list(walk(below.get(None, []), 0))


class Technology(Record):
    """A node of the technology vocabulary; a broader technology is its parent."""

    slug = slug_field()
    name = models.CharField(max_length=100, unique=True, help_text="The name shown to readers.")
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        help_text="The broader technology; a search for it finds this one too.",
    )
    aliases = aliases_field()
    definition = models.TextField(blank=True, help_text="What belongs here and what does not, in one or two sentences.")
    borderline = models.TextField(
        "borderline case", blank=True, help_text="What is nearly this and is not, or is this and does not look it."
    )

    history = HistoricalRecords(bases=[HistoryRow])
    objects = TechnologyQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "technologies"
        constraints = [
            models.CheckConstraint(
                name="technology_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                violation_error_message="A technology cannot be its own parent.",
            )
        ]

    def __str__(self):
        return self.name

    def clean(self):
        above, seen = self.parent, [self]
        while above:
            if above in seen:
                raise ValidationError({"parent": f"“{above}” stands below this technology already."})
            seen.append(above)
            above = above.parent

    def get_absolute_url(self):
        return reverse("technology", args=[self.slug])
