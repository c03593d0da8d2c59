"""Addresses that a public record once had: each keeps leading to where the record is now.

Redirects are those of ``django.contrib.redirects``. A changed slug leaves one by itself (``connect``), a merge asks for
one (``lead``).
"""

from django.conf import settings
from django.contrib.redirects.models import Redirect
from django.db.models.signals import pre_save

from .models import Commitment, Grouping, Source, State, Statement, Summit, Technology


def lead(old: str, new: str):
    """Let an old address lead to the new one, and with it every address that led to the old one."""
    here = Redirect.objects.filter(site_id=settings.SITE_ID)
    here.filter(old_path=new).delete()
    here.filter(new_path=old).update(new_path=new)
    Redirect.objects.update_or_create(site_id=settings.SITE_ID, old_path=old, defaults={"new_path": new})


def moved_to(model, slug: str) -> str:
    """The address of the page that a record of this slug has now, a state also by its ISO code; empty when unknown."""
    if model is State and (state := State.objects.filter(iso3=slug.upper()).first()):
        return state.get_absolute_url()
    old = model(slug=slug).get_absolute_url()
    found = Redirect.objects.filter(site_id=settings.SITE_ID, old_path=old).values_list("new_path", flat=True)
    return found.first() or ""


def _before_saving(sender, instance, raw=False, **kwargs):
    if raw or instance.pk is None or not getattr(instance, "was_public", True):
        return
    stored = sender._base_manager.filter(pk=instance.pk).only("slug").first()
    if stored and stored.slug != instance.slug:
        lead(stored.get_absolute_url(), instance.get_absolute_url())


def connect():
    """Let changed slugs leave a redirect; called once, when the app is ready."""
    for model in (Commitment, Grouping, Source, State, Statement, Summit, Technology):
        pre_save.connect(_before_saving, sender=model, dispatch_uid=f"address of {model.__name__}")
