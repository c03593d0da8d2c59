"""Rows for new texts on a meeting and new commitments on a text, and buttons and links to the next form."""

from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.forms.models import BaseInlineFormSet
from django.http import HttpResponseRedirect
from django.urls import reverse

from ..editorial import transitions
from ..models import Commitment, Participation, Source, State, Statement
from ..models.dates import today
from ..models.publication import EditorialRecord
from ..models.vocabularies import Evidence, ParticipationRole, SourceLevel
from .base import PartialDateMixin
from .codebook import CodebookMixin
from .forms import ProposedSlugForm, query_values, record_form_factory
from .initial import free_slug, members_at, next_draft_statement

SAVE_AND_NEXT = "_next"


class AddOnlyFormSet(BaseInlineFormSet):
    """Rows that only add records."""

    adds_only = True

    @property
    def existing(self):
        """The existing records of the same parent, listed above the rows."""
        if not self.instance.pk:
            return []
        return self.model.objects.filter(**{self.fk.name: self.instance}).order_by("pk")


class AddOnlyForm(ProposedSlugForm):
    """A row that counts as filled in only if a field outside ``proposed`` was changed."""

    proposed: tuple[str, ...] = ()

    def has_changed(self):
        return bool(set(self.changed_data) - set(self.proposed))


class AddOnlyInline(CodebookMixin, PartialDateMixin, admin.StackedInline):
    """Rows for new records on the form of their parent; existing records have separate forms."""

    template = "admin/initiatives/new_rows.html"
    formset = AddOnlyFormSet
    can_delete = False
    extra = 1

    def get_queryset(self, request):
        return super().get_queryset(request).none()

    def has_change_permission(self, request, obj=None):
        return False

    def has_view_permission(self, request, obj=None):
        return False


class StatementRowForm(AddOnlyForm):
    """A new text of a meeting, with the grouping of the meeting; can also create its source."""

    proposed = ("own_source", "language")

    own_source = forms.BooleanField(
        label="I read the text itself",
        required=False,
        initial=True,
        help_text="Adds the text as a source, unless you choose another source.",
    )

    def clean(self):
        data = super().clean()
        if self.makes_source and not data.get("issuer"):
            self.add_error("issuer", "Enter who published the text: its source needs a publisher.")
        return data

    @property
    def makes_source(self) -> bool:
        return bool(self.cleaned_data.get("own_source") and not self.cleaned_data.get("source"))

    def save(self, commit=True):
        text = self.instance
        text.grouping = text.summit.grouping
        if self.makes_source:
            text.source = find_or_create_source(text)
        return super().save(commit)


def find_or_create_source(text: Statement) -> Source:
    """The source with the address of the text, or a new primary source made from the text."""
    if text.url and (known := Source.objects.filter(url=text.url).order_by("pk").first()):
        return known
    return Source.objects.create(
        slug=free_slug(Source, f"{text.issuer} {text.title}"),
        title=text.title,
        publisher=text.issuer,
        url=text.url,
        archive_url=text.archive_url,
        published_on=text.issued_on,
        accessed_on=today(),
        language=text.language,
        level=SourceLevel.PRIMARY,
    )


def parties_field(label: str, help_text: str) -> forms.ModelMultipleChoiceField:
    return forms.ModelMultipleChoiceField(State.objects, label=label, required=False, help_text=help_text)


