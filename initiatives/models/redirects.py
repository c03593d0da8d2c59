"""Addresses that a public record once had: each keeps leading to where the record is now.

Redirects are those of ``django.contrib.redirects``. A changed slug, or a follow-up that moves to another commitment,
leaves one by itself (``connect_redirect_signals``), a merge asks for one (``create_redirect``).

A follow-up’s address is an anchor on the page of its commitment, and its redirect leads from anchor to anchor. No server
sees the anchor that a browser was asked for. The page of a merged commitment therefore leads to the other one with
``?merged=<its slug>``, where the follow-ups have the anchors that they had on the old page.
"""

from collections import Counter

from django.apps import apps
from django.conf import settings
from django.contrib.redirects.middleware import RedirectFallbackMiddleware
from django.contrib.redirects.models import Redirect
from django.core.validators import slug_re
from django.db.models.signals import pre_save
from django.urls import Resolver404, resolve

from .base import Record
from .state import State

FOLLOW_UP = "#follow-up-"
"""What stands between the address of a commitment’s page and the number of a follow-up."""


def page_models() -> dict[str, type[Record]]:
    """The models whose records have a page at their slug, by the name of its address."""
    found = apps.get_app_config("initiatives").get_models()
    return {
        model._meta.model_name: model for model in found if issubclass(model, Record) and model.key_fields == ("slug",)
    }


def create_redirect(old: str, new: str):
    """Let an old address lead to the new one, and with it every address that led to the old one."""
    _redirects(old_path=new).delete()
    _redirects(new_path=old).update(new_path=new)
    Redirect.objects.update_or_create(site_id=settings.SITE_ID, old_path=old, defaults={"new_path": new})


def current_address(model, slug: str) -> str:
    """The address of the page that a record of this slug has now, a state also by its ISO code.

    Empty when readers know nothing of it.
    """
    if model is State and (state := State.objects.filter(iso3=slug.upper()).first()):
        return state.get_absolute_url()
    old = model(slug=slug).get_absolute_url()
    found = _redirects(old_path=old).values_list("new_path", flat=True).first()
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
    return model.objects.all().is_known(slug=match.kwargs["slug"])


class PublicRedirectMiddleware(RedirectFallbackMiddleware):
    """What is not found and was moved is sent on, but never to what readers may not know."""

    def process_response(self, request, response):
        answer = super().process_response(request, response)
        return answer if answer is response or is_public_address(answer.get("Location", "/")) else response


# --- keys and follow-ups ---------------------------------------------------------------------------------------------------


def current_key(model, parts: dict[str, str]) -> dict[str, str]:
    """The parts of the key that a record has now whose key once had these parts; empty if they lead nowhere else.

    ``parts``: texts by lookup from the model, as ``commitment__slug`` and ``number``.
    """
    key = dict(parts)
    if model._meta.model_name == "followup":
        page, number = _page("commitment", parts["commitment__slug"]), int(parts["number"])
        if new := _redirects(old_path=f"{page}{FOLLOW_UP}{number}").values_list("new_path", flat=True).first():
            page, _, number = new.partition(FOLLOW_UP)
            key = {"commitment__slug": _slug(page), "number": number}
    else:
        for path in parts:
            *steps, name = path.split("__")
            target = model._meta.get_field(steps[0]).related_model if steps else model
            if name == "slug" and (page := current_address(target, parts[path])):
                key[path] = _slug(page)
    return {} if key == parts else key


def moved_follow_ups(slug: str) -> dict[int, str]:
    """The addresses that public follow-ups have now which were of the commitment with the slug, by their old number."""
    if not slug_re.match(slug):
        return {}
    rows = _redirects(old_path__startswith=f"{_page('commitment', slug)}{FOLLOW_UP}")
    found = {int(old.partition(FOLLOW_UP)[2]): new for old, new in rows.values_list("old_path", "new_path")}
    return {number: found[number] for number in sorted(found) if is_public_address(found[number])}


def last_moved_numbers() -> Counter:
    """The highest number of a public follow-up that moved away, by the address of its old commitment."""
    last: Counter = Counter()
    for old in _redirects(old_path__contains=FOLLOW_UP).values_list("old_path", flat=True):
        page, _, number = old.partition(FOLLOW_UP)
        last[page] = max(last[page], int(number))
    return last


def _redirects(**conditions):
    return Redirect.objects.filter(site_id=settings.SITE_ID, **conditions)


def _page(model_name: str, slug: str) -> str:
    return page_models()[model_name](slug=slug).get_absolute_url()


def _slug(page: str) -> str:
    return page.rstrip("/").rpartition("/")[2]


# --- signals -------------------------------------------------------------------------------------------------------------


def _redirect_old_slug(sender, instance, raw=False, **kwargs):
    if raw or instance.pk is None:
        return
    stored = sender._base_manager.filter(pk=instance.pk).only("slug").first()
    if stored and stored.slug != instance.slug and getattr(instance, "was_public", True):
        old, new = stored.get_absolute_url(), instance.get_absolute_url()
        create_redirect(old, new)
        for row in instance.follow_ups.all() if sender._meta.model_name == "commitment" else ():
            if row.was_public:
                create_redirect(f"{old}#{row.anchor}", f"{new}#{row.anchor}")


def _redirect_old_number(sender, instance, raw=False, **kwargs):
    if raw or instance.pk is None or not instance.was_public:
        return
    stored = sender._base_manager.filter(pk=instance.pk).only("commitment", "number").first()
    if stored and (stored.commitment_id, stored.number) != (instance.commitment_id, instance.number):
        create_redirect(stored.get_absolute_url(), instance.get_absolute_url())


def connect_redirect_signals():
    """Let changed slugs and moved follow-ups leave a redirect; called once, when the app is ready."""
    for model in page_models().values():
        pre_save.connect(_redirect_old_slug, sender=model, dispatch_uid=f"address of {model.__name__}")
    follow_up = apps.get_model("initiatives", "FollowUp")
    pre_save.connect(_redirect_old_number, sender=follow_up, dispatch_uid="address of FollowUp")
