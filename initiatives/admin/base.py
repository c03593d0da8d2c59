"""What the admin of every noun has: partial dates as text, history, and the buttons of the editorial door."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from simple_history.admin import SimpleHistoryAdmin

from .. import editorial
from ..fields import LinesField, partial_date_form
from ..models import Mode
from ..vocabularies import EditorialState
from .codebook import CodebookMixin
from .conflicts import ConflictMixin
from .desk import QueuesMixin
from .entry import EntryMixin, LabelledRowsMixin


class PartialDateMixin:
    """Forms with a text field per partial date, aliases one a line, and modes as boxes to tick."""

    def get_form(self, request, obj=None, **kwargs):
        kwargs.setdefault("form", partial_date_form(self.model))
        return super().get_form(request, obj, **kwargs)

    def get_formset(self, request, obj=None, **kwargs):
        kwargs.setdefault("form", partial_date_form(self.model))
        return super().get_formset(request, obj, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.ForeignKey | models.ManyToManyField):
            field = super().formfield_for_dbfield(db_field, request, **kwargs)
            if field and hasattr(field.widget, "can_delete_related"):
                field.widget.can_delete_related = False
            return field
        if db_field.name in ("title", "name"):
            kwargs["widget"] = forms.TextInput(attrs={"size": 90})
        if db_field.name == "aliases":
            return LinesField(label="Aliases", required=False, help_text="Other names, in any script, one a line.")
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.remote_field.model is Mode:
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class RecordAdmin(QueuesMixin, ConflictMixin, EntryMixin, CodebookMixin, PartialDateMixin, SimpleHistoryAdmin):
    """Reference data: public as soon as it is saved, so the admin offers no delete for it."""

    save_on_top = True
    list_per_page = 50
    show_full_result_count = False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_view_on_site_url(self, obj=None):
        return obj.get_absolute_url() if obj and getattr(obj, "is_public", True) else None

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        """An old version is looked at; put back it would pass by the editorial door."""
        if request.method == "POST":
            raise PermissionDenied("Enter the old values in the record itself.")
        return super().history_form_view(request, object_id, version_id, extra_context)

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else super().get_prepopulated_fields(request, obj)


class PartInline(LabelledRowsMixin, CodebookMixin, PartialDateMixin, admin.TabularInline):
    """Rows of a record; they follow its editorial state and its permissions."""

    template = "admin/initiatives/part_rows.html"
    extra = 0


class EditorialAdmin(RecordAdmin):
    """A noun with an editorial state. Moves go through ``editorial.move``; only drafts can be deleted."""

    change_form_template = "admin/initiatives/editorial_change_form.html"
    actions = ["submit_selected", "publish_selected", "send_back_selected", "withdraw_selected"]
    list_filter = ["state"]

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or obj.is_draft or editorial.is_editor(request.user))

    def has_delete_permission(self, request, obj=None):
        allowed = admin.ModelAdmin.has_delete_permission(self, request, obj)
        return allowed and (obj is None or not obj.was_public)

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    # --- moves

    def get_urls(self):
        info = self.model._meta.app_label, self.model._meta.model_name
        view = self.admin_site.admin_view(self.move_view)
        return [path("move/<str:code>/", view, name="{}_{}_move".format(*info)), *super().get_urls()]

    def move_url(self, code: str, records) -> str:
        name = f"admin:{self.model._meta.app_label}_{self.model._meta.model_name}_move"
        return f"{reverse(name, args=[code])}?ids={','.join(str(record.pk) for record in records)}"

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        moves = [move for move in editorial.MOVES.values() if obj and obj.state in move.start]
        if not editorial.is_editor(request.user):
            moves = [move for move in moves if not move.by_editors]
        context["moves"] = [{"label": move.label, "url": self.move_url(move.code, [obj])} for move in moves]
        context["is_draft_form"] = obj is None
        return super().render_change_form(request, context, add, change, form_url, obj)

    def move_view(self, request, code):
        """Says what would be moved and what is refused, asks for a reason where one is needed, and moves on POST."""
        if code not in editorial.MOVES or not self.has_view_permission(request):
            raise Http404
        move = editorial.MOVES[code]
        ids = [pk for pk in request.GET.get("ids", "").split(",") if pk.isascii() and pk.isdecimal() and len(pk) < 19]
        records = list(self.get_queryset(request).filter(pk__in=ids))
        reason = request.POST.get("reason", "")
        rows = [
            (record, editorial.refusal(record, move, request.user, reason or "(asked for below)")) for record in records
        ]
        if request.method == "POST":
            return self._move_all(request, move, records, reason)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{move.label}: {len(records)} {self.opts.verbose_name_plural}",
            "opts": self.opts,
            "move": move,
            "rows": rows,
            "movable": any(not refused for _, refused in rows),
        }
        return TemplateResponse(request, "admin/initiatives/move.html", context)

    def _move_all(self, request, move, records, reason):
        for record in records:
            try:
                editorial.move(record, move.code, request.user, reason)
            except (ValidationError, PermissionDenied) as error:
                text = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
                self.message_user(request, f"“{record}”: {text}", messages.ERROR)
            else:
                self.message_user(request, f"“{record}”: {move.label.lower()}.", messages.SUCCESS)
        if len(records) == 1:
            return HttpResponseRedirect(self._record_url(records[0]))
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))

    def _record_url(self, record) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[record.pk])

    def _to_move(self, code, queryset):
        return HttpResponseRedirect(self.move_url(code, queryset))

    @admin.action(description="Send to review", permissions=["change"])
    def submit_selected(self, request, queryset):
        return self._to_move("submit", queryset)

    @admin.action(description="Publish", permissions=["change"])
    def publish_selected(self, request, queryset):
        return self._to_move("publish", queryset)

    @admin.action(description="Send back", permissions=["change"])
    def send_back_selected(self, request, queryset):
        return self._to_move("send_back", queryset)

    @admin.action(description="Withdraw", permissions=["change"])
    def withdraw_selected(self, request, queryset):
        return self._to_move("withdraw", queryset)

    @admin.display(description="State", ordering="state")
    def state_shown(self, record):
        return EditorialState(record.state).label
