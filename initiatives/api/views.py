"""The answers of the API: the root, a list, its facets, one record, the schema, and what people read about it."""

from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import http_date
from django.views.decorators.http import conditional_page
from django.views.generic import TemplateView
from drf_spectacular.renderers import OpenApiJsonRenderer2
from drf_spectacular.views import SpectacularAPIView
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.response import Response
from rest_framework.views import APIView

from ..lists.facets import FACET_RULES, count_facets
from ..lists.resources import RESOURCES, Resource
from ..models import redirects
from ..models.permalinks import absolute
from ..models.vocabularies import RESERVED_NONE
from ..publishing.selection import ChunkedQuery
from ..publishing.site import LICENCE_URL, SITE_TITLE
from ..views.base import find_withdrawn
from . import parameters, problems, schema
from .conditional import last_modified
from .field_selection import check_known_names, requested_shape
from .list_serializers import FacetsSerializer, RootSerializer, list_class
from .pagination import paginate, url_with_parameters
from .row_serializers import record_class, serialize_rows
from .throttling import PoliteThrottle

DATE_PARAMETERS = ("as_of",)
EXAMPLE_SITE = "http://127.0.0.1:8000"  # as the guide writes it


class AlwaysJson(BaseContentNegotiation):
    """There is one format, so whatever the client says it accepts, it is that."""

    def select_parser(self, request, parsers):
        return None

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


class ReadOnlyAPIView(APIView):
    """What all answers have: one format, one way to fail, a rate, an entity tag and the time of the last change."""

    authentication_classes = permission_classes = parser_classes = ()
    content_negotiation_class = AlwaysJson
    throttle_classes = (PoliteThrottle,)
    metadata_class = None
    http_method_names = ("get", "head")
    schema = schema.ViewSchema()
    noun: Resource | None = None
    operation, description, tag = ("", ""), "", "about"
    more_problems: dict = {}

    def get_exception_handler(self):
        return problems.exception_handler

    def dispatch(self, request, *args, **kwargs):
        response = conditional_page(super().dispatch)(request, *args, **kwargs)
        response.add_post_render_callback(self.set_rate_limit_headers)  # last, so that a 304 says it too
        return response

    def set_rate_limit_headers(self, response):
        for throttle in getattr(self, "throttles", ()):
            for name, value in throttle.headers.items():
                response[name] = value

    def get_throttles(self) -> list:
        self.throttles = [throttle() for throttle in self.throttle_classes]
        return self.throttles

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        if response.status_code == 200:
            response["Last-Modified"] = http_date(last_modified().timestamp())
        patch_cache_control(response, public=True, no_cache=True)
        return response

    def asked(self, own: list[str], filters: list[str]) -> parameters.QueryParameters:
        return parameters.parse_query(self.request.GET, own, filters)

    def parameters(self) -> list:
        return []

    def answer(self):
        raise NotImplementedError


class Root(ReadOnlyAPIView):
    operation = ("root", "What there is")
    description = "Every noun with its address, and where this is described."

    def get(self, request):
        self.asked([], [])
        return Response(
            {
                "title": SITE_TITLE,
                "documentation": absolute(reverse("api-docs")),
                "guide": absolute(reverse("api-guide")),
                "schema": absolute(reverse("api-schema")),
                "licence": LICENCE_URL,
                "nouns": [entry(noun) for noun in RESOURCES.values()],
            }
        )

    def answer(self):
        return RootSerializer


def entry(noun: Resource) -> dict:
    facets = absolute(reverse(f"api-{noun.name}-facets")) if noun.filterset_class in FACET_RULES else None
    return {
        "name": noun.name,
        "address": absolute(reverse(f"api-{noun.name}")),
        "facets": facets,
        "page": absolute(noun.path),
    }


class NounAPIView(ReadOnlyAPIView):
    """An answer about a noun, which stands in the address."""

    @property
    def tag(self) -> str:
        return self.noun.name

    @property
    def filters(self) -> list[str]:
        return self.noun.filterset_class.parameters()


class RecordListView(NounAPIView):
    """The rows that the filters select, in the order of the page."""

    description = "The same filters and the same order as the page and the files."

    @property
    def operation(self):
        return f"list_{self.noun.name}", f"List of {self.noun.name}"

    def get(self, request):
        asked = self.asked(parameters.list_parameters(self.noun), self.filters)
        selection = ChunkedQuery(self.noun, asked.rest)
        shape = requested_shape(self.noun, asked.fields, asked.expand)
        facets = facets_as_data(selection, asked.facets) if asked.facets else None
        here = paginate(selection, asked)
        link = partial(url_with_parameters, request.path, request.GET)
        return Response(
            {
                "title": selection.sentence,
                "address": selection.address(),
                "licence": LICENCE_URL,
                "count": here.count,
                "size": asked.size,
                "page": here.page,
                "pages": here.pages,
                "since": here.since and here.since.isoformat().replace("+00:00", "Z"),
                "next": link(here.next),
                "previous": link(here.previous),
                **({"facets": facets} if facets is not None else {}),
                "results": serialize_rows(shape, selection.read(here.keys, shape)),
            }
        )

    def parameters(self) -> list:
        return [
            *schema.filter_parameters(self.noun),
            *schema.api_parameters(self.noun, parameters.list_parameters(self.noun)),
        ]

    def answer(self):
        return list_class(self.noun.name)