class CommitmentRowForm(AddOnlyForm):
    """A new commitment of a text with its parties. A party named in another role is no participant."""

    proposed = ("participants", "source", "evidence")
    roles = {
        "leads": ParticipationRole.LEAD,
        "hosts": ParticipationRole.HOST,
        "beneficiaries": ParticipationRole.BENEFICIARY,
        "participants": ParticipationRole.PARTICIPANT,
    }

    # Not the field “parties” of the model: setting it leaves no history.
    participants = parties_field(
        "Parties", "The members on the day of the text are filled in. Remove those that take no part."
    )
    leads = parties_field("Leads", "Parties that lead.")
    hosts = parties_field("Hosts", "Parties where it takes place.")
    beneficiaries = parties_field("Beneficiaries", "Parties that benefit; often not members.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["summary"].widget.attrs["rows"] = 2

    def _save_m2m(self):
        super()._save_m2m()
        placed = set()
        for name, role in self.roles.items():
            for state in self.cleaned_data[name]:
                if role != ParticipationRole.PARTICIPANT or state not in placed:
                    Participation.objects.create(commitment=self.instance, state=state, role=role)
                placed.add(state)


class NextTextMixin:
    """For the admin of meetings and texts: a button that saves and opens the next text of the meeting."""

    def next_statement(self, obj) -> Statement | None:
        return next_draft_statement(obj.summit, obj) if isinstance(obj, Statement) else next_draft_statement(obj)

    def next_label(self, obj) -> str:
        if not isinstance(obj, Statement):
            return "Save and enter commitments"
        if self.next_statement(obj):
            return "Save and go to the next text"
        return "Save and send to review" if obj.is_draft else "Save and send new records to review"

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["next_label"] = self.next_label(obj) if obj or self.model is not Statement else ""
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_add(self, request, obj, post_url_continue=None):
        return self._to_next(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        return self._to_next(request, obj) or super().response_change(request, obj)

    def _to_next(self, request, obj):
        if SAVE_AND_NEXT not in request.POST:
            return None
        self.message_user(request, f"“{obj}” was saved.")
        if text := self.next_statement(obj):
            return HttpResponseRedirect(reverse("admin:initiatives_statement_change", args=[text.pk]))
        target = getattr(obj, "summit", None) or obj  # after the last text of a meeting: the meeting
        name = f"admin:initiatives_{target._meta.model_name}_package"
        return HttpResponseRedirect(reverse(name, args=[target.pk, "submit"]))


class NewStatementsInline(AddOnlyInline):
    model = Statement
    verbose_name, verbose_name_plural = "text", "new texts"
    existing_title = "Texts of this meeting"
    autocomplete_fields = ["source"]
    prepopulated_fields = {"slug": ["title"]}
    fields = [
        ("title", "slug", "issuer"),
        ("kind", "issued_on", "coding", "language"),
        ("url", "archive_url"),
        ("source", "own_source"),
    ]

    def get_extra(self, request, obj=None, **kwargs):
        return 1 if obj else 3

    def get_formset(self, request, obj=None, **kwargs):
        return super().get_formset(
            request, obj, form=record_form_factory(Statement, ("title",), StatementRowForm), **kwargs
        )


class NewCommitmentsInline(AddOnlyInline):
    model = Commitment
    verbose_name, verbose_name_plural = "commitment", "new commitments"
    existing_title = "Commitments of this text"
    autocomplete_fields = ["technologies", "source"]
    prepopulated_fields = {"slug": ["title"]}
    fields = [
        ("title", "slug", "locator"),
        ("summary",),
        ("technologies", "participants"),
        ("leads", "hosts", "beneficiaries"),
        ("source", "evidence", "target_date"),
        "modes",
    ]

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(
            request, obj, form=record_form_factory(Commitment, ("title",), CommitmentRowForm), **kwargs
        )
        for name in CommitmentRowForm.roles:
            parties = formset.form.base_fields[name]
            parties.widget = AutocompleteSelectMultiple(Participation._meta.get_field("state"), self.admin_site)
            parties.widget.choices = parties.choices
            parties.widget.is_required = True  # so that it has no button to clear all
        return formset

    def proposals(self, text: Statement) -> dict:
        """The initial values of each row: the members on the day of the text, its source, and “verified”."""
        return {
            "participants": list(members_at(text).values_list("pk", flat=True)),
            "source": text.source_id,
            "evidence": Evidence.VERIFIED,
        }


class ProposedPartiesMixin:
    """For the admin of commitments: fills in the members on the day of the text as parties of a new commitment."""

    parties_inline = None

    def get_changeform_initial_data(self, request):
        initial = super().get_changeform_initial_data(request)
        if text := requested_statement(request):
            initial.setdefault("source", text.source_id)
        return initial

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if isinstance(inline, self.parties_inline) and request.method == "GET" and obj.pk is None:
            kwargs["initial"] = [{"state": state.pk} for state in proposed_parties(request)]
        return kwargs


def requested_statement(request) -> Statement | None:
    """The text named in the address of the form, or None."""
    key = request.GET.get("statement", "")
    usable = key.isascii() and key.isdecimal() and len(key) < 19
    return Statement.objects.select_related("grouping").filter(pk=key).first() if usable else None


def proposed_parties(request) -> list[State]:
    text = requested_statement(request)
    return list(members_at(text)) if text else []


class ChildLinksMixin:
    """For a ModelAdmin: links to pre-filled forms for new records below this one.

    Curators also use them to add drafts below public records that they may not change.
    """

    children = ()  # tuples of model, label, and {field of the new record: field of this record}

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["child_links"] = [
            {"label": label, "url": self._child_url(model, obj, carried)}
            for model, label, carried in self.children
            if obj and self._may_add_below(request, obj, model)
        ]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _may_add_below(self, request, obj, model) -> bool:
        """A part without a state becomes public with its record, so it needs the right to change the record."""
        if not issubclass(model, EditorialRecord) and not transitions.may_change(obj, request.user):
            return False
        return self.admin_site._registry[model].has_add_permission(request)

    def _child_url(self, model, obj, carried) -> str:
        values = {name: query_values(obj, [own]).get(own) for name, own in carried.items()}
        query = urlencode({name: value for name, value in values.items() if value})
        return f"{reverse(f'admin:{model._meta.app_label}_{model._meta.model_name}_add')}?{query}"
