"""Leads: their list and form, quick entry from the desk, and links to enter a lead as a text or a source."""

from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import Truncator

from ..editorial.leads import leads_at, mark_as_coded, records_at
from ..models import Lead, Source, Statement
from .queues import QueueFilter, queue_context
from .review_pages import admin_url, key_in

INITIAL_VALUES_FROM_LEAD = {
    Statement: {"address": "url", "words": "title", "grouping": "grouping", "day": "issued_on"},
    Source: {"address": "url", "words": "title", "day": "published_on"},
}
"""For each model: {field of the lead: field of the new record that it fills in}."""
SETTLING_FIELDS = {"statement", "source", "reason"}


class LeadForm(forms.ModelForm):
    """The form of a lead; its address must be new.

    The form sends the initial value of each field. Unchanged fields are not saved. If somebody else changed a field
    in the meantime, the form shows an error, and a second save overwrites the value.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            sends_initial = not self.is_bound or self.add_initial_prefix(name) in self.data
            field.show_hidden_initial = bool(self.instance.pk) and sends_initial

    def clean_address(self):
        address = self.cleaned_data["address"]
        for lead in leads_at(address):
            if lead.pk != self.instance.pk:
                link = admin_url(Lead, "change", lead.pk)
                raise ValidationError(
                    format_html(
                        'A lead with this address exists already: <a href="{}">{}</a> ({}).',
                        link,
                        lead,
                        lead_state_label(lead),
                    )
                )
        return address

    def clean(self):
        super().clean()
        if self.instance.pk is None:
            return
        for name in self.cleaned_data.keys() - set(self.changed_data):
            self.cleaned_data[name] = getattr(self.instance, name)
        for name in filter(self._was_changed_meanwhile, self.changed_data):
            stored, opened = getattr(self.instance, name), self.initial.get(name)
            here = f"changed this to “{stored}”" if stored else "emptied this field"
            self.add_error(name, f"Somebody else has {here}. Save again to replace it with your value.")
            self.data = self.data.copy()
            self.data[self.add_initial_prefix(name)] = "" if opened is None else str(opened)

    def _was_changed_meanwhile(self, name: str) -> bool:
        """Whether the stored value differs both from the value when the form was opened and from the typed value."""
        field, there = self.fields[name], self.initial.get(name)
        seen = self.data.get(self.add_initial_prefix(name), there)
        return field.has_changed(there, seen) and field.has_changed(there, self.data.get(self.add_prefix(name)))


def lead_state_label(lead) -> str:
    if lead.coded_as:
        return f"coded as “{lead.coded_as}”"
    return f"set aside: {lead.reason}" if lead.reason else "open"


class LeadStateFilter(admin.SimpleListFilter):
    """The states of leads; open ones are the default."""

    title, parameter_name = "state", "state"

    def lookups(self, request, model_admin):
        return [("open", "Open"), ("coded", "Coded"), ("set-aside", "Set aside"), ("all", "All")]

    def value(self):
        return super().value() or "open"

    def queryset(self, request, queryset):
        chosen = {"coded": queryset.coded, "set-aside": queryset.set_aside, "all": queryset.all}
        return chosen.get(self.value(), queryset.open)()

    def choices(self, changelist):
        return list(super().choices(changelist))[1:]


@admin.register(Lead)
class LeadAdmin(admin.ModelAdmin):
    """Curators and editors add and settle leads; nobody deletes them."""

    form = LeadForm
    change_form_template = "admin/initiatives/lead_change_form.html"
    list_display = ["__str__", "state_shown", "address_short", "grouping", "day", "noted"]
    list_select_related = ["grouping", "noted_by", "statement", "source"]
    list_filter = [LeadStateFilter, "grouping", QueueFilter]
    list_per_page = 50
    search_fields = ["address", "words", "note", "reason"]
    autocomplete_fields = ["grouping", "statement", "source"]
    fieldsets = [
        (None, {"fields": ["address", "words", ("grouping", "day"), "note"]}),
        ("Outcome", {"fields": ["statement", "source", "reason"]}),
    ]

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, queue_context(self.model, request, extra_context))

    def has_delete_permission(self, request, obj=None):
        return False

    def get_fieldsets(self, request, obj=None):
        return self.fieldsets if obj else self.fieldsets[:1]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "day":
            kwargs["widget"] = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        if db_field.name == "words":
            kwargs["widget"] = forms.TextInput(attrs={"size": 90})
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.is_relation and field:
            field.widget.can_add_related = field.widget.can_delete_related = False
        return field

    def save_model(self, request, obj, form, change):
        """Saves only the changed fields, so that simultaneous changes of other fields are kept."""
        fields = set(form.changed_data)
        if not change:
            obj.noted_by = request.user
        elif fields & SETTLING_FIELDS:
            obj.settled_by, obj.settled_at = request.user, timezone.now()
            fields |= {"settled_by", "settled_at"}
        obj.save(update_fields=fields if change else None)
        if "address" in fields:
            self._warn_about_known_records(request, obj)

    def _warn_about_known_records(self, request, lead):
        for record in records_at(lead.address):
            link = admin_url(type(record), "change", record.pk)
            sentence = 'A {} with this address exists already: <a href="{}">{}</a>.'
            text = format_html(sentence, record._meta.verbose_name, link, record)
            self.message_user(request, text, messages.WARNING)

    def response_add(self, request, obj, post_url_continue=None):
        response = super().response_add(request, obj, post_url_continue)
        return HttpResponseRedirect(reverse("admin:index")) if "_quick" in request.POST else response

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["child_links"] = self._entry_links(request, obj) if obj and obj.is_open else []
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _entry_links(self, request, lead) -> list[dict]:
        """Links to pre-filled forms of the records that the user may add."""
        return [
            {"label": f"Enter as a {model._meta.verbose_name}", "url": lead_entry_url(lead, model)}
            for model in INITIAL_VALUES_FROM_LEAD
            if self.admin_site._registry[model].has_add_permission(request)
        ]

    @admin.display(description="address", ordering="address")
    def address_short(self, lead):
        return format_html('<a href="{}" rel="noreferrer">{}</a>', lead.address, Truncator(lead.address).chars(60))

    @admin.display(description="noted", ordering="noted_at")
    def noted(self, lead):
        return f"{lead.noted_by}, {lead.noted_at:%-d %b %Y}"

    @admin.display(description="state")
    def state_shown(self, lead):
        """The state; for an open lead, a link to enter it as a statement."""
        if not lead.is_open:
            return lead_state_label(lead).capitalize()
        return format_html('<a href="{}">Enter as a statement</a>', lead_entry_url(lead, Statement))


def lead_entry_url(lead, model) -> str:
    """The form of a new record, filled in from the lead; saving it marks the lead as coded."""
    values = {
        theirs: getattr(lead, f"{own}_id" if own == "grouping" else own)
        for own, theirs in INITIAL_VALUES_FROM_LEAD[model].items()
    }
    query = urlencode({**{name: value for name, value in values.items() if value}, "lead": lead.pk})
    return f"{admin_url(model, 'add')}?{query}"


def code_requested_lead(request, record):
    """Mark the lead that the address of the form names as coded with the new statement or source."""
    if type(record) not in INITIAL_VALUES_FROM_LEAD:
        return
    lead = Lead.objects.filter(pk=key_in(request.GET.get("lead", ""))).first()
    if lead and lead.is_open and request.user.has_perm("initiatives.change_lead"):
        mark_as_coded(lead, record, request.user)
        messages.info(request, f"The lead “{lead}” was marked as coded.")
