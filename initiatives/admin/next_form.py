"""What comes after a form: the next text of a meeting, another record of the same kind, a record below this one."""

from urllib.parse import urlencode

from django.contrib import messages
from django.db import models
from django.http import HttpResponseRedirect

from ..editorial import transitions
from ..models import Statement, Summit
from ..models.publication import EditorialRecord
from .initial import next_draft_statement
from .review_pages import admin_url

SAVE_AND_NEXT = "_next"


def query_values(record, names) -> dict[str, str]:
    """The non-empty values of these fields as query parameters."""
    values = {}
    for name in names:
        value = getattr(record, name)
        value = (
            value.pk if isinstance(value, models.Model) else value.isoformat() if hasattr(value, "isoformat") else value
        )
        if value:
            values[name] = str(value)
    return values


# --- after saving ---------------------------------------------------------------------------------------------------------


def another_of_its_kind(model_admin, request, record, response):
    """“Save and add another” opens a form with the values of the fields ``kept``; otherwise the response as it is."""
    if "_addanother" not in request.POST or not isinstance(response, HttpResponseRedirect):
        return response
    query = urlencode(query_values(record, model_admin.kept))
    return HttpResponseRedirect(f"{admin_url(model_admin.model, 'add')}?{query}")


def next_text(request, record) -> HttpResponseRedirect | None:
    """The answer to the button ``next_label``: the form of the next text; after the last one, sending all to review."""
    if SAVE_AND_NEXT not in request.POST or not isinstance(record, (Summit, Statement)):
        return None
    messages.info(request, f"“{record}” was saved.")
    if text := _next_statement(record):
        return HttpResponseRedirect(admin_url(Statement, "change", text.pk))
    target = getattr(record, "summit", None) or record  # after the last text of a meeting: the meeting
    return HttpResponseRedirect(admin_url(type(target), "package", target.pk, "submit"))


def next_label(model, record) -> str:
    """The button of meetings and texts that saves and goes on; empty for other models and for a new text."""
    if model is Summit:
        return "Save and enter commitments"
    if model is not Statement or record is None:
        return ""
    if _next_statement(record):
        return "Save and go to the next text"
    return "Save and send to review" if record.is_draft else "Save and send new records to review"


def _next_statement(record) -> Statement | None:
    return (
        next_draft_statement(record.summit, record) if isinstance(record, Statement) else next_draft_statement(record)
    )


# --- below a record -------------------------------------------------------------------------------------------------------


def child_links(model_admin, request, record) -> list[dict]:
    """Links to pre-filled forms for new records below this one (``children`` of its admin).

    Curators also use them to add drafts below public records that they may not change.
    """
    return [
        {"label": label, "url": _child_url(model, record, carried)}
        for model, label, carried in model_admin.children
        if _may_add_below(model_admin, request, record, model)
    ]


def _may_add_below(model_admin, request, record, model) -> bool:
    """A part without a state becomes public with its record, so it needs the right to change the record."""
    if not issubclass(model, EditorialRecord) and not transitions.may_change(record, request.user):
        return False
    return model_admin.admin_site._registry[model].has_add_permission(request)


def _child_url(model, record, carried) -> str:
    values = {name: query_values(record, [own]).get(own) for name, own in carried.items()}
    return f"{admin_url(model, 'add')}?{urlencode({name: value for name, value in values.items() if value})}"
