"""The views of the API: root, list, facets, record, schema and documentation."""

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

from ..lists.facets import count_facets
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
from .pagination import MAX_PAGE_SIZE, paginate, url_with_parameters
from .serializers import FacetsSerializer, RootSerializer, list_class, record_class, serialize_rows
from .throttling import PoliteThrottle

DATE_PARAMETERS = ("as_of",)
EXAMPLE_SITE = "http://127.0.0.1:8000"  # in docs/api.md


class AlwaysJson(BaseContentNegotiation):
    """Answer in JSON whatever the Accept header says: the API has no other format."""

    def select_parser(self, request, parsers):
        return None

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


class ReadOnlyAPIView(APIView):
    """Base of the API’s views: JSON, problem details, rate limit, entity tag and Last-Modified."""

    authentication_classes = permission_classes = parser_classes = ()
    content_negotiation_class = AlwaysJson
    throttle_classes = (PoliteThrottle,)
    metadata_class = None
    http_method_names = ("get", "head")
    schema = schema.ViewSchema()
    noun: Resource | None = None
    operation, description, tag = ("", ""), "", "about"
    extra_problems: dict = {}

    def get_exception_handler(self):
        return problems.exception_handler

    def dispatch(self, request, *args, **kwargs):
        response = conditional_page(super().dispatch)(request, *args, **kwargs)
        response.add_post_render_callback(self.set_rate_limit_headers)  # so that a 304 has them too
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
        if response.status_code == 200 and (moment := last_modified()):
            response["Last-Modified"] = http_date(moment.timestamp())
        patch_cache_control(response, public=True, no_cache=True)
        return response

    def parse_query(self, own: list[str], filters: list[str]) -> parameters.QueryParameters:
        return parameters.parse_query(self.request.GET, own, filters)

    def parameters(self) -> list:
        """The query and path parameters, for the schema."""
        return []

    def response_serializer(self):
        """The serializer of a successful response, for the schema."""
        raise NotImplementedError


class Root(ReadOnlyAPIView):
    operation = ("root", "Start of the API")
    description = "The kinds of records with their addresses, and the addresses of the documentation."

    def get(self, request):
        self.parse_query([], [])
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

    def response_serializer(self):
        return RootSerializer


def entry(noun: Resource) -> dict:
    facets = absolute(reverse(f"api-{noun.name}-facets")) if noun.facet_rules else None
    return {
        "name": noun.name,
        "address": absolute(reverse(f"api-{noun.name}")),
        "facets": facets,
        "page": absolute(noun.path),
    }


class NounAPIView(ReadOnlyAPIView):
    """A view of one noun, which the URL configuration sets."""

    @property
    def tag(self) -> str:
        return self.noun.name

    @property
    def filters(self) -> list[str]:
        return self.noun.filterset_class.parameters()


class RecordListView(NounAPIView):
    """A page of the rows that the filters select, in the order of the list page."""

    description = "The rows that the filters select, in the same order as on the page and in the files."

    @property
    def operation(self):
        return f"list_{self.noun.name}", f"List of {self.noun.name}"

    def get(self, request):
        query = self.parse_query(parameters.list_parameters(self.noun), self.filters)
        selection = ChunkedQuery(self.noun, query.filter_query)
        shape = requested_shape(self.noun, query.fields, query.expand)
        facets = facets_as_data(selection, query.facets) if query.facets else None
        page = paginate(selection, query)
        link = partial(url_with_parameters, request.path, request.GET)
        return Response(
            {
                "title": selection.sentence,
                "address": selection.address(),
                "licence": LICENCE_URL,
                "count": page.count,
                "size": query.size,
                "page": page.page,
                "pages": page.pages,
                "since": page.since and page.since.isoformat().replace("+00:00", "Z"),
                "next": link(page.next),
                "previous": link(page.previous),
                **({"facets": facets} if facets is not None else {}),
                "results": serialize_rows(shape, selection.read(page.keys, shape)),
            }
        )

    def parameters(self) -> list:
        return [
            *schema.filter_parameters(self.noun),
            *schema.api_parameters(self.noun, parameters.list_parameters(self.noun)),
        ]

    def response_serializer(self):
        return list_class(self.noun.name)


class FacetsView(NounAPIView):
    """The number of rows for every value of each filter."""

    description = "The number of rows that each value of each filter would give. Each filter is counted without itself."

    @property
    def operation(self):
        return f"facets_of_{self.noun.name}", f"Facets of {self.noun.name}"

    def get(self, request):
        query = self.parse_query(["facets"], self.filters)
        selection = ChunkedQuery(self.noun, query.filter_query)
        names = query.facets or list(self.noun.facet_rules)
        return Response(
            {
                "title": selection.sentence,
                "count": selection.filterset.select().count(),
                "facets": facets_as_data(selection, names),
            }
        )

    def parameters(self) -> list:
        return [*schema.filter_parameters(self.noun), *schema.api_parameters(self.noun, ["facets"])]

    def response_serializer(self):
        return FacetsSerializer


