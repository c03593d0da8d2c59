"""Base classes of the ModelAdmins and inlines of records. What a page shows stands in the module of that page."""

from functools import partial

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db import connection
from django.forms.models import BaseInlineFormSet
from django.urls import path
from django.utils.text import capfirst
from simple_history.admin import SimpleHistoryAdmin

from ..editorial import transitions
from ..editorial.comments import COMMENTABLE_MODELS
from ..editorial.dismissals import dismissals_of
from ..editorial.duplicates import DUPLICATE_RULES
from ..editorial.fingerprint import record_fingerprint
from ..editorial.integrity import IntegrityCheck, NewIntegrityErrors, public_records_linking_to, records_linking_to
from ..editorial.locking import lock_for_checks, relations_above
from ..editorial.merging import MERGEABLE
from ..history.recording import change
from ..models import Statement, Summit
from ..models.fields import partial_date_form
from ..models.parts import PART_RELATIONS, has_been_public
from ..models.publication import EditorialRecord
from .bulk_publish import package_view
from .change_form import change_form_context
from .codebook import entries_above, explain_above, explain_below
from .comments import comments_in_history, comments_view
from .conflicts import REFUSED, refuse_save
from .duplicates import duplicates_columns, duplicates_view, warn_about_duplicates
from .forms import RecordForm, form_field, reason_field, record_form_factory
from .history import HistoryMixin
from .leads import code_requested_lead
from .merging import merge_view
from .next_form import another_of_its_kind, next_text
from .queues import QueueFilter, queue_context
from .review_pages import key_in
from .search import search_by_name
from .transitions import BULK_ACTIONS, transition_view

PAGES = [
    (COMMENTABLE_MODELS, "<path:object_id>/comments/", "comments", comments_view),
    (DUPLICATE_RULES, "<path:object_id>/duplicates/", "duplicates", duplicates_view),
    (MERGEABLE, "<path:object_id>/merge/", "merge", merge_view),
    ((Summit, Statement), "<path:object_id>/package/<str:code>/", "package", package_view),
]
"""Pages of a record beside its form: the models that have them, address, name and view."""


