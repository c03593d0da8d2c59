"""Modes of cooperation."""

from django.db import models

from .base import CODE_LENGTH, KeyedQuerySet


class Mode(models.Model):
    """A way of cooperating. The rows follow ``vocabularies.Mode`` after each migrate; nobody edits them."""

    key_fields = ("code",)

    code = models.SlugField(max_length=CODE_LENGTH * 2, unique=True, help_text="The code used in addresses and data.")
    name = models.CharField(max_length=100, help_text="The name shown to readers.")
    definition = models.TextField(help_text="What belongs here and what does not.")
    position = models.PositiveSmallIntegerField(help_text="Its place in lists.")

    objects = KeyedQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        verbose_name = "mode of cooperation"
        verbose_name_plural = "modes of cooperation"

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.code,)
