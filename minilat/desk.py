"""The admin site of the project: Django’s own, with the desk as its front page.

It stands outside the admin’s modules, because they register with it while they are loaded.
"""

from functools import wraps
from urllib.parse import unquote

from django.contrib import admin
from django.core.exceptions import BadRequest
from django.urls import reverse

from initiatives.editorial.queues import QUEUES, queue_counts
from initiatives.models import Commitment, FollowUp, Lead, Statement, Summit

QUICK_ENTRY_LABELS = (
    (Summit, "A meeting and its texts"),
    (Statement, "A text"),
    (Commitment, "A commitment"),
    (FollowUp, "A follow-up"),
)


NUL = "\0"  # no text of the record can hold it: PostgreSQL has no such character


def reject_nul_characters(view):
    """The view, for which no address holds the character NUL (400), and from whose forms it is left out.

    Nobody can see or type it; it comes with text that was copied from a broken file.
    """

    @wraps(view)
    def inner(request, *args, **kwargs):
        if NUL in unquote(request.get_full_path()):
            raise BadRequest("An address holds no NUL.")
        if request.method == "POST" and any(NUL in value for _, values in request.POST.lists() for value in values):
            data = request.POST.copy()
            for name, values in request.POST.lists():
                data.setlist(name, [value.replace(NUL, "") for value in values])
            request.POST = data
        return view(request, *args, **kwargs)

    return inner


class DeskSite(admin.AdminSite):
    """Django's admin with the desk as its front page."""

    site_header = "Minilat: the curators’ desk"
    site_title = "Minilat"
    index_title = "The desk"

    def admin_view(self, view, cacheable=False):
        return super().admin_view(reject_nul_characters(view), cacheable)

    def index(self, request, extra_context=None):
        context = {
            "queues": self.queues(request),
            "quick_entry": self.quick_entry(request),
            "lead_url": self.lead_url(request),
        }
        return super().index(request, {**context, **(extra_context or {})})

    def queues(self, request) -> list[dict]:
        """Each queue with its counts, as far as the person may see its nouns; those where nothing waits come last."""
        seen = [model for model, model_admin in self._registry.items() if model_admin.has_view_permission(request)]
        found = []
        for queue in QUEUES:
            counts = [row for row in queue_counts(queue, request.user, seen) if row.count]
            links = [{"count": row.count, "noun": row.noun, "url": queue_url(row.model, queue)} for row in counts]
            found.append({"queue": queue, "links": links, "total": sum(row.count for row in counts)})
        return sorted(found, key=lambda entry: not entry["total"]) if seen else []

    def quick_entry(self, request) -> list[dict]:
        return [
            {"label": label, "url": reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")}
            for model, label in QUICK_ENTRY_LABELS
            if model in self._registry and self._registry[model].has_add_permission(request)
        ]

    def lead_url(self, request) -> str:
        """Where one line on the desk notes a lead; empty for who may not."""
        may = Lead in self._registry and self._registry[Lead].has_add_permission(request)
        return reverse("admin:initiatives_lead_add") if may else ""


def queue_url(model, queue) -> str:
    """The list of exactly those records of the noun that wait in the queue."""
    return f"{reverse(f'admin:{model._meta.app_label}_{model._meta.model_name}_changelist')}?queue={queue.code}"
