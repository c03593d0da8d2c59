"""One list page as plain data: the picked filters, the rows, and the addresses that change the list.

Takes the query of an address (a QueryDict) and a FilterSet class; gives pills, notices, facets with addresses, sorts and pages.
Pages ignore what they do not understand and show a notice for it; files and the API (``strict_filterset``) answer 400.
"""

from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from .. import search
from .columns import Column
from .facets import count_facets
from .filters import FilterSet, ValuesFilter
from .filters.base import MAX_SEARCH_CHARACTERS, MAX_VALUES, DateFilter, normalize_whitespace
from .sentences import filter_sentence, lower_first

PAGE_SIZES = (20, 50, 100)
PAGE_PARAMETERS = ("page", "size", "show", "column")
PARAMETERS_KEPT_ON_CLEAR = ("size", "column")
MAX_RELAXED_QUERIES = 6
MAX_KNOWN_VALUES = 6  # that a notice names
ORDER_LABELS = {
    "-announced": _("Newest first"),
    "announced": _("Oldest first"),
    "title": _("Title"),
    "name": _("Name"),
    "status": _("Status"),
    "-updated": _("Last changed"),
    "relevance": _("Best match"),
    "-date": _("Newest first"),
    "date": _("Oldest first"),
    "-commitments": _("Most commitments"),
}


@dataclass
class QueryLink:
    """A label with an address, and whether it is the one that is followed now."""

    label: str
    url: str
    current: bool = False
    count: int | None = None
    value: str = ""
    excluded: bool = False
    gap: bool = False

    @property
    def selected(self):
        return self.current

    @property
    def remove_url(self):
        return self.url


