"""Remarks at the desk: on a page of their record, beside its review and its history, and in a list of all."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import Truncator

from ..editorial.comments import REMARKABLE, field_label, fields_of, may_remark, remarks_on, resolve
from ..models import Remark
from ..models.base import TITLE_LENGTH
from .conflicts import key_in
from .queues import QueuesMixin


def remarks_url(noun: str, key: int) -> str:
    return reverse(f"admin:initiatives_{noun}_remarks", args=[key])


class RemarkForm(forms.ModelForm):
    """A new remark on a record."""

    field = forms.ChoiceField(label="About", required=False)

    class Meta:
        model = Remark
        fields = ["kind", "severity", "field", "text", "quote", "check_again_by"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 3, "cols": 70}),
            "quote": forms.Textarea(attrs={"rows": 2, "cols": 70}),
            "check_again_by": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args, record, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.noun, self.instance.key = record._meta.model_name, record.pk
        self.instance.said_of, self.instance.said_by = str(record)[:TITLE_LENGTH], user
        self.fields["field"].choices = [("", "all of it"), *fields_of(type(record)).items()]
        self.fields["severity"].choices = [("", "–"), *Remark._meta.get_field("severity").choices]


class RemarksMixin:
    """For the admin of a noun on which remarks are made (``REMARKABLE``): a page, a button, and the remarks in history."""

    def get_urls(self):
        if self.model not in REMARKABLE:
            return super().get_urls()
        view = self.admin_site.admin_view(self.remarks_view)
        name = f"initiatives_{self.opts.model_name}_remarks"
        return [path("<path:object_id>/remarks/", view, name=name), *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and self.model in REMARKABLE:
            context["remarks_url"] = remarks_url(self.opts.model_name, obj.pk)
            context["remarks_open"] = Remark.objects.about(obj).open().count()
        return super().render_change_form(request, context, add, change, form_url, obj)

    def history_view(self, request, object_id, extra_context=None):
        """With what was said of the record, also of one that is no longer there."""
        found = []
        if self.model in REMARKABLE:
            key = key_in(object_id)
            found = remarks_on(self.model, [key])[key]
        return super().history_view(request, object_id, {"remarks": found, **(extra_context or {})})

    def remarks_view(self, request, object_id):
        """What was said of the record, what waits first; on POST something is added, or a remark is resolved."""
        record = self.get_object(request, object_id)
        if record is None:
            raise Http404
        if not self.has_view_permission(request, record):
            raise PermissionDenied
        form, how, asked, problems = RemarkForm(record=record, user=request.user), "", 0, []
        if request.method == "POST":
            if not may_remark(request.user):
                raise PermissionDenied
            if "resolve" in request.POST:
                how, asked = request.POST.get("resolution", ""), key_in(request.POST["resolve"])
                problems = self._resolve(request, record, asked, how)
                done = "It is resolved."
            else:
                form = RemarkForm(request.POST, record=record, user=request.user)
                problems = [] if form.is_valid() and form.save() else ["Nothing is saved yet. See below."]
                done = "It is noted."
            if not problems:
                self.message_user(request, done, messages.SUCCESS)
                return HttpResponseRedirect(remarks_url(self.opts.model_name, record.pk))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Remarks on “{record}”",
            "opts": self.opts,
            "record": record,
            "remarks": remarks_on(self.model, [record.pk])[record.pk],
            "may_remark": may_remark(request.user),
            "form": form,
            "how": how,
            "asked": asked,
            "problems": problems,
        }
        return TemplateResponse(request, "admin/initiatives/remarks.html", context)

    def _resolve(self, request, record, key: int, how: str) -> list[str]:
        remark = Remark.objects.about(record).filter(pk=key).first()
        if remark is None:
            return ["There is no such remark on this record."]
        try:
            resolve(remark, request.user, how)
        except ValidationError as error:
            return error.messages
        return []


class ResolvedFilter(admin.SimpleListFilter):
    title, parameter_name = "state", "state"

    def lookups(self, request, model_admin):
        return [("open", "Open"), ("resolved", "Resolved")]

    def queryset(self, request, queryset):
        resolved = queryset.filter(resolved_at__isnull=False)
        return {"open": queryset.open(), "resolved": resolved}.get(self.value(), queryset)


@admin.register(Remark)
class RemarkAdmin(QueuesMixin, admin.ModelAdmin):
    """All remarks, to find and to read; each is made and resolved on the page of its record."""

    list_display = ["record", "what", "words", "said", "check_again_by"]
    list_display_links = None
    list_select_related = ["said_by"]
    list_filter = [ResolvedFilter, "kind", "severity", "noun"]
    list_per_page = 50
    search_fields = ["said_of", "text", "quote", "resolution"]
    fields = readonly_fields = [
        "record",
        "about",
        "kind",
        "severity",
        "text",
        "quote",
        "check_again_by",
        "said_by",
        "said_at",
        "resolved_by",
        "resolved_at",
        "resolution",
    ]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="record", ordering="said_of")
    def record(self, remark):
        return format_html('<a href="{}">{}</a>', remarks_url(remark.noun, remark.key), remark.said_of)

    @admin.display(description="about", ordering="field")
    def about(self, remark):
        return field_label(remark)

    @admin.display(description="kind", ordering="kind")
    def what(self, remark):
        return ", ".join(
            filter(None, [remark.get_kind_display(), remark.get_severity_display().lower(), self.about(remark)])
        )

    @admin.display(description="remark", ordering="text")
    def words(self, remark):
        return Truncator(remark.text).chars(120) + (" (resolved)" if remark.resolved_at else "")

    @admin.display(description="said", ordering="said_at")
    def said(self, remark):
        return f"{remark.said_by}, {remark.said_at:%-d %b %Y}"
