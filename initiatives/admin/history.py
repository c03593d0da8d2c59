"""History at the desk: the list of a record's versions, two of them side by side, one of them looked at or put back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from ..editorial.fingerprint import record_fingerprint
from ..editorial.restoring import put_back
from ..history.changes import Words, rows_of, table
from ..history.versions import compare, load, without_lives_of_their_own
from ..models.parts import has_been_public
from ..models.vocabularies import EditorialState


class HistoryMixin:
    """Takes the place of the pages of django-simple-history, which know a record's own columns only."""

    def _history(self, request, object_id):
        """The record, or what it last was where it is gone, and its versions."""
        record = self.get_object(request, object_id)
        if record is None and object_id.isascii() and object_id.isdecimal() and len(object_id) < 19:
            row = self.model.history.filter(id=object_id).order_by("-history_date", "-history_id").first()
            record = row and row.instance
        if record is None:
            raise Http404
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        return record, load(self.model, [record.pk]).get(record.pk, [])

    def history_view(self, request, object_id, extra_context=None):
        record, versions = self._history(request, object_id)
        words = Words(versions, public=False)
        before = [None, *versions]
        one, other = (_numbered(versions, request.GET.get(name, "")) for name in ("from", "to"))
        compared = None
        if one and other:
            older, newer = sorted((one, other), key=lambda version: version.number)
            compared = {"older": older, "newer": newer, "rows": table(compare(older, newer), words)}
        newest = versions[-1] if versions else None
        context = {
            **self._context(request, record, f"History of “{record}”"),
            "compared": compared,
            "chosen": {
                "from": one or (versions[-2] if len(versions) > 1 else newest),
                "to": other or newest,
            },
            "rows": [
                {
                    "version": version,
                    "state": _state_of(version, older),
                    "differences": table(compare(older, version), words) if older else [],
                }
                for version, older in zip(versions, before, strict=False)
            ][::-1],
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/initiatives/history.html", context)

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        """One version, and the form that puts it back: through the same checks as typing its values in."""
        record, versions = self._history(request, object_id)
        version = _numbered(versions, version_id)
        if version is None:
            raise Http404
        is_there = self.model._base_manager.filter(pk=record.pk).exists()
        may = is_there and self.has_change_permission(request, record)
        problems, reason = [], request.POST.get("reason", "").strip()
        if request.method == "POST" and not is_there:
            problems = [f"“{record}” is no longer there: it was deleted meanwhile."]
        elif request.method == "POST":
            if not may:
                raise PermissionDenied
            problems = self._put_back(request, record, version, reason)
            if not problems:
                messages.success(request, f"Version {version.number} of “{record}” was put back.")
                return HttpResponseRedirect(
                    reverse(f"admin:initiatives_{self.opts.model_name}_change", args=[record.pk])
                )
        words = Words([version, versions[-1]], public=False)
        context = {
            **self._context(request, record, f"Version {version.number} of “{record}”"),
            "version": version,
            "state": _state_of(version, None),
            "values": rows_of(version, words),
            "differences": table(without_lives_of_their_own(compare(versions[-1], version)), words),
            "may_put_back": may and version is not versions[-1],
            "needs_reason": has_been_public(record),
            "seen": record_fingerprint(record),
            "reason": reason,
            "problems": problems,
            **(extra_context or {}),
        }
        status = 200 if is_there or not problems else 409
        return TemplateResponse(request, "admin/initiatives/version.html", context, status=status)

    def _put_back(self, request, record, version, reason) -> list[str]:
        if has_been_public(record) and not reason:
            return ["Readers have seen it: say why it is changed."]
        try:
            put_back(record, version, request.user, reason, request.POST.get("seen", ""))
        except ValidationError as error:
            return error.messages
        return []

    def _context(self, request, record, title):
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "record": record,
            "change_url": reverse(f"admin:initiatives_{self.opts.model_name}_change", args=[record.pk]),
            "history_url": reverse(f"admin:initiatives_{self.opts.model_name}_history", args=[record.pk]),
        }


def _numbered(versions, number: str):
    """The version with the number, or None."""
    return next((version for version in versions if str(version.number) == number), None)


def _state_of(version, older) -> str:
    """The editorial state that a version is in, where it came into it with this change."""
    came = version.state and (older is None or version.state != older.state)
    return EditorialState(version.state).label.lower() if came else ""