class ResultList:
    """The list that a query asks for.

    ``query``: the address's QueryDict; ``queryset``: the public rows; ``path``: the address without its query; ``extra``:
    parameters of the page itself, which are no filters; ``columns``: what its table can show.
    """

    def __init__(
        self,
        query: QueryDict,
        filterset_class: type[FilterSet],
        queryset,
        path: str,
        extra: tuple = (),
        columns: tuple[Column, ...] = (),
    ):
        self.path, self.notices, self.extra, self.columns = path, [], extra, columns
        self.query, self.filterset = self._drop_unknown_parameters(query, filterset_class, queryset)

    def _drop_unknown_parameters(self, query, filterset_class, queryset):
        """The query without what cannot be understood, each part of which becomes a notice."""
        query = query.copy()
        self._shorten(query, filterset_class)
        for name in unknown_parameters(query, filterset_class, self.extra):
            self.notices.append(unknown_filter_notice(name))
            del query[name]
        self._drop_unknown_columns(query)
        filterset = filterset_class(query, queryset=queryset)
        if filterset.is_valid():
            return query, filterset
        for name, errors in filterset.form.errors.as_data().items():
            unknown = {str(text).strip() for error in errors for text in (error.params or {}).get("unknown", [])}
            self.notices.append(unknown_values_notice(filterset.filters[name], sorted(unknown)))
            query.setlist(name, [text for text in query.getlist(name) if text.strip() not in unknown])
        return query, filterset_class(query, queryset=queryset)

    def _shorten(self, query, filterset_class):
        """Cuts what is too long for a filter, since every link of the page would carry it."""
        for name, declared in filterset_class.base_filters.items():
            asked = [text for text in query.getlist(name) if text.strip()]
            if isinstance(declared, ValuesFilter) and len(asked) > MAX_VALUES:
                self.notices.append(
                    gettext("“%(filter)s” takes %(limit)s values; the first %(limit)s of %(count)s were used.")
                    % {"filter": declared.label, "limit": MAX_VALUES, "count": len(asked)}
                )
                query.setlist(name, asked[:MAX_VALUES])
        if query.get("q"):
            query["q"], notices = clean_search_text(query["q"])
            self.notices += notices

    def _drop_unknown_columns(self, query):
        known = [column.name for column in self.columns]
        asked = [name for name in dict.fromkeys(query.getlist("column")) if name]
        for name in asked:
            if name not in known:
                self.notices.append(
                    gettext("There is no column called “%(name)s” here; it was ignored.") % {"name": name[:100]}
                )
        query.setlist("column", [name for name in asked if name in known])

    # --- addresses

    def address(self, query: QueryDict, path: str = "") -> str:
        """The address of a query; empty parameters are left out."""
        kept = QueryDict(mutable=True)
        for name, values in query.lists():
            kept.setlist(name, [value for value in values if value != ""])
        text = kept.urlencode()
        return f"{path or self.path}?{text}" if text else path or self.path

    def narrowed(self, path: str = "", **values: str | list) -> str:
        """The address of the list of commitments, or of another page, with these filters and, on top, the values.

        A value takes the place of what was picked in its filter, what was left out stays left out; ``all_states`` adds.
        """
        query = self.query.copy()
        for name in (*PAGE_PARAMETERS, *self.extra, "ordering"):
            query.pop(name, None)
        for name, value in values.items():
            kept = [text for text in self._picked_query_values(name) if name == "all_states" or text.startswith("-")]
            added = value if isinstance(value, list) else [value]
            query.setlist(name, [*added, *(text for text in kept if text not in added)])
        return self.address(query, path or reverse("commitments"))

    def changed(self, **changes) -> str:
        """The address with parameters replaced (a value, a list, or None to drop) and the page number dropped."""
        query = self.query.copy()
        query.pop("page", None)
        for name, value in changes.items():
            if value is None:
                query.pop(name, None)
            else:
                query.setlist(name, value if isinstance(value, list) else [value])
        return self.address(query)

    def _picked_query_values(self, name: str) -> list[str]:
        picked = self.filterset.picked.get(name) or ((), ())
        return [*picked[0], *(f"-{value}" for value in picked[1])]

    def _toggled(self, name: str, value: str, excluded: bool) -> str:
        opposite, wanted = (value, f"-{value}") if excluded else (f"-{value}", value)
        values = [known for known in self._picked_query_values(name) if known != opposite]
        values = [known for known in values if known != wanted] if wanted in values else [*values, wanted]
        return self.changed(**{name: values})

    # --- what the page shows

    @cached_property
    def rows(self):
        return self.filterset.qs

    @cached_property
    def count(self) -> int:
        return self.filterset.select().count()

    @property
    def count_words(self) -> str:
        meta = self.filterset._meta.model._meta
        return gettext("%(number)s %(noun)s") % {
            "number": f"{self.count:,}".replace(",", "\u202f"),
            "noun": meta.verbose_name if self.count == 1 else meta.verbose_name_plural,
        }

    @cached_property
    def sentence(self) -> str:
        return filter_sentence(self.filterset)

    @property
    def q(self) -> str:
        return self.filterset.words

    @property
    def as_of(self):
        return self.filterset.picked.get("as_of")

    @cached_property
    def possible_match_count(self) -> int:
        return self.filterset.possible_match_count

    @property
    def possible_match_notice(self) -> str:
        if not self.possible_match_count:
            return ""
        return ngettext(
            "There is %(count)s more that may belong here but whose date is not known closely enough.",
            "There are %(count)s more that may belong here but whose date is not known closely enough.",
            self.possible_match_count,
        ) % {"count": self.possible_match_count}

    @cached_property
    def pills(self) -> list[QueryLink]:
        pills = []
        for name, declared in self.filterset.filters.items():
            picked = self.filterset.picked.get(name)
            if not picked or name == "ordering":
                continue
            if isinstance(declared, ValuesFilter):
                for value in self._picked_query_values(name):
                    plain, excluded = value.removeprefix("-"), value.startswith("-")
                    rest = [known for known in self._picked_query_values(name) if known != value]
                    url = self.changed(**{name: rest})
                    pills.append(QueryLink(declared.label, url, value=declared.options()[plain], excluded=excluded))
            else:
                pills.append(QueryLink(declared.label, self.changed(**{name: None}), value=str(picked)))
        return pills

    @property
    def clear_url(self) -> str:
        """The list without its filters, in the same form."""
        query = QueryDict(mutable=True)
        for name in PARAMETERS_KEPT_ON_CLEAR:
            query.setlist(name, self.query.getlist(name))
        return self.address(query)

    @property
    def present_url(self) -> str:
        return self.changed(as_of=None)

    # --- the columns of its table

    @property
    def has_chosen_columns(self) -> bool:
        return bool(self.query.getlist("column"))

    def is_shown(self, column: Column) -> bool:
        chosen = self.query.getlist("column")
        return column is self.columns[0] or (column.name in chosen if chosen else column.is_default)

    @property
    def shown_columns(self) -> list[Column]:
        return [column for column in self.columns if self.is_shown(column)]

    @property
    def column_choices(self) -> list[dict]:
        """Every column but the first, which always stands, and whether it is shown."""
        return [{"column": column, "is_shown": self.is_shown(column)} for column in self.columns[1:]]

    @property
    def default_columns_url(self) -> str:
        return self.changed(column=None)

    @property
    def here_url(self) -> str:
        return self.changed()

    @property
    def table_url(self) -> str:
        """The list as a table, for one that is no table until columns are chosen."""
        return self.changed(column=[column.name for column in self.columns if column.is_default])

    @property
    def column_form_hidden_fields(self) -> list[tuple[str, str]]:
        """What the choice of columns has to carry along; it begins with the column that always stands."""
        return [("column", self.columns[0].name), *self._carried("page", "column")]

    # --- what a form carries along

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What a search form has to carry along besides its words."""
        return self._carried("q", "page", "ordering")

    @property
    def date_form_hidden_fields(self) -> list[tuple[str, str]]:
        """What a form for dates has to carry along."""
        return self._carried("page", *self.filterset.dates)

    def _carried(self, *left_out: str) -> list[tuple[str, str]]:
        return [
            (name, value) for name, values in self.query.lists() for value in values if name not in left_out and value
        ]

    @property
    def dates(self) -> list[dict]:
        return [
            {"name": name, "label": self.filterset.filters[name].label, "value": self._date(name)}
            for name in self.filterset.dates
        ]

    def _date(self, name: str) -> str:
        picked = self.filterset.picked.get(name)
        return picked.isoformat() if picked else ""

    @property
    def sorts(self) -> list[QueryLink]:
        orders = [order for order in self.filterset.orders if order != "relevance" or self.q]
        return [
            QueryLink(ORDER_LABELS[order], self.changed(ordering=order), order == self.filterset.order)
            for order in orders
        ]

    def elsewhere(self, path: str) -> str:
        """The same query at another path, without what concerns the page."""
        query = self.query.copy()
        for name in PAGE_PARAMETERS:
            query.pop(name, None)
        return self.address(query, path)

    @cached_property
    def facets(self) -> list:
        shown = tuple(self.query.getlist("show"))
        facets = count_facets(self.filterset, shown)
        for facet in facets:
            for option in facet.options:
                option.toggle_url = self._toggled(facet.name, option.value, excluded=False)
                option.exclude_url = self._toggled(facet.name, option.value, excluded=True)
            if facet.hidden:
                facet.more_url = self.changed(show=[*shown, facet.name])
            elif facet.name in shown:
                facet.less_url = self.changed(show=[name for name in shown if name != facet.name])
        return facets

    @cached_property
    def loosen(self) -> list[QueryLink]:
        """On an empty result: which filters to take off, and how many rows each would give."""
        names = [name for name in self.filterset.filters if self.filterset.picked.get(name) and name != "ordering"]
        found = []
        for name in names if self.count == 0 else []:
            query = self.query.copy()
            query.pop(name, None)
            query.pop("page", None)
            count = type(self.filterset)(query, queryset=self.filterset.queryset).select().count()
            label = gettext("without the filter on %(filter)s") % {"filter": self.filterset.filters[name].label.lower()}
            found.append(QueryLink(label, self.address(query), count=count))
        return sorted((link for link in found if link.count), key=lambda link: -link.count)[:MAX_RELAXED_QUERIES]

    # --- pages

    @property
    def size(self) -> int:
        asked = self.query.get("size", "")
        return int(asked) if asked in map(str, PAGE_SIZES) else PAGE_SIZES[0]

    @cached_property
    def page(self):
        paginator = Paginator(self.rows, self.size)
        paginator.count = self.count
        return paginator.get_page(self.query.get("page"))

    @property
    def page_links(self) -> list[QueryLink]:
        paginator, number = self.page.paginator, self.page.number
        if paginator.num_pages == 1:
            return []
        links = []
        for label in paginator.get_elided_page_range(number, on_each_side=2, on_ends=1):
            gap = label == paginator.ELLIPSIS
            links.append(QueryLink(str(label), "" if gap else self.page_url(label), label == number, gap=gap))
        return links

    def page_url(self, number: int) -> str:
        query = self.query.copy()
        query["page"] = str(number)
        return self.address(query)

    @property
    def sizes(self) -> list[QueryLink]:
        return [QueryLink(str(size), self.changed(size=str(size)), size == self.size) for size in PAGE_SIZES]


def clean_search_text(text: str) -> tuple[str, list[str]]:
    """The words of what was typed as far as they are looked for, and what a reader should know of that."""
    words = normalize_whitespace(text)
    kept = words[:MAX_SEARCH_CHARACTERS].rstrip()
    asked = search.parse_query(kept)
    if kept and asked.is_empty:
        return kept, [gettext("“%(words)s” holds no word to search for.") % {"words": kept[:100]}]
    if kept != words:
        notice = gettext("The search was too long; only its first %(count)s characters were looked for.")
        return kept, [notice % {"count": MAX_SEARCH_CHARACTERS}]
    if asked.shortened:
        return kept, [gettext("The search was too long; only its first 32 words were looked for.")]
    return kept, []


def unknown_filter_notice(name: str) -> str:
    return gettext("There is no filter called “%(name)s”; it was ignored.") % {"name": name[:100]}


def unknown_date_notice(unknown: list[str]) -> str:
    return ngettext(
        "%(values)s is not a date and was ignored. Write 2023, 2023-05 or 2023-05-20.",
        "%(values)s are not dates and were ignored. Write 2023, 2023-05 or 2023-05-20.",
        len(unknown),
    ) % {"values": quoted(unknown)}


def quoted(texts: list[str]) -> str:
    return ", ".join(f"“{text[:100]}”" for text in texts)


def unknown_values_notice(declared, unknown: list[str]) -> str:
    """That values of a filter were ignored, and which values it has."""
    if isinstance(declared, DateFilter):
        return unknown_date_notice(unknown)
    options = (
        declared.options()
        if isinstance(declared, ValuesFilter)
        else {order: ORDER_LABELS[order] for order in declared.extra["orders"]}
    )
    known = [lower_first(label) for label in list(options.values())[:MAX_KNOWN_VALUES]]
    return ngettext(
        "Unknown value %(values)s of the filter “%(filter)s” was ignored. Known values: %(known)s.",
        "Unknown values %(values)s of the filter “%(filter)s” were ignored. Known values: %(known)s.",
        len(unknown),
    ) % {
        "values": quoted(unknown),
        "filter": declared.label.lower(),
        "known": ", ".join([*known, *(["…"] if len(options) > len(known) else [])]),
    }


def unknown_parameters(query: QueryDict, filterset_class: type[FilterSet], extra: tuple = ()) -> list[str]:
    known = {*filterset_class.parameters(), *PAGE_PARAMETERS, *extra}
    return [name for name in query if name not in known]


def strict_filterset(query: QueryDict, filterset_class: type[FilterSet], queryset, extra: tuple = ()) -> FilterSet:
    """The filter set for machines: anything not understood raises BadRequest and names what is allowed."""
    if unknown := unknown_parameters(query, filterset_class, extra):
        known = ", ".join([*filterset_class.parameters(), *extra])
        raise BadRequest(f"Unknown: {', '.join(unknown)}. Known are {known}.")
    filterset = filterset_class(query, queryset=queryset)
    if not filterset.is_valid():
        errors = {name: [str(text) for text in texts] for name, texts in filterset.errors.items()}
        raise BadRequest("; ".join(f"{name}: {' '.join(texts)}" for name, texts in errors.items()))
    return filterset
