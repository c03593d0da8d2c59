"""A save over a version that nobody saw is refused.

A form carries the fingerprint of the record that it was made from. If the record has another one by now, the form
comes back with all that was typed and a table of what differs; to save it again is to overwrite knowingly what the table
shows. A record that was deleted, or that the user may no longer change, cannot be saved: a page shows what was typed.
"""

import re
from contextlib import suppress

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet

from ..editorial.fingerprint import record_fingerprint
from ..models.parts import PARENT_COLUMNS, PART_RELATIONS
from .review_pages import key_in, page

SEEN = "_seen"
REFUSED = "Somebody else has saved this record since you opened it. Nothing of yours is saved yet."


def refuse_save(model_admin, request, object_id):
    """Note on ``request`` the version of the locked record, and whether the form was made from another one.

    Returns the page for a record that can no longer be saved, otherwise None.
    """
    model, seen = model_admin.model, request.POST.get(SEEN, "")
    record = model_admin.get_object(request, object_id)
    if record is None:
        entry = model.history.filter(id=key_in(object_id)).order_by("-history_date", "-history_id").first()
        return entry and _not_saved(model_admin, request, entry.instance, None, entry)
    request.version = record_fingerprint(record)
    request.is_conflict = seen != request.version
    if seen and request.is_conflict and not model_admin.has_change_permission(request, record):
        return _not_saved(model_admin, request, record, record, last_saved(record))
    return None


def _not_saved(model_admin, request, record, stored, entry):
    """The page (409) with all that was typed, and what is stored now; a deleted record can be entered anew."""
    if not model_admin.has_view_or_change_permission(request, record):
        raise PermissionDenied
    form = model_admin.get_form(request, stored, change=False)(request.POST, instance=record)
    formsets, _ = model_admin._create_formsets(request, record, change=True)
    context = {"record": record, "stored": stored, "saved": entry, "anew": []}
    context["differences"] = differences(form, formsets, stored)
    has_all_rows = model_admin.get_inlines(request, None) == model_admin.get_inlines(request, record)
    if stored is None and has_all_rows and model_admin.has_add_permission(request):
        of_the_old = re.compile(rf"_.*|csrfmiddlewaretoken|.+-\d+-(id|{record._meta.model_name})")
        names = [name for name in request.POST if not of_the_old.fullmatch(name)]
        pairs = [(name, value) for name in names for value in request.POST.getlist(name)]
        context["anew"] = [(name, "0" if name.endswith("-INITIAL_FORMS") else value) for name, value in pairs]
    title = f"Not saved: {record}" if stored else f"Not saved: “{record}” was deleted"
    return page(model_admin, request, "not_saved", title, 409, **context)


def last_saved(record):
    """The newest row of history of the record and its parts."""
    parts = [getattr(record, relation).model for relation in PART_RELATIONS.get(type(record), ())]
    histories = [record.history.all(), *(part.history.filter(**{PARENT_COLUMNS[part]: record.pk}) for part in parts)]
    newest = [rows.select_related("history_user").first() for rows in histories]
    return max(filter(None, newest), key=lambda row: row.history_date, default=None)


def differences(form, formsets, stored) -> list[dict]:
    """Each field, and each kind of rows, of which the sent forms say something else than the stored record (or None)."""
    now = type(form)(instance=stored) if stored else None
    found = []
    for name in form.fields:
        if name != "change_reason":
            there = shown(now[name]) if now else ""
            found.append({"label": form[name].label, "typed": [shown(form[name])], "stored": [there]})
    for formset in formsets:
        is_stored = stored and type(formset)(instance=stored, prefix=formset.prefix, queryset=formset.queryset.all())
        typed, there = _rows(formset), _rows(is_stored) if is_stored else []
        mine, theirs = [row for row in typed if row not in there], [row for row in there if row not in typed]
        label = str(formset.model._meta.verbose_name_plural).capitalize()
        found.append({"label": label, "typed": mine, "stored": theirs})
    return [row for row in found if row["typed"] != row["stored"]]


def _rows(formset) -> list[str]:
    """The rows of a part: those that were sent and not marked for deletion, or those that are stored."""
    if formset.is_bound:
        formset.full_clean()
        sent = [row for row in formset.forms if row.instance.pk or row.has_changed()]
        shown_forms = [row for row in sent if not formset._should_delete_form(row)]
    else:
        shown_forms = formset.initial_forms
    values = [[shown(field) for field in row.visible_fields() if field.name != "DELETE"] for row in shown_forms]
    return [" · ".join(filter(None, row)) for row in values]


def shown(bound) -> str:
    """What a field of a form holds, as a person reads it; what the field does not accept, as it was typed."""
    value, field = bound.value(), bound.field
    if isinstance(field, forms.MultiValueField) and not isinstance(value, list):
        value = field.widget.decompress(value)
    with suppress(ValidationError):
        value = field.clean(value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {reason}" for name, reason in value.items())
    if isinstance(value, list | QuerySet):
        return ", ".join(sorted(map(str, value)))
    if value and isinstance(field, forms.TypedChoiceField):
        return str(dict(field.choices).get(value, value))
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return "" if value is None else str(value).replace("\r\n", "\n")
