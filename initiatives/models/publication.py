"""What is public: the editorial states of a record, and that it is public together with what it hangs on."""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q

from .base import CODE_LENGTH, KeyedQuerySet, Record, choice_constraint
from .vocabularies import EditorialState


class EditorialQuerySet(KeyedQuerySet):
    def published(self):
        """What the public may see."""
        return self.filter(self.model.public())

    def gone(self):
        """What was public and is withdrawn, itself or with what it hangs on."""
        paths = ["", *(f"{path}__" for path in self.model.published_with)]
        withdrawn = reduce(or_, (Q(**{f"{path}state": EditorialState.WITHDRAWN}) for path in paths))
        return self.filter(withdrawn, **{f"{path}published_at__isnull": False for path in paths})


class EditorialRecord(Record):
    """A record that is drafted, reviewed, published and perhaps withdrawn, never deleted once it was public."""

    published_with: tuple[str, ...] = ()

    state = models.CharField(
        "editorial state",
        max_length=CODE_LENGTH,
        choices=EditorialState.choices,
        default=EditorialState.DRAFT,
        editable=False,
        db_index=True,
        help_text="Draft, in review, published or withdrawn; only published records are public.",
    )
    published_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When the record was first published (UTC); it stays for ever."
    )
    state_reason = models.TextField(
        "reason", blank=True, editable=False, help_text="Why it was sent back, or withdrawn (this is shown to readers)."
    )

    objects = EditorialQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def public(cls, path: str = "") -> Q:
        """Condition: published itself, and so is each record that it hangs on (``published_with``).

        ``path`` leads here from the rows that are asked (``"statement__"``).
        """
        states = [f"{path}state", *(f"{path}{above}__state" for above in cls.published_with)]
        return Q(**dict.fromkeys(states, EditorialState.PUBLISHED))

    @property
    def is_public(self) -> bool:
        """Whether ``public()`` holds for this record, told from the record and its parents in memory."""
        return all(record.state == EditorialState.PUBLISHED for record in self.with_parents)

    @property
    def with_parents(self) -> list["EditorialRecord"]:
        """The record and those that it hangs on (``published_with``), nearest first."""
        return [self, *(reduce(getattr, path.split("__"), self) for path in self.published_with)]

    @property
    def is_draft(self) -> bool:
        return self.state in (EditorialState.DRAFT, EditorialState.IN_REVIEW)

    @property
    def was_public(self) -> bool:
        return self.published_at is not None


def editorial_constraints(model: str) -> list[models.CheckConstraint]:
    """For ``Meta.constraints``: a known state, and a day of publication on whatever is or was public."""
    return [
        choice_constraint(model, "state", EditorialState),
        models.CheckConstraint(
            name=f"{model}_public_has_day",
            condition=Q(state__in=[EditorialState.DRAFT, EditorialState.IN_REVIEW]) | Q(published_at__isnull=False),
            violation_error_message="A published or withdrawn record keeps the day of its publication.",
        ),
    ]
