"""Rows for new texts on a meeting and new commitments on a text."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.forms.models import BaseInlineFormSet

from ..models import Commitment, Participation, Source, State, Statement
from ..models.dates import today
from ..models.vocabularies import Evidence, ParticipationRole, SourceLevel
from .base import RecordRowsMixin
from .forms import RecordForm, record_form_factory
from .initial import free_slug, members_at
from .review_pages import key_in


class AddOnlyFormSet(BaseInlineFormSet):
    """Rows that only add records."""

    @property
    def existing(self):
        """The existing records of the same parent, listed above the rows."""
        if not self.instance.pk:
            return []
        return self.model.objects.filter(**{self.fk.name: self.instance}).order_by("pk")


class AddOnlyForm(RecordForm):
    """A row that counts as filled in only if a field outside ``proposed`` was changed."""

    proposed: tuple[str, ...] = ()

    def has_changed(self):
        return bool(set(self.changed_data) - set(self.proposed))


class AddOnlyInline(RecordRowsMixin, admin.StackedInline):
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


def requested_statement(request) -> Statement | None:
    """The text named in the address of the form, or None."""
    key = key_in(request.GET.get("statement", ""))
    return Statement.objects.select_related("grouping").filter(pk=key).first() if key else None


def proposed_parties(request) -> list[State]:
    text = requested_statement(request)
    return list(members_at(text)) if text else []
