"""What the form of a record shows beside its fields, put together in one place."""

from ..models.publication import EditorialRecord
from .bulk_publish import packages_context
from .comments import comments_context
from .conflicts import differences, last_saved
from .duplicates import duplicates_context
from .merging import merging_context
from .next_form import child_links, next_label
from .transitions import transitions_context


def change_form_context(model_admin, request, record, context) -> dict:
    """The context of the form of a record, or of a new one (None).

    The version that the form is made from, the links to other pages and the transitions, and after a refused save what
    is stored beside what was typed. ``context`` is that of Django’s own form.
    """
    shown = {"next_label": next_label(model_admin.model, record), "seen_version": getattr(request, "version", "")}
    if record is None:
        return shown
    shown["child_links"] = child_links(model_admin, request, record)
    if isinstance(record, EditorialRecord):
        shown |= transitions_context(request, record)
    for of_record in (packages_context, merging_context):
        shown |= of_record(request, record)
    for of_record in (comments_context, duplicates_context):
        shown |= of_record(record)
    if getattr(request, "is_conflict", False):
        formsets = [inline.formset for inline in context["inline_admin_formsets"]]
        stored = type(record)._base_manager.get(pk=record.pk)
        shown |= {"is_conflict": True, "saved": last_saved(stored)}
        shown["differences"] = differences(context["adminform"].form, formsets, stored)
    return shown
