"""Submitting or publishing a meeting or a text together with the records below it, on one page, all or none."""

from contextlib import suppress

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.functions import Coalesce, Now
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from ..editorial import transitions
from ..editorial.checks import SELECT_RELATED
from ..editorial.duplicates import cached_duplicate_index
from ..history.recording import change
from ..models import Commitment, Statement, Summit
from ..models.vocabularies import EditorialState
from .initial import statements_of_summit
from .review_pages import admin_url, page, record_of_address
from .transitions import MAX_RECORDS, transition_requests, transition_rows

PACKAGE_TRANSITION_CODES = ("submit", "publish")


class _NothingChanged(Exception):
    """Rolls the transaction back."""


def field_prefix(model) -> str:
    return f"{model._meta.model_name}:"


def fields_of(model, data) -> dict[str, str]:
    """The fields of a transition page for one model, sent with its prefix."""
    start = field_prefix(model)
    return {name.removeprefix(start): value for name, value in data.items() if name.startswith(start)}


def prefixed_key(record) -> str:
    return f"{field_prefix(type(record))}{record.pk}"


def package_records(record, transition) -> dict[type, list]:
    """The records from which the transition starts, by model, parents first: the record and those below it.

    At most ``MAX_RECORDS`` per model.
    """
    texts = statements_of_summit(record) if isinstance(record, Summit) else Statement.objects.filter(pk=record.pk)
    commitments = Commitment.objects.filter(statement__in=texts.order_by()).order_by("pk")
    summits = Summit.objects.filter(pk=record.pk if isinstance(record, Summit) else None)
    found = {Summit: summits, Statement: texts, Commitment: commitments}
    states = {EditorialState.DRAFT, EditorialState.IN_REVIEW} & set(transition.start)
    return {
        model: list(rows.filter(state__in=states).select_related(*SELECT_RELATED[model])[:MAX_RECORDS])
        for model, rows in found.items()
    }


def packages_context(request, record) -> dict:
    """The context of the change form of a meeting or a text: links to the pages for it and the records below it."""
    offers = []
    for code in PACKAGE_TRANSITION_CODES if isinstance(record, (Summit, Statement)) else ():
        transition = transitions.TRANSITIONS[code]
        if transition.by_editors and not transitions.is_editor(request.user):
            continue
        if sum(map(len, package_records(record, transition).values())) > 1:
            below = "texts and commitments" if isinstance(record, Summit) else "commitments"
            address = admin_url(type(record), "package", record.pk, code)
            offers.append({"label": f"{transition.label} with its {below}", "url": address})
    return {"packages": offers}


@cached_duplicate_index()
def package_view(model_admin, request, object_id, code):
    """Shows the records as a transition page does; on POST makes the transition for the chosen ones together."""
    if code not in PACKAGE_TRANSITION_CODES:
        raise Http404
    original, transition = record_of_address(model_admin, request, object_id), transitions.TRANSITIONS[code]
    if transition.by_editors and not transitions.is_editor(request.user):
        raise PermissionDenied
    waiting, refused, gone = package_records(original, transition), {}, 0
    if request.method == "POST":
        chosen = _chosen(request, waiting)
        number = sum(map(len, chosen.values()))
        gone = len(set(request.POST.getlist("record"))) - number
        refused = _transition_together(request, transition, chosen) if number and not gone else {}
        if number and not refused and not gone:
            messages.info(request, f"{transition.label}: {number} records.")
            return HttpResponseRedirect(reverse("admin:index"))
        waiting = package_records(original, transition)
    return page(
        model_admin,
        request,
        "package",
        f"{transition.label}: “{original}”",
        original=original,
        transition=transition,
        groups=_groups(request, transition, waiting, refused),
        gone=gone,
        nothing_chosen=request.method == "POST" and not refused and not gone,
        refused=refused,
        waits=any(waiting.values()),
        most=MAX_RECORDS if any(len(records) == MAX_RECORDS for records in waiting.values()) else 0,
    )


def _transition_together(request, transition, chosen) -> dict:
    """Make the transition for all or none; returns the problems of refused records by prefixed key."""
    refused = {}
    with suppress(_NothingChanged), change():
        transitions.lock_for_transition(record for records in chosen.values() for record in records)
        for model, records in chosen.items():
            asked = transition_requests(records, transition, fields_of(model, request.POST))
            try:
                with transaction.atomic():
                    transitions.transition_all(asked, transition.code, request.user)
            except transitions.TransitionRefused as refusal:
                refused |= {prefixed_key(record): texts for record, texts in refusal.problems}
                # Rolled back below. Records below these are checked as if these had passed.
                published = {"state": transition.end, "published_at": Coalesce("published_at", Now())}
                model.objects.filter(pk__in=[record.pk for record in records]).update(**published)
        if refused:
            raise _NothingChanged
    return refused


def _groups(request, transition, waiting, refused) -> list[dict]:
    """The rows for each model, checked as if the chosen parents were published already."""
    texts, found = {text.pk: text for text in waiting[Statement]}, []
    for model, records in waiting.items():
        for record in records if model is Commitment else []:
            if record.statement_id in texts:
                record.statement = transitions.published_copy(texts[record.statement_id])
        refusals = {r.pk: refused[prefixed_key(r)] for r in records if prefixed_key(r) in refused}
        data = fields_of(model, request.POST)
        rows = transition_rows(model, records, transition, request.user, data, refusals)
        for row in rows:
            name = prefixed_key(row["record"])
            sent = request.method == "POST"
            row["chosen"] = name in request.POST.getlist("record") if sent else not row["problems"]
        found.append({"prefix": field_prefix(model), "opts": model._meta, "rows": rows})
    return found


def _chosen(request, waiting) -> dict[type, list]:
    names = set(request.POST.getlist("record"))
    chosen = {
        model: [record for record in records if prefixed_key(record) in names] for model, records in waiting.items()
    }
    return {model: records for model, records in chosen.items() if records}