class RecordDetailView(NounAPIView):
    """One record by its key: 410 and the reason if it was withdrawn, 301 if its key has changed, 404 if unknown."""

    description = "One record by its permanent key."
    extra_problems = schema.RECORD_PROBLEM_DESCRIPTIONS

    @property
    def operation(self):
        return f"one_of_{self.noun.name}", f"One record of {self.noun.name}"

    @property
    def date_filters(self) -> list[str]:
        """``as_of`` if the noun has that filter."""
        return [name for name in DATE_PARAMETERS if name in self.filters]

    def get(self, request, **parts):
        query = self.parse_query(parameters.record_parameters(self.noun), self.date_filters)
        selection = ChunkedQuery(self.noun, query.filter_query)
        shape = requested_shape(self.noun, query.fields, query.expand)
        return Response(serialize_rows(shape, selection.read([self.find_key(selection, parts)], shape))[0])

    def find_key(self, selection: ChunkedQuery, parts: dict) -> int:
        """The primary key of the record with this key; raises Moved, Gone or Http404."""
        conditions = lookup(self.noun.model, parts)
        if pk := selection.filterset.select().filter(**conditions).values_list("pk", flat=True).first():
            return pk
        if address := self.new_address(parts):
            raise problems.Moved(address)
        if withdrawn := find_withdrawn(self.noun.model, **conditions):
            raise problems.Gone(withdrawn[1] or "It was withdrawn.")
        if self.noun.model.objects.published().filter(**conditions).exists():
            raise Http404("This record did not exist yet on that day.")
        raise Http404

    def new_address(self, parts: dict) -> str:
        """The API address of the record that once had this key; empty if there is none that readers may know."""
        model = self.noun.model
        key = redirects.current_key(model, parts)
        if not key or not model.objects.all().is_known(**lookup(model, key)):
            return ""
        return url_with_parameters(reverse(f"api-{self.noun.name}-record", args=[*key.values()]), self.request.GET, {})

    def parameters(self) -> list:
        own = schema.api_parameters(self.noun, parameters.record_parameters(self.noun))
        return [*schema.key_parameters(self.noun), *schema.filter_parameters(self.noun, self.date_filters), *own]

    def response_serializer(self):
        return record_class(self.noun.name)


def lookup(model, parts: dict) -> dict:
    """The parts of an address as conditions of a queryset; Http404 for values that no record can have."""
    conditions = {}
    for path, text in parts.items():
        field = resolve_field(model, path)
        if text == RESERVED_NONE and field.null:
            conditions[f"{path}__isnull"] = True
        else:
            conditions[path] = clean_value(field, text)
    return conditions


def resolve_field(model, path: str):
    *steps, last = path.split("__")
    for step in steps:
        model = model._meta.get_field(step).related_model
    return model._meta.get_field(last)


def clean_value(field, text: str):
    try:
        return field.clean(text, None)
    except ValidationError:
        raise Http404 from None


def facets_as_data(selection: ChunkedQuery, names: list[str]) -> list[dict]:
    known = list(selection.noun.facet_rules)
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
    """The OpenAPI 3 description of the API."""

    renderer_classes = [OpenApiJsonRenderer2]
    schema = None

    def get(self, request):
        self.parse_query([], [])
        return super().get(request)


class NotFoundView(ReadOnlyAPIView):
    """404 as problem details for any other address under ``/api/v1/``."""

    schema = None

    def get(self, request, **parts):
        raise Http404(f"There is nothing at this address. {absolute(reverse('api'))} lists what the API offers.")


class Docs(TemplateView):
    """The documentation page, with forms for trying requests, which need JavaScript."""

    template_name = "api/docs.html"

    def get_context_data(self, **kwargs):
        rate = settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]["anon"]
        return super().get_context_data(nouns=RESOURCES.values(), most=MAX_PAGE_SIZE, rate=rate, **kwargs)


@conditional_page
def guide(request):
    """``docs/api.md`` with the address of this site in its examples."""
    text = (settings.BASE_DIR / "docs" / "api.md").read_text(encoding="utf-8")
    return HttpResponse(text.replace(EXAMPLE_SITE, settings.SITE_URL), content_type="text/markdown; charset=utf-8")
