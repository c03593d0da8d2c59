"""The imports that were made, to read and to undo; and lists of the parts of a record, so that files can hold them."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse

from ..importing import spreadsheets
from ..models import ImportRecord, Membership, Participation
from .base import RecordAdmin
from .review_pages import ReadOnly
from .spreadsheets import SHOWN, TablesMixin


@admin.register(Membership)
class MembershipAdmin(ReadOnly, TablesMixin, RecordAdmin):
    """Periods are entered on their grouping, or as a file."""

    owner = "grouping"
    has_delete_permission = RecordAdmin.has_delete_permission
    list_display = ["state", "grouping", "role", "joined", "left"]
    list_select_related = ["state", "grouping"]
    list_filter = ["role", "grouping"]
    search_fields = ["state__name", "grouping__short_name", "note"]
    fields = ["grouping", "state", "role", "joined", "left", "note", "source"]
    readonly_fields = ["joined", "left"]


@admin.register(Participation)
class ParticipationAdmin(ReadOnly, TablesMixin, RecordAdmin):
    """Parties are entered on their commitment, or as a file."""

    owner = "commitment"
    has_delete_permission = RecordAdmin.has_delete_permission
    list_display = ["state", "role", "commitment"]
    list_select_related = ["state", "commitment"]
    list_filter = ["role"]
    search_fields = ["state__name", "commitment__title", "commitment__slug"]
    fields = ["commitment", "state", "role"]


@admin.register(ImportRecord)
class ImportRecordAdmin(ReadOnly):
    list_display = ["imported_at", "noun", "file_name", "user", "new", "changed", "unchanged", "undone_at"]
    list_filter = ["noun"]
    list_select_related = ["user"]
    search_fields = ["file_name", "sha256"]
    date_hierarchy = "imported_at"
    change_form_template = "admin/initiatives/spreadsheets/import_record.html"
    fields = [
        "noun",
        "file_name",
        "sha256",
        "user",
        "imported_at",
        "reason",
        ("new", "changed", "unchanged"),
        ("undone_at", "undone_by"),
    ]

    def get_urls(self):
        view = self.admin_site.admin_view(self.undo_view)
        return [path("<int:pk>/undo/", view, name="initiatives_importrecord_undo"), *super().get_urls()]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("rows")  # they are many, and only the record's own page shows them

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["may_undo"] = bool(obj) and spreadsheets.may_undo(obj, request.user)
        context["page"] = page = Paginator(obj.rows, SHOWN).get_page(request.GET.get("page"))
        context["pages"] = page.paginator.get_elided_page_range(page.number)
        context["rows"] = _linked(spreadsheets.model_of(obj), page)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def undo_view(self, request, pk):
        """Show exactly what undoing deletes, restores and leaves, ask, and do that on POST."""
        record = get_object_or_404(ImportRecord, pk=pk)
        if not self.has_view_permission(request) or not spreadsheets.may_undo(record, request.user):
            raise PermissionDenied
        problem, reason = "", request.POST.get("reason", "")
        if request.method == "POST":
            try:
                undoing = spreadsheets.undo(record, request.user, reason, request.POST.get("expected", ""))
            except (spreadsheets.Stale, ValidationError) as error:
                problem = " ".join(getattr(error, "messages", error.args))
            else:
                self._say(request, undoing)
                return HttpResponseRedirect(reverse("admin:initiatives_importrecord_change", args=[pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Undo the import of {record.file_name}",
            "opts": self.opts,
            "record": record,
            "undoing": spreadsheets.preview_undo(record, request.user),
            "problem": problem,
            "reason": reason,
        }
        return TemplateResponse(request, "admin/initiatives/spreadsheets/undo.html", context)

    def _say(self, request, undoing):
        kept, more = undoing.kept[:20], undoing.kept[20:]
        if undoing.deleted or undoing.restored:
            self.message_user(request, "The import is undone, apart from:" if kept else "The import is undone.")
        else:
            self.message_user(request, "Nothing of the import was undone:", messages.WARNING)
        for text in [*kept, f"and {len(more)} more."] if more else kept:
            self.message_user(request, text, messages.WARNING)


def _linked(model, rows) -> list[dict]:
    """The rows of an import, each with the address of its record, as long as it is there."""
    there = model.objects.in_bulk([row["pk"] for row in rows])
    change = f"admin:initiatives_{model._meta.model_name}_change"
    urls = {pk: reverse(change, args=[pk]) for pk in there}
    return [{**row, "number": row["row"], "label": row["record"], "url": urls.get(row["pk"], "")} for row in rows]
