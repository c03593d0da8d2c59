"""The two pages that carry the site: a list of records and one record."""

import datetime as dt
from collections.abc import Callable
from functools import partial

from csp.decorators import csp_replace
from django.core.exceptions import BadRequest
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.generic import DetailView
from django_filters.views import FilterView

from .. import search
from ..lists.columns import cell_text
from ..lists.resources import resource_for
from ..lists.result_list import ResultList
from ..models import PublicVersion, Source, markup, redirects
from ..models.dates import PartialDate
from ..models.publication import EditorialRecord
from ..models.vocabularies import EditorialState
from ..publishing import downloads, metadata
from .related_commitments import list_url


class ListPage(FilterView):
    """The filtered list of a noun. ``has_entries``: its rows are entries until a reader chooses columns of a table."""

    model = None
    has_entries = False

    @property
    def resource(self):
        return resource_for(self.model)

    def get_template_names(self):
        return [f"{self.resource.name}/list.html", "list.html"]

    def get_queryset(self):
        return self.model.objects.published().select_related(*self.resource.list_joins)

    def get_filterset_class(self):
        return self.resource.filterset_class

    def get_filterset(self, filterset_class):
        columns = self.resource.table.listed
        query, path = self.request.GET, self.request.path
        self.listing = ResultList(query, filterset_class, self.get_queryset(), path, columns=columns)
        return self.listing.filterset

    def get_context_data(self, **kwargs):
        listing, noun = self.listing, self.resource
        rows = listing.page.object_list = list(listing.page.object_list)
        add_matches(rows, listing.q)
        self.add_to_rows(rows)
        offered = downloads.list_links(noun, listing)
        return super().get_context_data(
            query=listing,
            offered=offered,
            head=metadata.list_head(noun, listing, offered),
            page=listing.page,
            links=markup.resolve_links(getattr(row, "summary", "") for row in rows),
            page_links=listing.page_links,
            facets=listing.facets,
            noun=noun.name,
            has_entries=self.has_entries,
            as_of=listing.as_of,
            **kwargs,
        )

    def add_to_rows(self, rows: list):
        """Hook: read what the rows of the page show and their query does not give."""


def add_matches(rows: list, words: str):
    """Sets ``why`` on each row of a search: where the words occur, except in the title, which the row shows anyway."""
    found = search.find_snippets(rows, words) if words and rows else {}
    for row in rows:
        row.why = [snippet for snippet in found.get(row.pk, []) if snippet.field_label != "title"]


