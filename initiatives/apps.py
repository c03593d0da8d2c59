"""The one app of the project."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class InitiativesConfig(AppConfig):
    name = "initiatives"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import search
        from .history import recording, versions
        from .importing.reference_rows import sync_reference_rows
        from .lists.resources import register_search_texts
        from .models import redirects

        post_migrate.connect(sync_reference_rows, sender=self)
        register_search_texts()
        search.connect_index_signals()
        versions.connect()
        recording.connect()
        redirects.connect_redirect_signals()
