"""The admin of each noun: what its list shows, how it is searched, and what is entered beside it."""

from django.contrib import admin

from ..models import (
    Commitment,
    FollowUp,
    Grouping,
    Membership,
    Participation,
    SearchLogEntry,
    Source,
    State,
    Statement,
    Summit,
    Technology,
)
from .base import EditorialAdmin, PartInline, RecordAdmin, WidePartInline
from .bulk_publish import PackageMixin
from .change_reason import ChangeReasonMixin
from .inlines import (
    ChildLinksMixin,
    NewCommitmentsInline,
    NewStatementsInline,
    NextTextMixin,
    ProposedPartiesMixin,
    proposed_parties,
)
from .leads import FromLeadMixin
from .link_checks import ArchiveMixin
from .search import NameSearchMixin, RecentSourcesMixin
from .search_log import MissingValuesMixin
from .spreadsheets import TablesMixin


class MembershipInline(WidePartInline):
    model = Membership
    autocomplete_fields = ["state", "source"]
    fields = [("state", "role", "joined", "left"), ("source", "note")]


class ParticipationInline(PartInline):
    model = Participation
    autocomplete_fields = ["state"]
    fields = ["state", "role"]

    def get_extra(self, request, obj=None, **kwargs):
        return len(proposed_parties(request)) if obj is None else 0


class FollowUpInline(WidePartInline):
    model = FollowUp
    autocomplete_fields = ["statement", "source"]
    fields = [("date", "kind", "supports", "locator"), ("statement", "source"), "note"]
    show_change_link = True
    can_delete = False
    verbose_name_plural = "follow-ups (each is published by itself)"


class SearchLogEntryInline(WidePartInline):
    model = SearchLogEntry
    fields = [("field", "done_on", "outcome", "languages"), "question", ("where", "words")]
    verbose_name, verbose_name_plural = "search", "searches (the ledger of looking)"

    def has_delete_permission(self, request, obj=None):
        """What was public is not deleted: that somebody searched stays, though an editor may correct what is said of it."""
        return super().has_delete_permission(request, obj) and not (obj and obj.was_public)


@admin.register(State)
class StateAdmin(ChangeReasonMixin, TablesMixin, NameSearchMixin, RecordAdmin):
    list_display = ["name", "iso3", "kind", "region"]
    list_filter = ["kind", "region"]
    search_fields = found_by = ["name", "iso3", "iso2", "slug", "official_name", "aliases"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "slug", "official_name", "iso3", "iso2", "numeric", "kind", "region", "aliases"]


@admin.register(Technology)
class TechnologyAdmin(ChangeReasonMixin, TablesMixin, NameSearchMixin, RecordAdmin):
    list_display = ["name", "parent", "slug"]
    list_select_related = ["parent"]
    search_fields = found_by = ["name", "slug", "aliases"]
    autocomplete_fields = ["parent"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "slug", "parent", "aliases", "definition", "borderline"]


@admin.register(Source)
class SourceAdmin(FromLeadMixin, ChangeReasonMixin, ArchiveMixin, TablesMixin, RecentSourcesMixin, RecordAdmin):
    list_display = ["title", "publisher", "published_on", "level", "language"]
    list_filter = ["level", "language"]
    search_fields = ["title", "publisher", "slug", "url"]
    prepopulated_fields = {"slug": ["publisher", "title"]}
    fields = [
        "title",
        "slug",
        "publisher",
        "published_on",
        "url",
        "archive_url",
        "read_at",
        "accessed_on",
        "language",
        "level",
    ]
    kept = ("publisher", "published_on", "language", "level")


@admin.register(Grouping)
class GroupingAdmin(TablesMixin, NameSearchMixin, ChildLinksMixin, EditorialAdmin):
    list_display = ["short_name", "name", "founded", "ended", "state_label"]
    search_fields = found_by = ["short_name", "name", "slug", "aliases"]
    autocomplete_fields = ["source"]
    prepopulated_fields = {"slug": ["short_name"]}
    fields = ["name", "short_name", "slug", "aliases", "founded", "ended", "purpose", "source"]
    inlines = [MembershipInline]
    children = [(Summit, "Add a meeting", {"grouping": "pk"})]


