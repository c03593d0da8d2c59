"""A meeting or a text moved with all that hangs on it: looked at on one page, moved together or not at all."""

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from .. import editorial
from ..models import Commitment, Statement, Summit
from ..proposals import texts_of
from ..versions import version_of
from .conflicts import lock

CODES = ("submit", "publish")


def package(record) -> list:
    """The record and what hangs on it, each after what it hangs on."""
    texts = list(texts_of(record)) if isinstance(record, Summit) else [record] if isinstance(record, Statement) else []
    found = [record] if isinstance(record, Summit) else []
    for text in texts:
        found += [text, *Commitment.objects.filter(statement=text).order_by("pk")]
    return found


class PackageMixin:
    """For the admin of meetings and texts: buttons and a page that submit or publish the whole package."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_package"
        view = self.admin_site.admin_view(self.package_view)
        return [path("<path:object_id>/package/<str:code>/", view, name=name), *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context["packages"] = self._offers(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _offers(self, request, obj) -> list[dict]:
        whole, offers = package(obj), []
        for code in CODES:
            step = editorial.MOVES[code]
            ready = [record for record in whole if record.is_draft and record.state in step.start]
            if len(ready) > 1 and (not step.by_editors or editorial.is_editor(request.user)):
                name = f"admin:{self.opts.app_label}_{self.opts.model_name}_package"
                label = f"{step.label} with all that hangs on it"
                offers.append({"label": label, "url": reverse(name, args=[obj.pk, code])})
        return offers

    def package_view(self, request, object_id, code):
        """Shows the package with what keeps each record back; on POST the chosen ones are moved together."""
        whole = self.get_object(request, unquote(object_id))
        if code not in CODES or whole is None:
            raise Http404
        step = editorial.MOVES[code]
        if not self.has_view_permission(request, whole) or (step.by_editors and not editorial.is_editor(request.user)):
            raise PermissionDenied
        records = [record for record in package(whole) if record.is_draft and record.state in step.start]
        if request.method == "POST":
            chosen = [record for record in records if name_of(record) in request.POST.getlist("record")]
            refused = move_together(chosen, code, request)
            if chosen and not refused:
                self.message_user(request, f"{step.label}: {len(chosen)} records.")
                return HttpResponseRedirect(reverse("admin:index"))
        else:
            chosen = records
            refused = {record: editorial.refusal(record, step, request.user) for record in records}
        rows = [
            {
                "record": record,
                "name": name_of(record),
                "noun": record._meta.verbose_name,
                "version": version_of(record),
                "chosen": record in chosen and (request.method == "POST" or not refused.get(record)),
                "refused": refused.get(record, []),
                "url": reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk]),
            }
            for record in records
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": f"{step.label}: {whole}",
            "opts": self.opts,
            "original": whole,
            "move": step,
            "rows": rows,
            "nothing_chosen": request.method == "POST" and not chosen,
            "failed": request.method == "POST" and bool(refused),
        }
        return TemplateResponse(request, "admin/initiatives/package.html", context)


def name_of(record) -> str:
    return f"{record._meta.model_name}-{record.pk}"


def move_together(records, code: str, request) -> dict:
    """Move all or none; returns what was refused, texts by record. A record that changed since it was shown is refused."""
    refused = {}
    with transaction.atomic():
        for record in records:
            try:
                if version_of(lock(record)) != request.POST.get(f"version-{name_of(record)}"):
                    raise ValidationError("It has changed since this page was made. Look at it again.")
                editorial.move(record, code, request.user)
            except ValidationError as error:
                refused[record] = error.messages
            except PermissionDenied as error:
                refused[record] = [str(error)]
        if refused:
            transaction.set_rollback(True)
    return refused
