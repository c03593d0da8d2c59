"""Submitting or publishing a meeting or a text together with the records below it, on one page, all or none."""

from contextlib import suppress
from dataclasses import dataclass

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.functions import Coalesce, Now
from django.http import Http404, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import path, reverse

from ..editorial import transitions
from ..editorial.checks import SELECT_RELATED
from ..editorial.duplicates import cached_duplicate_index
from ..history.recording import change
from ..models import Commitment, Statement, Summit
from ..models.vocabularies import EditorialState
from .initial import statements_of_summit
from .transitions import MAX_RECORDS

PACKAGE_TRANSITION_CODES = ("submit", "publish")


class _NothingChanged(Exception):
    """Rolls the transaction back."""


@dataclass
class PrefixedRequest:
    """The part of a request for one model: the fields of a transition page, sent with the prefix of the model."""

    user: object
    POST: QueryDict

    @classmethod
    def of(cls, request, model):
        own, start = QueryDict(mutable=True), field_prefix(model)
        for name, values in request.POST.lists():
            if name.startswith(start):
                own.setlist(name.removeprefix(start), values)
        return cls(request.user, own)


def field_prefix(model) -> str:
    return f"{model._meta.model_name}:"


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


class PackageMixin:
    """For the admin of meetings and texts: buttons and a page that submit or publish the record with the records
    below it.
    """

    def get_urls(self):
        view = self.admin_site.admin_view(self.package_view)
        name = f"initiatives_{self.opts.model_name}_package"
        return [path("<path:object_id>/package/<str:code>/", view, name=name), *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["packages"] = [
            offer for code in PACKAGE_TRANSITION_CODES if obj and (offer := self._offer(request, obj, code))
        ]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _offer(self, request, obj, code) -> dict | None:
        transition = transitions.TRANSITIONS[code]
        if transition.by_editors and not transitions.is_editor(request.user):
            return None
        if sum(map(len, package_records(obj, transition).values())) < 2:
            return None
        address = reverse(f"admin:initiatives_{self.opts.model_name}_package", args=[obj.pk, code])
        below = "texts and commitments" if isinstance(obj, Summit) else "commitments"
        return {"label": f"{transition.label} with its {below}", "url": address}

    @cached_duplicate_index()
    def package_view(self, request, object_id, code):
        """Shows the records as a transition page does; on POST makes the transition for the chosen ones together."""
        original = self.get_object(request, unquote(object_id))
        if code not in PACKAGE_TRANSITION_CODES or original is None:
            raise Http404
        transition = transitions.TRANSITIONS[code]
        if not self.has_view_permission(request, original) or (
            transition.by_editors and not transitions.is_editor(request.user)
        ):
            raise PermissionDenied
        waiting, refused, gone = package_records(original, transition), {}, 0
        if request.method == "POST":
            chosen = _chosen(request, waiting)
            number = sum(map(len, chosen.values()))
            gone = len(set(request.POST.getlist("record"))) - number
            refused = self._transition_together(request, transition, chosen) if number and not gone else {}
            if number and not refused and not gone:
                self.message_user(request, f"{transition.label}: {number} records.")
                return HttpResponseRedirect(reverse("admin:index"))
            waiting = package_records(original, transition)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{transition.label}: “{original}”",
            "opts": self.opts,
            "original": original,
            "transition": transition,
            "groups": self._groups(request, transition, waiting, refused),
            "gone": gone,
            "nothing_chosen": request.method == "POST" and not refused and not gone,
            "refused": refused,
        }
        context["waits"] = any(waiting.values())
        context["most"] = MAX_RECORDS if any(len(records) == MAX_RECORDS for records in waiting.values()) else 0
        return TemplateResponse(request, "admin/initiatives/package.html", context)

    def _transition_together(self, request, transition, chosen) -> dict:
        """Make the transition for all or none; returns the problems of refused records by prefixed key."""
        refused = {}
        with suppress(_NothingChanged), change():
            transitions.lock_for_transition(record for records in chosen.values() for record in records)
            for model, records in chosen.items():
                prefixed, model_admin = PrefixedRequest.of(request, model), self.admin_site._registry[model]
                try:
                    with transaction.atomic():
                        transitions.transition_all(
                            model_admin._transition_requests(prefixed, records, transition),
                            transition.code,
                            request.user,
                        )
                except transitions.TransitionRefused as refusal:
                    refused |= {prefixed_key(record): texts for record, texts in refusal.problems}
                    # Rolled back below. Records below these are checked as if these had passed.
                    published = {"state": transition.end, "published_at": Coalesce("published_at", Now())}
                    model.objects.filter(pk__in=[record.pk for record in records]).update(**published)
            if refused:
                raise _NothingChanged
        return refused

    def _groups(self, request, transition, waiting, refused) -> list[dict]:
        """The rows for each model, checked as if the chosen parents were published already."""
        texts, found = {text.pk: text for text in waiting[Statement]}, []
        for model, records in waiting.items():
            for record in records if model is Commitment else []:
                if record.statement_id in texts:
                    record.statement = transitions.published_copy(texts[record.statement_id])
            refusals = {
                record.pk: refused[prefixed_key(record)] for record in records if prefixed_key(record) in refused
            }
            model_admin = self.admin_site._registry[model]
            rows = model_admin._rows(PrefixedRequest.of(request, model), transition, records, refusals)
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
