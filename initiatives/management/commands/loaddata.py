"""Django's `loaddata`, with the natural keys of a model read once instead of one query for each record and reference."""

from django.core.management.commands import loaddata

from ...models.natural_keys import cached_natural_keys


class Command(loaddata.Command):
    def loaddata(self, fixture_labels):
        with cached_natural_keys():
            super().loaddata(fixture_labels)
