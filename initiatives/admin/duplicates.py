"""Probable duplicates at the desk: a column of the queue, a button on the record, and a page to compare and dismiss."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join

from ..editorial.dismissals import (
    dismiss_duplicate,
    dismissals_of,
    may_dismiss_duplicate,
    may_revoke_dismissal,
    revoke_dismissal,
)
from ..editorial.duplicates import DUPLICATE_RULES, duplicates_of, probable_duplicates
from ..history.changes import Words, table
from ..history.versions import PUT_BACK, as_they_are, compare
from .conflicts import key_in

DUPLICATES_QUEUE_CODE = "duplicates"


def duplicates_url(record) -> str:
    """The page with the probable duplicates of a record."""
    return reverse(f"admin:initiatives_{record._meta.model_name}_duplicates", args=[record.pk])


class DuplicatesMixin:
    """For the admin of a model in ``DUPLICATE_RULES``."""

    def get_urls(self):
        if self.model not in DUPLICATE_RULES:
            return super().get_urls()
        view = self.admin_site.admin_view(self.duplicates_view)
        name = f"initiatives_{self.opts.model_name}_duplicates"
        return [path("<path:object_id>/duplicates/", view, name=name), *super().get_urls()]

    def get_list_display(self, request):
        """Adds a column with the similar records in the queue of probable duplicates."""
        shown = super().get_list_display(request)
        if request.GET.get("queue") != DUPLICATES_QUEUE_CODE or self.model not in DUPLICATE_RULES:
            return shown
        found = {}
        for pair in probable_duplicates(self.model):
            found.setdefault(pair.one.pk, []).append(pair.other)
            found.setdefault(pair.other.pk, []).append(pair.one)

        def resembles(record):
            names = format_html_join(", ", "“{}”", ((other,) for other in found.get(record.pk, ())))
            return format_html('<a href="{}">{}</a>', duplicates_url(record), names) if names else "–"

        resembles.short_description = "resembles"
        return [*shown, resembles]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and self.model in DUPLICATE_RULES and (duplicates_of(obj) or dismissals_of(obj)):
            context["duplicates_url"] = duplicates_url(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def history_view(self, request, object_id, extra_context=None):
        record = self.get_object(request, object_id) if self.model in DUPLICATE_RULES else None
        context = {"dismissals": dismissals_of(record) if record else [], **(extra_context or {})}
        return super().history_view(request, object_id, context)

    def duplicates_view(self, request, object_id):
        """Compares the record with similar ones; on POST dismisses a pair or revokes a dismissal."""
        record = self.get_object(request, object_id)
        if record is None:
            raise Http404
        if not self.has_view_permission(request, record):
            raise PermissionDenied
        reason, problems = request.POST.get("reason", ""), []
        if request.method == "POST":
            try:
                message = self._revoke(request, record) if "back" in request.POST else self._dismiss(request, record)
            except ValidationError as error:
                problems = error.messages
            else:
                self.message_user(request, message, messages.SUCCESS)
                return HttpResponseRedirect(duplicates_url(record))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Probable duplicates of “{record}”",
            "opts": self.opts,
            "record": record,
            "rows": self._pairs(request, record),
            "dismissals": [
                {
                    "dismissal": dismissal,
                    "other": other,
                    "holds": holds,
                    "may_revoke": may_revoke_dismissal(dismissal, request.user),
                }
                for dismissal, other, holds in dismissals_of(record)
            ],
            "reason": reason,
            "selected": key_in(request.POST.get("other", "")),
            "problems": problems,
        }
        return TemplateResponse(request, "admin/initiatives/duplicates.html", context)

    def _dismiss(self, request, record) -> str:
        other = key_in(request.POST.get("other", ""))
        dismiss_duplicate(record, other, request.user, request.POST.get("reason", ""))
        return "Marked as not duplicates. They are listed again only if a name or an address of one of them changes."

    def _revoke(self, request, record) -> str:
        key = key_in(request.POST["back"])
        dismissal = next((dismissal for dismissal, _, _ in dismissals_of(record) if dismissal.pk == key), None)
        if dismissal is None:
            raise ValidationError("This entry does not exist.")
        revoke_dismissal(dismissal, request.user)
        return "Revoked. The two records can be listed as probable duplicates again."

    def _pairs(self, request, record) -> list[dict]:
        found = duplicates_of(record)
        versions = as_they_are(self.model, [record.pk, *(pair.other.pk for pair in found)])
        words = Words(versions.values(), public=False)
        merges = getattr(self, "may_merge", lambda request: False)(request)
        merge = f"admin:initiatives_{self.opts.model_name}_merge"
        return [
            {
                "other": pair.other,
                "same": pair.same,
                "may_dismiss": may_dismiss_duplicate(request.user, pair.same),
                "merge_url": f"{reverse(merge, args=[record.pk])}?into={pair.other.slug}" if merges else "",
                "differences": side_by_side(versions[record.pk], versions[pair.other.pk], words),
            }
            for pair in found
        ]


def side_by_side(one, other, words: Words) -> list[dict]:
    """The differing values of two records, and their parties or members if those differ."""
    values = [difference for difference in compare(one, other) if not difference.relation and difference.name != "slug"]
    rows = table(values, words)
    for relation in PUT_BACK & one.parts.keys():
        before, after = ("; ".join(map(words.part, version.parts[relation].values())) for version in (one, other))
        if before != after:
            rows.append({"label": relation.capitalize(), "before": before, "after": after})
    return rows
