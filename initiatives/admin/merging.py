"""Merging at the desk: choose the record to keep, see the plan, merge."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from ..editorial import transitions
from ..editorial.duplicates import duplicates_of
from ..editorial.fingerprint import record_fingerprint
from ..editorial.merging import MERGEABLE, SAME, merge, plan_merge
from ..history.changes import PART_NAMES, Words, field_name
from ..history.versions import as_they_are


class MergeMixin:
    """A button and a page for editors to merge a record into another one of the same model."""

    def get_urls(self):
        if self.model not in MERGEABLE:
            return super().get_urls()
        view = self.admin_site.admin_view(self.merge_view)
        name = f"initiatives_{self.opts.model_name}_merge"
        return [path("<path:object_id>/merge/", view, name=name), *super().get_urls()]

    def may_merge(self, request) -> bool:
        allowed = self.model in MERGEABLE and transitions.is_editor(request.user)
        return allowed and request.user.has_perm(f"initiatives.change_{self.opts.model_name}")

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and self.may_merge(request):
            context["merge_url"] = reverse(f"admin:initiatives_{self.opts.model_name}_merge", args=[obj.pk])
        return super().render_change_form(request, context, add, change, form_url, obj)

    def merge_view(self, request, object_id):
        """Without ``into`` asks for the record to keep; with it shows the plan, and on POST merges."""
        lost = self.get_object(request, object_id)
        if lost is None:
            raise Http404
        if not self.may_merge(request):
            raise PermissionDenied
        into = request.GET.get("into", "").strip().rstrip("/").rpartition("/")[2]
        kept = self.model.objects.filter(slug=into).first() if into else None
        problems = [f"There is no {self.opts.verbose_name} “{into}”."] if into and not kept else []
        reason = request.POST.get("reason", "")
        if request.method == "POST" and kept:
            try:
                fingerprints = (request.POST.get("seen-lost", ""), request.POST.get("seen-kept", ""))
                merge(lost, kept, request.user, reason, fingerprints)
            except ValidationError as error:
                problems = error.messages
                kept = self.model.objects.filter(pk=kept.pk).first()
                if not self.model.objects.filter(pk=lost.pk).exists():
                    return self._nothing_merged(request, lost, problems, reason)
            else:
                messages.success(request, f"“{lost}” was merged into “{kept}”.")
                return HttpResponseRedirect(reverse(f"admin:initiatives_{self.opts.model_name}_change", args=[kept.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Merge “{lost}”",
            "opts": self.opts,
            "lost": lost,
            "kept": kept,
            "into": into,
            "reason": reason,
            "problems": problems,
            "likely": [] if kept else [pair.other for pair in duplicates_of(lost)],
            **(self._plan(request, lost, kept) if kept else {}),
        }
        return TemplateResponse(request, "admin/initiatives/merge.html", context)

    def _nothing_merged(self, request, lost, problems, reason):
        """The page for a record that was deleted in the meantime; it shows the typed reason (409)."""
        context = {
            **self.admin_site.each_context(request),
            "title": f"Merge “{lost}”",
            "opts": self.opts,
            "gone": True,
            "problems": problems,
            "reason": reason,
        }
        return TemplateResponse(request, "admin/initiatives/merge.html", context, status=409)

    def _plan(self, request, lost, kept):
        plan = plan_merge(lost, kept, request.user)
        versions = as_they_are(self.model, [lost.pk, kept.pk])
        words = Words(versions.values(), public=False)

        def value(name, said):
            return words.value(self.model, name, said)

        values = [
            {
                "label": field_name(self.model, merged.name),
                "lost": value(merged.name, versions[lost.pk].said.values[merged.name]),
                "kept": value(merged.name, versions[kept.pk].said.values[merged.name]),
                "after": value(merged.name, _history_value(merged)),
                "outcome": merged.outcome,
            }
            for merged in plan.merged_values
        ]
        return {
            "plan": plan,
            "moves": [_row(row) for row, _ in plan.moves],
            "stays": [_row(row) for row, _ in plan.stays],
            "texts": [_row(row) for row, _ in plan.texts],
            "values": [row for row in values if row["outcome"] != SAME],
            "same": [row for row in values if row["outcome"] == SAME],
            "seen_lost": record_fingerprint(lost),
            "seen_kept": record_fingerprint(kept),
        }


def _history_value(merged):
    """The value after the merge, with related records as primary keys."""
    return getattr(merged.after, "pk", merged.after)


def _row(row) -> str:
    name = str(PART_NAMES.get(type(row), row._meta.verbose_name)).lower()
    return f"{name.capitalize()}: {row}"