class RecordPage(DetailView):
    """One public record at its permanent address; withdrawn ones answer 410, unknown ones 404.

    With ``?preview`` somebody of the desk sees the page of a record that is not public, as it would look.
    """

    model = None

    @property
    def resource(self):
        return resource_for(self.model)

    def dispatch(self, request, *args, **kwargs):
        self.previews = "preview" in request.GET and may_preview(request.user, self.model)
        return self.preview(request, *args, **kwargs) if self.previews else super().dispatch(request, *args, **kwargs)

    @method_decorator(xframe_options_sameorigin)
    @method_decorator(csp_replace({"frame-ancestors": ["'self'"]}))
    def preview(self, request, *args, **kwargs):
        """The page of a draft: never kept by a browser or a cache; the desk shows it in a frame."""
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex"
        return response

    def get_template_names(self):
        return [f"{self.resource.name}/detail.html", "record.html"]

    def get(self, request, *args, **kwargs):
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            return missing_record_response(request, self.model, kwargs["slug"], partial(self.moved, request))

    def moved(self, request, address: str) -> str:
        """This page of a record that is at another address now."""
        query = request.META.get("QUERY_STRING", "")
        return f"{address}?{query}" if query else address

    def visible(self):
        """The records that the page may show, each with its ``changed_at``."""
        rows = self.model.objects.all() if self.previews else self.model.objects.published()
        return rows.with_changed_at()

    def get_queryset(self):
        return self.visible()

    @property
    def as_of(self) -> PartialDate | None:
        try:
            return PartialDate.of(self.request.GET.get("as_of"))
        except ValueError:
            return None

    @property
    def day(self):
        return self.as_of and self.as_of.latest

    def get_context_data(self, **kwargs):
        record = self.object
        details = self.details(record)
        links = record.links = markup.resolve_links(self.texts(record, details), self.previews)
        noun = self.resource
        offered = downloads.record_links(noun, record)
        return super().get_context_data(
            record=record,
            offered=offered,
            head=metadata.record_head(noun, record, offered),
            as_of=self.as_of,
            as_of_error="" if self.as_of else self.request.GET.get("as_of", ""),
            now_url=record.get_absolute_url(),
            previews=self.previews,
            form_url=admin_change_url(record) if self.previews else "",
            history_url=self.history_url(record),
            column_values=self.column_values,
            links=links,
            **details,
            **kwargs,
        )

    def history_url(self, record) -> str:
        """The page of the record's changes; empty where there is none, and for a preview."""
        shown = self.resource.has_history and not self.previews
        return reverse(f"{self.model._meta.model_name}-history", args=[record.slug]) if shown else ""

    def column_values(self) -> list[tuple[str, str]]:
        """Each column of the record with a value, as label and text, for a noun without a template of its own."""
        noun = self.resource
        record = noun.table.prepare(noun.rows(self.model.objects.filter(pk=self.object.pk))).get()
        record.links = self.object.links
        values = [(column.label, cell_text(column.value(record))) for column in noun.table]
        return [(label, text) for label, text in values if text]

    def list_url(self, **query) -> str:
        """The list of commitments with these filters, as of the day that the page shows."""
        return list_url(**query, **({"as_of": self.as_of.isoformat()} if self.as_of else {}))

    def details(self, record) -> dict:
        """What the page shows beside the record itself."""
        return {}

    def texts(self, record, details) -> list[str]:
        """Our own texts on the page, whose links are looked up."""
        return [getattr(record, name, "") for name in ("summary", "purpose", "note", "definition", "amount_note")]


def known_by(rows, date: str, day: dt.date | None):
    """The rows whose date, a partial date, certainly lies up to the day; all of them without one."""
    return rows.filter(**{f"{date}_latest__lte": day}) if day else rows


def admin_change_url(record) -> str:
    """Where the record is edited at the desk."""
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])


def may_preview(user, model) -> bool:
    """Whether somebody may see drafts of a noun, and the sources of drafts, on the public pages: who sees them at the desk."""
    drafted = issubclass(model, EditorialRecord) or model is Source
    return drafted and user.is_active and user.is_staff and user.has_perm(f"initiatives.view_{model._meta.model_name}")


def missing_record_response(request, model, slug: str, moved: Callable[[str], str]):
    """The redirect to where a record is now (``moved`` changes its address), or 410 for a withdrawn one; else Http404."""
    if new := redirects.current_address(model, slug):
        return redirect(moved(new), permanent=True)
    gone = find_withdrawn(model, slug=slug)
    if not gone:
        raise Http404
    return render(request, "410.html", {"record_name": gone[0], "reason": gone[1]}, status=410)


def find_withdrawn(model, **key):
    """The last public name of a record that is gone, itself or with what it hangs on, and the reason; or None."""
    record = model.objects.filter(**key).first()
    if record is None or getattr(record, "published_at", None) is None:
        return None
    chain = record.with_parents
    if any(item.published_at is None for item in chain):
        return None  # it hangs on something that was never public, so nobody ever saw it
    gone = next((item for item in chain if item.state == EditorialState.WITHDRAWN), None)
    if gone is None:
        return None
    last = PublicVersion.objects.of(record).last()
    return last.name if last else str(record), gone.state_reason


def bad_request(request, exception=None):
    """400, with what was not understood where the site itself says so; other exceptions keep their words to themselves."""
    problem = str(exception) if isinstance(exception, BadRequest) else ""
    return render(request, "400.html", {"problem": problem}, status=400)