class RecordAdmin(HistoryMixin, SimpleHistoryAdmin):
    """The admin of a record without deletion. Used directly for reference data, which is public once saved."""

    change_form_template = "admin/initiatives/record_change_form.html"
    save_on_top = True
    list_per_page = 50
    show_full_result_count = False
    form_base = RecordForm
    found_by: tuple[str, ...] = ()  # the fields in which lists and autocomplete fields look for a name
    kept: tuple[str, ...] = ()  # the fields that “Save and add another” carries into the next form
    children = ()  # records to add below: tuples of model, label, and {field of the new record: field of this one}
    owner = ""  # of a part: the relation to the record that it belongs to

    # --- pages

    def get_urls(self):
        pages = [(address, name, view) for models, address, name, view in PAGES if self.model in models]
        if issubclass(self.model, EditorialRecord):
            pages.append(("transition/<str:code>/", "transition", transition_view))
        own = [
            path(
                address,
                self.admin_site.admin_view(partial(view, self)),
                name=f"initiatives_{self.opts.model_name}_{name}",
            )
            for address, name, view in pages
        ]
        return [*own, *super().get_urls()]

    def get_view_on_site_url(self, obj=None):
        return obj.get_absolute_url() if obj and getattr(obj, "is_public", True) else None

    def history_view(self, request, object_id, extra_context=None):
        """The history with the comments, also of a deleted record, and with the dismissed duplicates."""
        record = self.get_object(request, object_id) if self.model in DUPLICATE_RULES else None
        notes = {
            "comments": comments_in_history(self.model, object_id),
            "dismissals": dismissals_of(record) if record else [],
        }
        return super().history_view(request, object_id, {**notes, **(extra_context or {})})

    # --- the list

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, queue_context(self.model, request, extra_context))

    def get_list_filter(self, request):
        return [*super().get_list_filter(request), QueueFilter]

    def get_list_display(self, request):
        return [*super().get_list_display(request), *duplicates_columns(self.model, request)]

    def get_search_results(self, request, queryset, search_term):
        if self.found_by:
            return search_by_name(self, request, queryset, search_term), False
        return super().get_search_results(request, queryset, search_term)

    # --- rights

    def has_delete_permission(self, request, obj=None):
        """A part can be deleted if its record was never public; parts of public records are corrected with a reason."""
        if not self.owner or obj is None:
            return False
        return super().has_delete_permission(request, obj) and not getattr(obj, self.owner).was_public

    def needs_reason(self, request, obj) -> bool:
        """Whether the change of this record, which is or was public, needs a reason."""
        try:
            seen = obj is not None and has_been_public(obj)
        except ObjectDoesNotExist:  # its record was deleted, so it was a draft
            return False
        return seen and self.has_change_permission(request, obj)

    # --- the form

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """A form and its rows are one change, so that readers get one version of the record.

        A save that would leave public records with new errors is rolled back, and one over an unseen version is
        refused; the form is shown again with everything that was typed.
        """
        object_id = unquote(object_id) if object_id else None
        if request.method != "POST":
            # Before the form is made, so that what is saved in between is noticed at the save.
            request.version = record_fingerprint(self.model(pk=key_in(object_id))) if object_id else ""
            return super().changeform_view(request, object_id, form_url, extra_context)
        with change():
            if object_id is None:
                lock_for_checks([], named_records(request.POST, self.model))
            elif not_saved := refuse_save(self, request, object_id):
                return not_saved
            try:
                return super().changeform_view(request, object_id, form_url, extra_context)
            except NewIntegrityErrors as refused:
                request.integrity_errors = refused.messages
                return super().changeform_view(request, object_id, form_url, extra_context)

    def get_object(self, request, object_id, from_field=None):
        """The record; locked on POST with its parts and what its checks read, so that no transition comes between."""
        record = super().get_object(request, object_id, from_field)
        if record and request.method == "POST" and connection.in_atomic_block:
            lock_for_checks([record], named_records(request.POST, self.model))
            for relation in PART_RELATIONS.get(self.model, ()):
                list(getattr(record, relation).order_by("pk").select_for_update(of=("self",)).values_list("pk"))
            record = super().get_object(request, object_id, from_field)
        return record

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= change_form_context(self, request, obj, context)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_form(self, request, obj=None, change=False, **kwargs):
        reason = self.get_reason_field(request, obj)
        fields = {"change_reason": reason} if reason else {}
        slug_from = self.prepopulated_fields.get("slug", ())
        kwargs.setdefault("form", record_form_factory(self.model, slug_from, self.form_base, **fields))
        form = super().get_form(request, obj, change=change, **kwargs)
        if getattr(request, "is_conflict", False):
            form.refusal = [REFUSED]
        elif errors := getattr(request, "integrity_errors", None):
            form.refusal = [*errors, "Nothing has been saved."]
        return form

    def get_reason_field(self, request, obj):
        """The form field for the reason; None if no reason is needed."""
        return reason_field() if self.needs_reason(request, obj) else None

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if not self.get_reason_field(request, obj):
            return fieldsets
        return [*fieldsets, ("Reason for the change", {"fields": ["change_reason"]})]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = form_field(db_field, partial(super().formfield_for_dbfield, request=request), **kwargs)
        explain_below(field, self.model, db_field)
        return field

    def get_readonly_fields(self, request, obj=None):
        fields = tuple(super().get_readonly_fields(request, obj))
        is_public = obj is not None and getattr(obj, "was_public", True)
        return (*fields, "slug") if is_public and "slug" in self.prepopulated_fields else fields

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_changeform_initial_data(self, request):
        """The initial values in the address; unusable ones are ignored."""
        given = super().get_changeform_initial_data(request)
        return {name: value for name, value in given.items() if self._is_usable(name, value)}

    def _is_usable(self, name, value) -> bool:
        try:
            field = self.model._meta.get_field(name)
        except FieldDoesNotExist:
            return True
        keys = value if isinstance(value, list) else [value]
        return not field.is_relation or all(map(key_in, keys))

    # --- saving

    def save_model(self, request, obj, form, change):
        obj._change_reason = form.cleaned_data.get("change_reason") or None
        # The slug of a draft may change, and public texts may link to it.
        linking = (
            records_linking_to(self.model._base_manager.get(pk=obj.pk))
            if "slug" in form.changed_data and change
            else ()
        )
        request.integrity_check = IntegrityCheck(obj, *(row for row, _ in linking))
        if not change or set(form.changed_data) - {"change_reason"}:  # a save without changes makes nobody an author
            super().save_model(request, obj, form, change)
        if not change:
            code_requested_lead(request, obj)

    def save_formset(self, request, form, formset, change):
        for part in formset.forms:
            part.instance._change_reason = form.cleaned_data.get("change_reason") or None
        super().save_formset(request, form, formset, change)

    def save_related(self, request, form, formsets, change):
        """Saves the rows and checks all together; warns about probable duplicates if a name or an address changed."""
        super().save_related(request, form, formsets, change)
        request.integrity_check.refuse_new_errors()
        if not change or set(form.changed_data) & {"title", "name", "short_name", "aliases", "url", "archive_url"}:
            warn_about_duplicates(request, form.instance)

    def response_add(self, request, obj, post_url_continue=None):
        answer = next_text(request, obj) or super().response_add(request, obj, post_url_continue)
        return another_of_its_kind(self, request, obj, answer)

    def response_change(self, request, obj):
        answer = next_text(request, obj) or super().response_change(request, obj)
        return another_of_its_kind(self, request, obj, answer)


