"""What pages of the desk have in common: addresses, the record of an address, the context, rows that are only read."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse


def admin_url(model, page: str, *args) -> str:
    """The address of a page of the admin of a model: “change”, “merge”, …"""
    return reverse(f"admin:initiatives_{model._meta.model_name}_{page}", args=args)


def record_of_address(model_admin, request, object_id: str):
    """The record of the address. Raises Http404 if there is none, and PermissionDenied if the user may not see it."""
    record = model_admin.get_object(request, object_id)
    if record is None:
        raise Http404
    if not model_admin.has_view_permission(request, record):
        raise PermissionDenied
    return record


def page(model_admin, request, template: str, title: str, status: int = 200, **context) -> TemplateResponse:
    """A page of the desk with the context that its base template needs."""
    common = {**model_admin.admin_site.each_context(request), "title": title, "opts": model_admin.opts}
    return TemplateResponse(request, f"admin/initiatives/{template}.html", {**common, **context}, status=status)


def to_record(record) -> HttpResponseRedirect:
    return HttpResponseRedirect(admin_url(type(record), "change", record.pk))


def key_in(text: str) -> int:
    """The primary key that a text says; 0, which no record has, where it says none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


class ReadOnly(admin.ModelAdmin):
    """For rows that are written elsewhere."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_view_on_site_url(self, obj=None):
        return None
