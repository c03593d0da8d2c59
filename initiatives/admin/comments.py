"""Review comments at the desk: the comments page of a record, and the list of all comments."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import Truncator

from ..editorial.comments import (
    COMMENTABLE_MODELS,
    commentable_fields,
    comments_by_record,
    field_label,
    may_comment,
    resolve_comment,
)
from ..models import ReviewComment
from ..models.base import TITLE_LENGTH
from .conflicts import key_in
from .queues import QueuesMixin


def comments_url(noun: str, key: int) -> str:
    return reverse(f"admin:initiatives_{noun}_comments", args=[key])


class ReviewCommentForm(forms.ModelForm):
    field = forms.ChoiceField(label="About", required=False)

    class Meta:
        model = ReviewComment
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
        self.fields["field"].choices = [("", "the whole record"), *commentable_fields(type(record)).items()]
        self.fields["severity"].choices = [("", "–"), *ReviewComment._meta.get_field("severity").choices]


class ReviewCommentsMixin:
    """For the admin of a model in ``COMMENTABLE_MODELS``: a comments page, a button to it, and comments in the
    history.
    """

    def get_urls(self):
        if self.model not in COMMENTABLE_MODELS:
            return super().get_urls()
        view = self.admin_site.admin_view(self.comments_view)
        name = f"initiatives_{self.opts.model_name}_comments"
        return [path("<path:object_id>/comments/", view, name=name), *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and self.model in COMMENTABLE_MODELS:
            context["comments_url"] = comments_url(self.opts.model_name, obj.pk)
            context["comments_open"] = ReviewComment.objects.about(obj).open().count()
        return super().render_change_form(request, context, add, change, form_url, obj)

    def history_view(self, request, object_id, extra_context=None):
        """Adds the comments, also for a deleted record."""
        found = []
        if self.model in COMMENTABLE_MODELS:
            key = key_in(object_id)
            found = comments_by_record(self.model, [key])[key]
        return super().history_view(request, object_id, {"comments": found, **(extra_context or {})})

    def comments_view(self, request, object_id):
        """Shows the comments on the record; on POST adds a comment or resolves one."""
        record = self.get_object(request, object_id)
        if record is None:
            raise Http404
        if not self.has_view_permission(request, record):
            raise PermissionDenied
        form, resolution, resolved, problems = ReviewCommentForm(record=record, user=request.user), "", 0, []
        if request.method == "POST":
            if not may_comment(request.user):
                raise PermissionDenied
            if "resolve" in request.POST:
                resolution, resolved = request.POST.get("resolution", ""), key_in(request.POST["resolve"])
                problems = self._resolve(request, record, resolved, resolution)
                done = "Comment resolved."
            else:
                form = ReviewCommentForm(request.POST, record=record, user=request.user)
                problems = [] if form.is_valid() and form.save() else ["Nothing was saved. Correct the errors below."]
                done = "Comment saved."
            if not problems:
                self.message_user(request, done, messages.SUCCESS)
                return HttpResponseRedirect(comments_url(self.opts.model_name, record.pk))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Comments on “{record}”",
            "opts": self.opts,
            "record": record,
            "comments": comments_by_record(self.model, [record.pk])[record.pk],
            "may_comment": may_comment(request.user),
            "form": form,
            "resolution": resolution,
            "resolved": resolved,
            "problems": problems,
        }
        return TemplateResponse(request, "admin/initiatives/comments.html", context)

    def _resolve(self, request, record, key: int, resolution: str) -> list[str]:
        comment = ReviewComment.objects.about(record).filter(pk=key).first()
        if comment is None:
            return ["There is no such comment on this record."]
        try:
            resolve_comment(comment, request.user, resolution)
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


@admin.register(ReviewComment)
class ReviewCommentAdmin(QueuesMixin, admin.ModelAdmin):
    """All comments, read-only; curators add and resolve them on the comments page of the record."""

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
    def record(self, comment):
        return format_html('<a href="{}">{}</a>', comments_url(comment.noun, comment.key), comment.said_of)

    @admin.display(description="about", ordering="field")
    def about(self, comment):
        return field_label(comment)

    @admin.display(description="kind", ordering="kind")
    def what(self, comment):
        return ", ".join(
            filter(None, [comment.get_kind_display(), comment.get_severity_display().lower(), self.about(comment)])
        )

    @admin.display(description="comment", ordering="text")
    def words(self, comment):
        return Truncator(comment.text).chars(120) + (" (resolved)" if comment.resolved_at else "")

    @admin.display(description="said", ordering="said_at")
    def said(self, comment):
        return f"{comment.said_by}, {comment.said_at:%-d %b %Y}"
