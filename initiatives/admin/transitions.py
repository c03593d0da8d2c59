"""The page of a transition: the records, their changes and previews, and the cautions to acknowledge."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
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
from .duplicates import duplicates_url
from .review_pages import admin_url, key_in, page, to_record

MAX_RECORDS = 100


def preview_url(record) -> str:
    """The preview of the public page of a record; for a follow-up that of its commitment."""
    if isinstance(record, FollowUp):
        return f"{record.commitment.get_absolute_url()}?preview={record.number}#{record.anchor}"
    return f"{record.get_absolute_url()}?preview"


def transition_url(model, code: str, records) -> str:
    return f"{admin_url(model, 'transition', code)}?ids={','.join(str(record.pk) for record in records)}"


def transitions_context(request, record) -> dict:
    """The context of the change form: the transitions that the user may make from the state of the record."""
    offered = [step for step in transitions.TRANSITIONS.values() if record.state in step.start]
    if not transitions.is_editor(request.user):
        offered = [step for step in offered if not step.by_editors]
    links = [{"label": step.label, "url": transition_url(type(record), step.code, [record])} for step in offered]
    return {"transitions": links, "preview_url": "" if record.is_public else preview_url(record)}


def bulk_action(transition):
    """The action of a list that opens the page of the transition with the selected records."""
    code = transition.code

    @admin.action(description=transition.label, permissions=["decide" if transition.by_editors else "change"])
    def open_page(model_admin, request, queryset):
        if queryset.count() > MAX_RECORDS:
            text = f"Only the first {MAX_RECORDS} of the selected records are shown. Repeat the action for the others."
            messages.warning(request, text)
        return HttpResponseRedirect(transition_url(model_admin.model, code, queryset[:MAX_RECORDS]))

    open_page.__name__ = f"{code}_selected"
    return open_page


BULK_ACTIONS = [bulk_action(transition) for transition in transitions.TRANSITIONS.values()]


@cached_duplicate_index()
def transition_view(model_admin, request, code):
    """Shows the records and their cautions; on POST makes the transition for all of them, or shows the problems."""
    if code not in transitions.TRANSITIONS or not model_admin.has_view_permission(request):
        raise Http404
    transition, model = transitions.TRANSITIONS[code], model_admin.model
    if transition.by_editors and not transitions.is_editor(request.user):
        raise PermissionDenied
    pks = [pk for pk in map(key_in, request.GET.get("ids", "").split(",")) if pk][:MAX_RECORDS]
    chosen = model_admin.get_queryset(request).filter(pk__in=pks).select_related(*SELECT_RELATED.get(model, ()))
    records, refused, data = list(chosen), {}, request.POST.dict()
    there = {record.pk for record in records}
    gone = sum(pk not in there and f"version-{pk}" in data for pk in pks)  # shown before, and no longer there
    if request.method == "POST" and records and not gone:
        try:
            asked = transition_requests(records, transition, data)
            changed = transitions.transition_all(asked, code, request.user, data.get("reason", ""))
        except transitions.TransitionRefused as refusal:
            refused = {record.pk: texts for record, texts in refusal.problems}
            number, records = len(records), list(chosen.all())
            gone = number - len(records)
        else:
            messages.success(request, transition_message(changed, transition))
            single = len(changed) == 1
            return to_record(changed[0]) if single else HttpResponseRedirect(admin_url(model, "changelist"))
    rows = transition_rows(model, records, transition, request.user, data, refused)
    allowed = [row["record"] for row in rows if not row["problems"]]
    return page(
        model_admin,
        request,
        "transition",
        f"{transition.label}: {_number(records, model._meta)}",
        transition=transition,
        reason=data.get("reason", ""),
        rows=rows,
        refused=refused,
        gone=gone,
        allowed=allowed,
        not_allowed=len(records) - len(allowed),
        allowed_url=transition_url(model, code, allowed),
    )


def transition_requests(records, transition, data) -> list:
    """A request for each record with its sent version and choices; no sent version counts as an outdated one."""
    return [
        transitions.TransitionRequest(
            record,
            data.get(f"version-{record.pk}", ""),
            {
                caution.code: data.get(f"answer-{record.pk}-{caution.code}", "")
                for caution in transitions.transition_cautions(record, transition)
            },
        )
        for record in records
    ]


def transition_rows(model, records, transition, user, data, refused) -> list[dict]:
    """What the page shows of each record; ``data`` is the sent form, ``refused`` its problems by primary key."""
    shows_content, pks = transition.end in (transitions.PUBLISHED, transitions.IN_REVIEW), [r.pk for r in records]
    before = {pk: last_public(versions) for pk, versions in load(model, pks).items()} if shows_content else {}
    now = as_they_are(model, pks) if shows_content else {}
    comments = open_comments_by_record(model, pks)
    words = Words([version for version in (*before.values(), *now.values()) if version], public=False)
    rows = []
    for record in records:
        pk = record.pk
        cautions = transitions.transition_cautions(record, transition)
        row = {
            "record": record,
            "version": record_fingerprint(record),
            "problems": transitions.transition_problems(record, transition, user, "(asked for below)"),
            "refusals": refused.get(pk, []),
            "cautions": [_caution(record, caution, data) for caution in cautions],
            "comments": comments.get(pk, []),
            "comments_url": admin_url(model, "comments", pk),
            "preview_url": preview_url(record),
            "was_public": bool(before.get(pk)),
            "differences": _differences(before.get(pk), now[pk], words) if pk in now else [],
        }
        if transition.code == "submit":
            row["later"] = transitions.publishing_problems(record)
        rows.append(row)
    return rows


def _caution(record, caution, data) -> dict:
    name = f"answer-{record.pk}-{caution.code}"
    given = data.get(name, "")
    return {
        "name": name,
        "text": caution.text,
        "is_checkbox": caution.is_checkbox,
        "choices": [{"value": value, "label": label, "chosen": value == given} for value, label in caution.choices],
        "duplicates_url": duplicates_url(record) if caution.code.startswith("resembles-") else "",
    }


def transition_message(records, transition) -> str:
    """A message with the new state of one record, or the number and a folded list of several."""
    if len(records) == 1:
        return f"“{records[0]}” is now {records[0].get_state_display().lower()}."
    model = type(records[0])
    links = ((admin_url(model, "change", record.pk), record) for record in records)
    names = format_html_join(mark_safe("<br>"), '<a href="{}">{}</a>', links)
    sentence = f"{transition.label}: {_number(records, model._meta)}."
    return format_html("{}<details><summary>Show the records</summary>{}</details>", sentence, names)


def _differences(before, now, words) -> list[dict]:
    return table(without_lives_of_their_own(compare(before, now)), words)


def _number(records, opts) -> str:
    if len(records) == 1:
        return f"“{records[0]}”"
    return f"{len(records)} {opts.verbose_name_plural}"