def named_records(data, model) -> list[tuple]:
    """The records that a sent form and its rows name and that their checks read: model and primary key."""
    parts = [model._meta.get_field(relation).related_model for relation in PART_RELATIONS.get(model, ())]
    relations = {name: target for one in (model, *parts) for name, target in relations_above(one).items()}
    named = [(relations.get(name.rpartition("-")[2]), key_in(value)) for name, value in data.items()]
    return [(target, pk) for target, pk in named if target and pk]


class EditorialAdmin(RecordAdmin):
    """The admin of a record with an editorial state. Its buttons lead to transitions; only drafts can be deleted."""

    change_form_template = "admin/initiatives/editorial_change_form.html"
    list_filter = ["state"]
    actions = BULK_ACTIONS

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or transitions.may_change(obj, request.user))

    def has_delete_permission(self, request, obj=None):
        allowed = admin.ModelAdmin.has_delete_permission(self, request, obj)
        return allowed and (obj is None or not obj.was_public)

    def get_deleted_objects(self, objs, request):
        """A draft to which a public text links is protected."""
        *found, protected = super().get_deleted_objects(objs, request)
        linking = public_records_linking_to(self.model)
        linked_from = [row for record in objs for row in linking.get(getattr(record, "slug", ""), ())]
        links = [f"{row._meta.verbose_name.capitalize()}: {row} (its text links to this draft)" for row in linked_from]
        return (*found, [*protected, *links])

    def has_decide_permission(self, request):
        """Whether the user may take the actions of editors (``transitions.BULK_ACTIONS``)."""
        return self.has_change_permission(request) and transitions.is_editor(request.user)

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions


# --- rows -----------------------------------------------------------------------------------------------------------------


class RecordRowsMixin:
    """For every inline: the form fields of records, and the codebook entries above the rows."""

    def get_formset(self, request, obj=None, **kwargs):
        kwargs.setdefault("form", partial_date_form(self.model))
        return super().get_formset(request, obj, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = form_field(db_field, partial(super().formfield_for_dbfield, request=request), **kwargs)
        explain_above(field, self.model, db_field)
        return field

    def codebook_entries(self) -> list[str]:
        return entries_above(self.model, self.fields)


class RowAutocomplete(AutocompleteSelect):
    """An autocomplete field that takes the name of the chosen record from its row, without a query for each row."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.names: dict[str, str] = {}

    def optgroups(self, name, value, attr=None):
        if not self.names.keys() >= set(value):
            return super().optgroups(name, value, attr)
        empty = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        chosen = [self.create_option(name, key, self.names[key], True, 1) for key in value]
        return [(None, empty + chosen, 0)]


class PartFormSet(BaseInlineFormSet):
    """Rows whose boxes to delete them have a label, and whose fields know the names of the chosen records."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = "Delete"
        for name, field in form.fields.items():
            widget = getattr(field.widget, "widget", None)
            if isinstance(widget, RowAutocomplete) and (record := getattr(form.instance, name, None)):
                widget.names = {str(record.pk): field.label_from_instance(record)}


class PartRowsMixin(RecordRowsMixin):
    """Rows of a record, with its editorial state and permissions; each field has the name of its column as its label."""

    formset = PartFormSet
    extra = 0

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        for name, field in formset.form.base_fields.items():
            field.widget.attrs.setdefault("aria-label", capfirst(field.label or name.replace("_", " ")))
        return formset

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.autocomplete_fields:
            kwargs["widget"] = RowAutocomplete(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_queryset(self, request):
        """The rows; locked on POST, like the record."""
        rows = super().get_queryset(request).select_related(*(self.autocomplete_fields or [None]))
        locks = request.method == "POST" and connection.in_atomic_block
        return rows.select_for_update(of=("self",)) if locks else rows


class PartInline(PartRowsMixin, admin.TabularInline):
    """Rows with few columns, as a table."""

    template = "admin/initiatives/part_rows.html"


class WidePartInline(PartRowsMixin, admin.StackedInline):
    """Rows with many fields, each as a small form."""

    template = "admin/initiatives/wide_part_rows.html"
