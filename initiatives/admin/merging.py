"""Merging at the desk: choose the record to keep, see the plan, merge."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError

from ..editorial import transitions
from ..editorial.duplicates import duplicates_of
from ..editorial.fingerprint import record_fingerprint
from ..editorial.merging import MERGEABLE, SAME, merge, plan_merge
from ..history.changes import PART_NAMES, Words, field_name
from ..history.versions import as_they_are
from .review_pages import admin_url, page, record_of_address, to_record


def merging_context(request, record) -> dict:
    """The context of the change form: the address of the page that merges the record, for who may merge it."""
    return {"merge_url": admin_url(type(record), "merge", record.pk)} if may_merge(request.user, type(record)) else {}


def may_merge(user, model) -> bool:
    allowed = model in MERGEABLE and transitions.is_editor(user)
    return allowed and user.has_perm(f"initiatives.change_{model._meta.model_name}")


def merge_view(model_admin, request, object_id):
    """Without ``into`` asks for the record to keep; with it shows the plan, and on POST merges.

    For a record that is deleted in the meantime it shows the typed reason (409).
    """
    model, lost = model_admin.model, record_of_address(model_admin, request, object_id)
    if not may_merge(request.user, model):
        raise PermissionDenied
    into = request.GET.get("into", "").strip().rstrip("/").rpartition("/")[2]
    kept = model.objects.filter(slug=into).first() if into else None
    problems = [f"There is no {model._meta.verbose_name} “{into}”."] if into and not kept else []
    title, reason, gone = f"Merge “{lost}”", request.POST.get("reason", ""), False
    if request.method == "POST" and kept:
        try:
            fingerprints = (request.POST.get("seen-lost", ""), request.POST.get("seen-kept", ""))
            merge(lost, kept, request.user, reason, fingerprints)
        except ValidationError as error:
            problems = error.messages
            kept = model.objects.filter(pk=kept.pk).first()
            gone = not model.objects.filter(pk=lost.pk).exists()
        else:
            messages.success(request, f"“{lost}” was merged into “{kept}”.")
            return to_record(kept)
    if gone:
        return page(model_admin, request, "merge", title, 409, gone=True, problems=problems, reason=reason)
    return page(
        model_admin,
        request,
        "merge",
        title,
        lost=lost,
        kept=kept,
        into=into,
        reason=reason,
        problems=problems,
        likely=[] if kept else [pair.other for pair in duplicates_of(lost)],
        **(_plan(request, lost, kept) if kept else {}),
    )


def _plan(request, lost, kept) -> dict:
    model, plan = type(lost), plan_merge(lost, kept, request.user)
    versions = as_they_are(model, [lost.pk, kept.pk])
    words = Words(versions.values(), public=False)

    def value(name, said):
        return words.value(model, name, said)

    values = [
        {
            "label": field_name(model, merged.name),
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