@admin.register(Summit)
class SummitAdmin(TablesMixin, ChildLinksMixin, NextTextMixin, PackageMixin, EditorialAdmin):
    list_display = ["name", "grouping", "level", "start", "status", "state_label"]
    list_select_related = ["grouping"]
    list_filter = ["state", "status", "level", "grouping"]
    search_fields = ["name", "city", "sidelines_of", "slug"]
    autocomplete_fields = ["grouping", "host", "source"]
    prepopulated_fields = {"slug": ["name"]}
    fields = [
        "grouping",
        "name",
        "slug",
        ("level", "format", "status"),
        ("start", "end"),
        ("city", "host"),
        "venue",
        "sidelines_of",
        "note",
        "source",
    ]
    inlines = [NewStatementsInline]
    kept = ("grouping", "level", "format")
    children = [(Statement, "Add a text", {"grouping": "grouping", "summit": "pk", "issued_on": "start"})]

    def save_related(self, request, form, formsets, change):
        """A meeting entered with its texts and without a source was read in the first of them."""
        super().save_related(request, form, formsets, change)
        summit = form.instance
        first = summit.statements.filter(source__isnull=False).order_by("pk").first()
        if summit.source_id is None and first:
            summit.source = first.source
            summit.save()
            self.message_user(request, f"The source of the meeting is that of its first text, “{first}”.")


@admin.register(Statement)
class StatementAdmin(
    FromLeadMixin, ArchiveMixin, TablesMixin, ChildLinksMixin, NextTextMixin, PackageMixin, EditorialAdmin
):
    list_display = ["title", "grouping", "kind", "issued_on", "coding", "state_label"]
    list_select_related = ["grouping"]
    list_filter = ["state", "coding", "kind", "grouping"]
    search_fields = ["title", "issuer", "slug", "url"]
    autocomplete_fields = ["grouping", "summit", "source"]
    prepopulated_fields = {"slug": ["title"]}
    fields = [
        "grouping",
        "summit",
        "title",
        "slug",
        ("kind", "issued_on"),
        "issuer",
        "url",
        "archive_url",
        "language",
        "source",
        "coding",
    ]
    kept = ("grouping", "summit", "issued_on", "issuer", "language")
    children = [(Commitment, "Add a commitment", {"statement": "pk"})]

    def get_inlines(self, request, obj):
        return [NewCommitmentsInline] if obj else []

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        return {**kwargs, "form_kwargs": {"initial": inline.proposals(obj)}}


@admin.register(Commitment)
class CommitmentAdmin(MissingValuesMixin, TablesMixin, ChildLinksMixin, ProposedPartiesMixin, EditorialAdmin):
    list_display = ["title", "grouping", "announced", "evidence", "state_label"]
    list_select_related = ["statement__grouping"]
    list_filter = ["state", "evidence", "statement__grouping", "modes"]
    search_fields = ["title", "summary", "slug", "statement__title"]
    autocomplete_fields = ["statement", "technologies", "source"]
    prepopulated_fields = {"slug": ["title"]}
    fieldsets = [
        (None, {"fields": ["title", "slug", "summary", "wording"]}),
        ("Where it is written", {"fields": ["statement", "locator", "source", "evidence"]}),
        ("What and how", {"fields": ["technologies", "modes"]}),
        (
            "Sum",
            {"fields": [("amount_value", "amount_currency"), ("amount_bound", "amount_scope"), "amount_note"]},
        ),
        ("Time", {"fields": [("target_date", "status_as_of")]}),
        ("What is empty, and why", {"classes": ["collapse"], "fields": ["blanks"]}),
    ]
    inlines = [ParticipationInline, FollowUpInline, SearchLogEntryInline]
    parties_inline = ParticipationInline
    kept = ("statement", "source", "evidence")
    children = [
        (FollowUp, "Add a follow-up", {"commitment": "pk"}),
        (SearchLogEntry, "Record a search", {"commitment": "pk"}),
    ]


@admin.register(FollowUp)
class FollowUpAdmin(TablesMixin, EditorialAdmin):
    list_display = ["commitment", "date", "kind", "supports", "state_label"]
    list_select_related = ["commitment"]
    list_filter = ["state", "kind"]
    search_fields = ["commitment__title", "commitment__slug", "note"]
    autocomplete_fields = ["commitment", "statement", "source"]
    fields = ["commitment", "date", "kind", "supports", "statement", "source", "locator", "note"]
    kept = ("date", "statement", "source")