class FacetsView(NounAPIView):
    """How many rows each value of each filter would give, all values uncut."""

    description = "For each filter and value how many rows it would give, each filter counted with itself left out."

    @property
    def operation(self):
        return f"facets_of_{self.noun.name}", f"Facets of {self.noun.name}"

    def get(self, request):
        asked = self.asked(["facets"], self.filters)
        selection = ChunkedQuery(self.noun, asked.rest)
        names = asked.facets or [rule.name for rule in FACET_RULES[self.noun.filterset_class]]
        return Response(
            {
                "title": selection.sentence,
                "count": selection.filterset.select().count(),
                "facets": facets_as_data(selection, names),
            }
        )

    def parameters(self) -> list:
        return [*schema.filter_parameters(self.noun), *schema.api_parameters(self.noun, ["facets"])]

    def answer(self):
        return FacetsSerializer


class RecordDetailView(NounAPIView):
    """One record at its key; withdrawn ones answer 410 with the reason, unknown ones 404."""

    description = "One record by its permanent key."
    more_problems = schema.RECORD_PROBLEM_DESCRIPTIONS

    @property
    def operation(self):
        return f"one_of_{self.noun.name}", f"One record of {self.noun.name}"

    @property
    def dates(self) -> list[str]:
        """``as_of``, where the noun can be seen as of a day."""
        return [name for name in DATE_PARAMETERS if name in self.filters]

    def get(self, request, **parts):
        asked = self.asked(parameters.record_parameters(self.noun), self.dates)
        selection = ChunkedQuery(self.noun, asked.rest)
        shape = requested_shape(self.noun, asked.fields, asked.expand)
        return Response(serialize_rows(shape, selection.read([self.key(selection, parts)], shape))[0])

    def key(self, selection: ChunkedQuery, parts: dict) -> int:
        """The primary key of the record that the address names."""
        wanted = lookup(self.noun.model, parts)
        found = selection.filterset.select().filter(**wanted).values_list("pk", flat=True).first()
        if found:
            return found
        if moved := self.moved(parts):
            raise problems.Moved(moved)
        if gone := find_withdrawn(self.noun.model, **wanted):
            raise problems.Gone(gone[1] or "It was withdrawn.")
        if self.noun.model.objects.published().filter(**wanted).exists():
            raise Http404("There was no such record by then.")
        raise Http404

    def moved(self, parts: dict) -> str:
        """Where the API has a record that had this key once; empty where none had."""
        if list(parts) != ["slug"]:
            return ""
        page = redirects.current_address(self.noun.model, parts["slug"])
        slug = page.rstrip("/").rpartition("/")[2]
        return (
            url_with_parameters(reverse(f"api-{self.noun.name}-record", args=[slug]), self.request.GET, {})
            if slug
            else ""
        )

    def parameters(self) -> list:
        own = schema.api_parameters(self.noun, parameters.record_parameters(self.noun))
        return [*schema.key_parameters(self.noun), *schema.filter_parameters(self.noun, self.dates), *own]

    def answer(self):
        return record_class(self.noun.name)


def lookup(model, parts: dict) -> dict:
    """The parts of an address as a filter; Http404 where no record can have them."""
    wanted = {}
    for path, text in parts.items():
        field = resolve_field(model, path)
        if text == RESERVED_NONE and field.null:
            wanted[f"{path}__isnull"] = True
        else:
            wanted[path] = cleaned(field, text)
    return wanted


def resolve_field(model, path: str):
    *steps, last = path.split("__")
    for step in steps:
        model = model._meta.get_field(step).related_model
    return model._meta.get_field(last)


def cleaned(field, text: str):
    try:
        return field.clean(text, None)
    except ValidationError:
        raise Http404 from None


def facets_as_data(selection: ChunkedQuery, names: list[str]) -> list[dict]:
    known = [rule.name for rule in FACET_RULES[selection.noun.filterset_class]]
    check_known_names("facets", names, known)
    fields = ("value", "label", "count", "selected", "excluded", "depth")
    return [
        {
            "name": facet.name,
            "label": facet.label,
            "note": facet.note,
            "options": [{name: getattr(option, name) for name in fields} for option in facet.options],
        }
        for facet in count_facets(selection.filterset, tuple(names), tuple(names))
    ]


class SchemaView(ReadOnlyAPIView, SpectacularAPIView):
    """The description of all this in OpenAPI 3."""

    renderer_classes = [OpenApiJsonRenderer2]
    schema = None

    def get(self, request):
        self.asked([], [])
        return super().get(request)


class NotFoundView(ReadOnlyAPIView):
    """Any other address under ``/api/``: 404 as data."""

    schema = None

    def get(self, request, **parts):
        raise Http404(f"There is nothing here. {absolute(reverse('api'))} lists what there is.")


class Docs(TemplateView):
    """What people read: how to ask, and a form to try it, which needs scripts."""

    template_name = "api/docs.html"

    def get_context_data(self, **kwargs):
        rate = settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]["anon"]
        return super().get_context_data(nouns=RESOURCES.values(), most=parameters.MAX_PAGE_SIZE, rate=rate, **kwargs)


@conditional_page
def guide(request):
    """``docs/api.md`` as it stands."""
    text = (settings.BASE_DIR / "docs" / "api.md").read_text(encoding="utf-8")
    return HttpResponse(text.replace(EXAMPLE_SITE, settings.SITE_URL), content_type="text/markdown; charset=utf-8")
