"""Review comments at the desk: the comments page of a record, and the list of all comments."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.urls import reverse
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
from .queues import QueueFilter, queue_context
from .review_pages import ReadOnly, admin_url, key_in, page, record_of_address


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


def comments_context(record) -> dict:
    """The context of the change form: the address of the comments page, and how many comments are open."""
    if type(record) not in COMMENTABLE_MODELS:
        return {}
    address = admin_url(type(record), "comments", record.pk)
    return {"comments_url": address, "comments_open": ReviewComment.objects.about(record).open().count()}


def comments_in_history(model, object_id: str) -> list:
    """The comments for the history page, also of a deleted record."""
    key = key_in(object_id)
    return comments_by_record(model, [key])[key] if model in COMMENTABLE_MODELS else []


def comments_view(model_admin, request, object_id):
    """Shows the comments on the record; on POST adds a comment or resolves one."""
    record = record_of_address(model_admin, request, object_id)
    form, resolution, resolved, problems = ReviewCommentForm(record=record, user=request.user), "", 0, []
    if request.method == "POST":
        if not may_comment(request.user):
            raise PermissionDenied
        if "resolve" in request.POST:
            resolution, resolved = request.POST.get("resolution", ""), key_in(request.POST["resolve"])
            problems = _resolve(request, record, resolved, resolution)
            done = "Comment resolved."
        else:
            form = ReviewCommentForm(request.POST, record=record, user=request.user)
            problems = [] if form.is_valid() and form.save() else ["Nothing was saved. Correct the errors below."]
            done = "Comment saved."
        if not problems:
            messages.success(request, done)
            return HttpResponseRedirect(admin_url(type(record), "comments", record.pk))
    return page(
        model_admin,
        request,
        "comments",
        f"Comments on “{record}”",
        record=record,
        comments=comments_by_record(type(record), [record.pk])[record.pk],
        may_comment=may_comment(request.user),
        form=form,
        resolution=resolution,
        resolved=resolved,
        problems=problems,
    )


def _resolve(request, record, key: int, resolution: str) -> list[str]:
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
class ReviewCommentAdmin(ReadOnly):
    """All comments, read-only; curators add and resolve them on the comments page of the record."""

    list_display = ["record", "what", "words", "said", "check_again_by"]
    list_display_links = None
    list_select_related = ["said_by"]
    list_filter = [ResolvedFilter, "kind", "severity", "noun", QueueFilter]
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

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, queue_context(self.model, request, extra_context))

    @admin.display(description="record", ordering="said_of")
    def record(self, comment):
        address = reverse(f"admin:initiatives_{comment.noun}_comments", args=[comment.key])
        return format_html('<a href="{}">{}</a>', address, comment.said_of)

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
