"""Addresses that a public record once had: each keeps leading to where the record is now.

Redirects are those of ``django.contrib.redirects``. A changed slug leaves one by itself
(``connect_redirect_signals``), a merge asks for one (``create_redirect``).
"""

from django.apps import apps
from django.conf import settings
from django.contrib.redirects.middleware import RedirectFallbackMiddleware
from django.contrib.redirects.models import Redirect
from django.db.models.signals import pre_save
from django.urls import Resolver404, resolve

from . import State
from .base import Record


def page_models() -> dict[str, type[Record]]:
    """The models whose records have a page at their slug, by the name of its address."""
    found = apps.get_app_config("initiatives").get_models()
    return {
        model._meta.model_name: model for model in found if issubclass(model, Record) and model.key_fields == ("slug",)
    }


def create_redirect(old: str, new: str):
    """Let an old address lead to the new one, and with it every address that led to the old one."""
    here = Redirect.objects.filter(site_id=settings.SITE_ID)
    here.filter(old_path=new).delete()
    here.filter(new_path=old).update(new_path=new)
    Redirect.objects.update_or_create(site_id=settings.SITE_ID, old_path=old, defaults={"new_path": new})


def current_address(model, slug: str) -> str:
    """The address of the page that a record of this slug has now, a state also by its ISO code.

    Empty when readers know nothing of it.
    """
    if model is State and (state := State.objects.filter(iso3=slug.upper()).first()):
        return state.get_absolute_url()
    old = model(slug=slug).get_absolute_url()
    rows = Redirect.objects.filter(site_id=settings.SITE_ID, old_path=old).values_list("new_path", flat=True)
    found = rows.first()
    return found if found and is_public_address(found) else ""


def is_public_address(address: str) -> bool:
    """Whether an address of ours is one that readers may have: no page of a record that is not, and never was, public."""
    try:
        match = resolve(address.partition("#")[0].partition("?")[0])
    except Resolver404:
        return False
    model = page_models().get(match.url_name)
    if model is None:
        return "slug" not in match.kwargs
    slug = match.kwargs["slug"]
    return any(rows.filter(slug=slug).exists() for rows in (model.objects.published(), model.objects.gone()))


class PublicRedirectMiddleware(RedirectFallbackMiddleware):
    """What is not found and was moved is sent on, but never to what readers may not know."""

    def process_response(self, request, response):
        answer = super().process_response(request, response)
        return answer if answer is response or is_public_address(answer.get("Location", "/")) else response


def _redirect_old_slug(sender, instance, raw=False, **kwargs):
    if raw or instance.pk is None:
        return
    stored = sender._base_manager.filter(pk=instance.pk).only("slug").first()
    if stored and stored.slug != instance.slug and getattr(instance, "was_public", True):
        create_redirect(stored.get_absolute_url(), instance.get_absolute_url())


def connect_redirect_signals():
    """Let changed slugs leave a redirect; called once, when the app is ready."""
    for model in page_models().values():
        pre_save.connect(_redirect_old_slug, sender=model, dispatch_uid=f"address of {model.__name__}")
