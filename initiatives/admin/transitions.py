"""The page of a transition: the records, their changes and previews, and the cautions to acknowledge."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from ..editorial import transitions
from ..editorial.checks import SELECT_RELATED
from ..editorial.comments import open_comments_by_record
from ..editorial.duplicates import cached_duplicate_index
from ..editorial.fingerprint import record_fingerprint
from ..history.changes import Words, table
from ..history.versions import as_they_are, compare, last_public, load, without_lives_of_their_own
from ..models import FollowUp
from .comments import comments_url
from .duplicates import duplicates_url

MAX_RECORDS = 100


def preview_url(record) -> str:
    """The preview of the public page of a record; for a follow-up that of its commitment."""
    if isinstance(record, FollowUp):
        return f"{record.commitment.get_absolute_url()}?preview={record.number}#{record.anchor}"
    return f"{record.get_absolute_url()}?preview"


class TransitionsMixin:
    """For a ModelAdmin: buttons, bulk actions and a page for each of ``TRANSITIONS``."""

    actions = ["submit_selected", "publish_selected", "send_back_selected", "withdraw_selected", "restore_selected"]

    def get_urls(self):
        view = self.admin_site.admin_view(self.transition_view)
        return [
            path("transition/<str:code>/", view, name=f"initiatives_{self.opts.model_name}_transition"),
            *super().get_urls(),
        ]

    def transition_url(self, code: str, records) -> str:
        address = reverse(f"admin:initiatives_{self.opts.model_name}_transition", args=[code])
        return f"{address}?ids={','.join(str(record.pk) for record in records)}"

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        offered = [
            transition for transition in transitions.TRANSITIONS.values() if obj and obj.state in transition.start
        ]
        if not transitions.is_editor(request.user):
            offered = [transition for transition in offered if not transition.by_editors]
        context["transitions"] = [
            {"label": transition.label, "url": self.transition_url(transition.code, [obj])} for transition in offered
        ]
        context["preview_url"] = preview_url(obj) if obj and not obj.is_public else ""
        return super().render_change_form(request, context, add, change, form_url, obj)

    @cached_duplicate_index()
    def transition_view(self, request, code):
        """Shows the records and their cautions; on POST makes the transition for all of them, or shows the problems."""
        if code not in transitions.TRANSITIONS or not self.has_view_permission(request):
            raise Http404
        if transitions.TRANSITIONS[code].by_editors and not transitions.is_editor(request.user):
            raise PermissionDenied
        transition, records = transitions.TRANSITIONS[code], self._selected(request)
        reason, refused, gone = request.POST.get("reason", ""), {}, self._number_gone(request, records)
        if request.method == "POST" and records and not gone:
            try:
                changed = transitions.transition_all(
                    self._transition_requests(request, records, transition), code, request.user, reason
                )
            except transitions.TransitionRefused as refusal:
                refused = {record.pk: texts for record, texts in refusal.problems}
                number, records = len(records), self._selected(request)
                gone = number - len(records)
            else:
                return self._redirect_to_records(request, transition, changed)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{transition.label}: {_number(records, self.opts)}",
            "opts": self.opts,
            "transition": transition,
            "reason": reason,
            "rows": self._rows(request, transition, records, refused),
            "refused": refused,
            "gone": gone,
        }
        context["allowed"] = [row["record"] for row in context["rows"] if not row["problems"]]
        context["not_allowed"] = len(records) - len(context["allowed"])
        context["allowed_url"] = self.transition_url(code, context["allowed"])
        return TemplateResponse(request, "admin/initiatives/transition.html", context)

    def _ids(self, request) -> list[str]:
        ids = request.GET.get("ids", "").split(",")
        return [pk for pk in ids if pk.isascii() and pk.isdecimal() and len(pk) < 19][:MAX_RECORDS]

    def _selected(self, request):
        chosen = self.get_queryset(request).filter(pk__in=self._ids(request))
        return list(chosen.select_related(*SELECT_RELATED.get(self.model, ())))

    def _number_gone(self, request, records) -> int:
        """The number of records that were shown and no longer exist."""
        there = {str(record.pk) for record in records}
        return sum(pk not in there and f"version-{pk}" in request.POST for pk in self._ids(request))

    def _transition_requests(self, request, records, transition):
        """A request for each record with its sent version and choices; no sent version counts as an outdated one."""
        return [
            transitions.TransitionRequest(
                record,
                request.POST.get(f"version-{record.pk}", ""),
                {
                    caution.code: request.POST.get(f"answer-{record.pk}-{caution.code}", "")
                    for caution in transitions.transition_cautions(record, transition)
                },
            )
            for record in records
        ]

    def _rows(self, request, transition, records, refused) -> list[dict]:
        shows_content = transition.end in (transitions.PUBLISHED, transitions.IN_REVIEW)
        before = {pk: last_public(versions) for pk, versions in self._load(records).items()} if shows_content else {}
        now = as_they_are(self.model, [record.pk for record in records]) if shows_content else {}
        comments = open_comments_by_record(self.model, [record.pk for record in records])
        words = Words([version for version in (*before.values(), *now.values()) if version], public=False)
        rows = []
        for record in records:
            pk = record.pk
            problems = transitions.transition_problems(record, transition, request.user, "(asked for below)")
            row = {
                "record": record,
                "version": record_fingerprint(record),
                "problems": problems,
                "refusals": refused.get(pk, []),
                "cautions": [
                    self._caution(request, record, c) for c in transitions.transition_cautions(record, transition)
                ],
                "comments": comments.get(pk, []),
                "comments_url": comments_url(self.opts.model_name, pk),
                "preview_url": preview_url(record),
                "was_public": bool(before.get(pk)),
                "differences": _differences(before.get(pk), now[pk], words) if pk in now else [],
            }
            if transition.code == "submit":
                row["later"] = transitions.publishing_problems(record)
            rows.append(row)
        return rows

    def _load(self, records):
        return load(self.model, [record.pk for record in records])

    def _caution(self, request, record, caution) -> dict:
        name = f"answer-{record.pk}-{caution.code}"
        given = request.POST.get(name, "")
        choices = [{"value": value, "label": label, "chosen": value == given} for value, label in caution.choices]
        resembles = caution.code.startswith("resembles-")
        return {
            "name": name,
            "text": caution.text,
            "is_checkbox": caution.is_checkbox,
            "choices": choices,
            "duplicates_url": duplicates_url(record) if resembles else "",
        }

    def _redirect_to_records(self, request, transition, records):
        self.message_user(request, transition_message(records, transition, self.opts), messages.SUCCESS)
        page = "change" if len(records) == 1 else "changelist"
        args = [records[0].pk] if len(records) == 1 else []
        return HttpResponseRedirect(reverse(f"admin:initiatives_{self.opts.model_name}_{page}", args=args))

    def _redirect_to_transition(self, request, code, queryset):
        if queryset.count() > MAX_RECORDS:
            text = f"Only the first {MAX_RECORDS} of the selected records are shown. Repeat the action for the others."
            self.message_user(request, text, messages.WARNING)
        return HttpResponseRedirect(self.transition_url(code, queryset[:MAX_RECORDS]))

    @admin.action(description="Send to review", permissions=["change"])
    def submit_selected(self, request, queryset):
        return self._redirect_to_transition(request, "submit", queryset)

    @admin.action(description="Publish", permissions=["change"])
    def publish_selected(self, request, queryset):
        return self._redirect_to_transition(request, "publish", queryset)

    @admin.action(description="Send back", permissions=["change"])
    def send_back_selected(self, request, queryset):
        return self._redirect_to_transition(request, "send_back", queryset)

    @admin.action(description="Withdraw", permissions=["change"])
    def withdraw_selected(self, request, queryset):
        return self._redirect_to_transition(request, "withdraw", queryset)

    @admin.action(description="Restore", permissions=["change"])
    def restore_selected(self, request, queryset):
        return self._redirect_to_transition(request, "restore", queryset)


def transition_message(records, transition, opts) -> str:
    """A message with the new state of one record, or the number and a folded list of several."""
    if len(records) == 1:
        return f"“{records[0]}” is now {records[0].get_state_display().lower()}."
    change = f"admin:{opts.app_label}_{opts.model_name}_change"
    links = ((reverse(change, args=[record.pk]), record) for record in records)
    names = format_html_join(mark_safe("<br>"), '<a href="{}">{}</a>', links)
    sentence = f"{transition.label}: {_number(records, opts)}."
    return format_html("{}<details><summary>Show the records</summary>{}</details>", sentence, names)


def _differences(before, now, words) -> list[dict]:
    return table(without_lives_of_their_own(compare(before, now)), words)


def _number(records, opts) -> str:
    if len(records) == 1:
        return f"“{records[0]}”"
    return f"{len(records)} {opts.verbose_name_plural}"
