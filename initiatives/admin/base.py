"""Base classes of the ModelAdmins and inlines of records."""

from contextlib import nullcontext

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.urls import reverse
from django.utils.html import format_html
from simple_history.admin import SimpleHistoryAdmin

from ..editorial import transitions
from ..editorial.duplicates import DUPLICATE_RULES, duplicates_of
from ..editorial.integrity import IntegrityCheck, NewIntegrityErrors, public_records_linking_to, records_linking_to
from ..editorial.locking import lock_for_checks
from ..history.recording import change
from ..models import Mode
from ..models.fields import LinesField, partial_date_form
from ..models.vocabularies import EditorialState
from .change_reason import ChangeReasonMixin
from .codebook import CodebookMixin
from .comments import ReviewCommentsMixin
from .conflicts import ConflictMixin, named_records
from .duplicates import DuplicatesMixin, duplicates_url
from .forms import LabelledRowsMixin, RecordFormMixin
from .history import HistoryMixin
from .merging import MergeMixin
from .queues import QueuesMixin
from .transitions import TransitionsMixin


class PartialDateMixin:
    """Form fields of records: one text field per partial date, one alias per line, check boxes for modes."""

    def get_form(self, request, obj=None, **kwargs):
        kwargs.setdefault("form", partial_date_form(self.model))
        return super().get_form(request, obj, **kwargs)

    def get_formset(self, request, obj=None, **kwargs):
        kwargs.setdefault("form", partial_date_form(self.model))
        return super().get_formset(request, obj, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.ForeignKey | models.ManyToManyField):
            field = super().formfield_for_dbfield(db_field, request, **kwargs)
            if field and hasattr(field.widget, "can_delete_related"):
                field.widget.can_delete_related = False
            return field
        if db_field.name in ("title", "name"):
            kwargs["widget"] = forms.TextInput(attrs={"size": 90})
        if db_field.name == "aliases":
            return LinesField(label="Aliases", required=False, help_text="Other names in any script, one per line.")
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.remote_field.model is Mode:
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class RejectedForm(forms.ModelForm):
    """A form shown again with the integrity errors that a trial save produced."""

    save_errors: list[str] = []

    def clean(self):
        super().clean()
        raise ValidationError([*self.save_errors, "Nothing has been saved."])


class IntegrityMixin:
    """For a ModelAdmin: saves a record with all its rows and then checks their integrity (``editorial.integrity``).

    A refused save is rolled back, and the form is shown again with everything that was typed.
    """

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except NewIntegrityErrors as refused:
            request.save_errors = refused.messages
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        save_errors = getattr(request, "save_errors", None)
        return type(form.__name__, (RejectedForm, form), {"save_errors": save_errors}) if save_errors else form

    def save_model(self, request, obj, form, change):
        # The slug of a draft may change, and public texts may link to it.
        linking = (
            records_linking_to(self.model._base_manager.get(pk=obj.pk))
            if "slug" in form.changed_data and change
            else ()
        )
        request.integrity_check = IntegrityCheck(obj, *(row for row, _ in linking))
        if not change or set(form.changed_data) - {"change_reason"}:  # a save without changes makes nobody an author
            super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        request.integrity_check.refuse_new_errors()


class RecordAdmin(
    QueuesMixin,
    ConflictMixin,
    IntegrityMixin,
    RecordFormMixin,
    CodebookMixin,
    DuplicatesMixin,
    ReviewCommentsMixin,
    HistoryMixin,
    MergeMixin,
    PartialDateMixin,
    SimpleHistoryAdmin,
):
    """The admin of a record without deletion. Used directly for reference data, which is public once saved."""

    change_form_template = "admin/initiatives/record_change_form.html"
    save_on_top = True
    list_per_page = 50
    show_full_result_count = False

    def has_delete_permission(self, request, obj=None):
        return False

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """A form and its rows are one change, so that readers get one version of the record."""
        with change() if request.method == "POST" else nullcontext():
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_object(self, request, object_id, from_field=None):
        """The record; locked on POST with what its checks read, so that no transition comes between reading and saving."""
        record = super().get_object(request, object_id, from_field)
        if record and request.method == "POST" and connection.in_atomic_block:
            lock_for_checks([record], named_records(request.POST, self.model))
            record = super().get_object(request, object_id, from_field)
        return record

    def get_view_on_site_url(self, obj=None):
        return obj.get_absolute_url() if obj and getattr(obj, "is_public", True) else None

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def save_related(self, request, form, formsets, change):
        """After the checks, warns about probable duplicates if a name or an address has changed."""
        super().save_related(request, form, formsets, change)
        if not change or set(form.changed_data) & {"title", "name", "short_name", "aliases", "url", "archive_url"}:
            self.warn_about_duplicates(request, form.instance)

    def warn_about_duplicates(self, request, record):
        for pair in duplicates_of(record)[:5] if self.model in DUPLICATE_RULES else ():
            address = reverse(f"admin:initiatives_{self.opts.model_name}_change", args=[pair.other.pk])
            sentence = 'This record resembles <a href="{}">{}</a>. <a href="{}">Compare them</a>'
            text = format_html(sentence, address, pair.other, duplicates_url(record))
            self.message_user(request, text, messages.WARNING)


class PartRowsMixin(LabelledRowsMixin, CodebookMixin, PartialDateMixin):
    """Rows of a record, with its editorial state and permissions."""

    extra = 0

    def get_queryset(self, request):
        """The rows; locked on POST, like the record."""
        rows = super().get_queryset(request)
        locks = request.method == "POST" and connection.in_atomic_block
        return rows.select_for_update(of=("self",)) if locks else rows


class PartInline(PartRowsMixin, admin.TabularInline):
    """Rows with few columns, as a table."""

    template = "admin/initiatives/part_rows.html"


class WidePartInline(PartRowsMixin, admin.StackedInline):
    """Rows with many fields, each as a small form."""

    template = "admin/initiatives/wide_part_rows.html"


class EditorialAdmin(ChangeReasonMixin, TransitionsMixin, RecordAdmin):
    """The admin of a record with an editorial state. Its buttons lead to transitions; only drafts can be deleted."""

    change_form_template = "admin/initiatives/editorial_change_form.html"
    list_filter = ["state"]

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

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        if not transitions.is_editor(request.user):
            for transition in transitions.TRANSITIONS.values():
                if transition.by_editors:
                    actions.pop(f"{transition.code}_selected", None)
        return actions

    @admin.display(description="State", ordering="state")
    def state_label(self, record):
        return EditorialState(record.state).label
