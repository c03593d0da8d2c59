"""The admin site of the project: Django's own, with the desk as its front page.

It is no module of ``initiatives.admin``, because that package registers its ModelAdmins with this site while it is
imported.
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

NUL = "\0"  # PostgreSQL cannot store it in texts


def reject_nul_characters(view):
    """Decorator: a NUL in the address gives a 400; NULs in a posted form are removed.

    They are invisible and come with text copied from broken files.
    """

    @wraps(view)
    def inner(request, *args, **kwargs):
        if NUL in unquote(request.get_full_path()):
            raise BadRequest("The address contains a NUL character.")
        if request.method == "POST" and any(NUL in value for _, values in request.POST.lists() for value in values):
            data = request.POST.copy()
            for name, values in request.POST.lists():
                data.setlist(name, [value.replace(NUL, "") for value in values])
            request.POST = data
        return view(request, *args, **kwargs)

    return inner


class DeskSite(admin.AdminSite):
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
        """Each queue with its counts for the models that the user may see; empty queues come last."""
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
        """The address of the quick form for leads; empty if the user may not add leads."""
        may = Lead in self._registry and self._registry[Lead].has_add_permission(request)
        return reverse("admin:initiatives_lead_add") if may else ""


def queue_url(model, queue) -> str:
    """The list of the records of the model that wait in the queue."""
    return f"{reverse(f'admin:{model._meta.app_label}_{model._meta.model_name}_changelist')}?queue={queue.code}"
