"""The description of the API in OpenAPI 3, made from the same filters, columns and expansions as its answers."""

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from ..lists.facets import FACET_RULES
from ..lists.filters.base import DateFilter, OrderFilter, ValuesFilter
from ..lists.resources import Resource
from ..models.dates import ISO_FORMAT
from . import parameters
from .expansions import EXPANSIONS
from .field_selection import TABLES_BY_NOUN
from .problems import CONTENT_TYPE, ProblemSerializer

NAME_LIST_HINT = "Names separated by commas, or repeated."
CODES_HINT = "Any of these; a leading “-” leaves a value out."


class ViewSchema(AutoSchema):
    """Asks the view: its ``operation`` (name and summary), ``tag``, ``parameters`` and ``answer``."""

    def get_operation_id(self) -> str:
        return self.view.operation[0].replace("-", "_")

    def get_summary(self) -> str:
        return self.view.operation[1]

    def get_description(self) -> str:
        return self.view.description

    def get_tags(self) -> list[str]:
        return [self.view.tag]

    def get_filter_backends(self) -> list:
        return []

    def get_auth(self) -> list:
        return []

    def get_override_parameters(self) -> list[OpenApiParameter]:
        return [*self.view.parameters(), *headers()]

    def get_response_serializers(self) -> dict:
        problems = {
            (code, CONTENT_TYPE): OpenApiResponse(ProblemSerializer, description)
            for code, description in {**PROBLEM_DESCRIPTIONS, **self.view.more_problems}.items()
        }
        return {200: OpenApiResponse(self.view.answer(), "What was asked for."), **problems}


PROBLEM_DESCRIPTIONS = {
    400: "A parameter or value is not known; “detail” says what is allowed.",
    404: "There is no such record or page.",
    429: "Too many requests; wait as long as Retry-After says.",
}
RECORD_PROBLEM_DESCRIPTIONS = {
    301: "The record has another key now; Location is its address.",
    410: "The record was withdrawn; “detail” is the reason.",
}


def headers() -> list[OpenApiParameter]:
    def header(name: str, description: str, codes: list[int], type=str):
        return OpenApiParameter(name, type, OpenApiParameter.HEADER, description=description, response=codes)

    return [
        header("ETag", "Changes with the answer; send it back as If-None-Match.", [200]),
        header("Last-Modified", "The last change of the whole record, or the beginning of the day.", [200]),
        header("RateLimit-Limit", "Requests allowed in a minute.", [200], int),
        header("RateLimit-Remaining", "Requests left.", [200], int),
        header("RateLimit-Reset", "Seconds until one more is allowed again.", [200], int),
        header("Retry-After", "Seconds to wait.", [429], int),
    ]


def in_query(name: str, schema: dict, description: str) -> OpenApiParameter:
    array = {"style": "form", "explode": True} if schema.get("type") == "array" else {}
    return OpenApiParameter(name, schema, OpenApiParameter.QUERY, description=description, **array)


def filter_parameters(noun: Resource, names=None) -> list[OpenApiParameter]:
    """The filters of a noun, all or those named."""
    filters = noun.filterset_class.base_filters
    return [filter_parameter(name, filters[name]) for name in filters if names is None or name in names]


def filter_parameter(name: str, declared) -> OpenApiParameter:
    if isinstance(declared, ValuesFilter):
        codes = list(declared.options()) if declared.has_fixed_options else []
        items = {"type": "string", **({"enum": [*codes, *(f"-{code}" for code in codes)]} if codes else {})}
        return in_query(name, {"type": "array", "items": items}, f"{declared.label}. {CODES_HINT}")
    if isinstance(declared, DateFilter):
        return in_query(
            name, {"type": "string", "pattern": f"^{ISO_FORMAT}$"}, f"{declared.label}: a day, a month or a year."
        )
    if isinstance(declared, OrderFilter):
        orders = declared.extra["orders"]
        return in_query(name, {"type": "string", "enum": orders}, f"{declared.label}.")
    return in_query(name, {"type": "string"}, f"{declared.label} to search for; “quoted” ones as a phrase.")


def api_parameters(noun: Resource, names: list[str]) -> list[OpenApiParameter]:
    """The API’s own parameters that are named."""
    return [in_query(name, own_schema(noun, name), own_description(name)) for name in names]


def own_description(name: str) -> str:
    listed = name in ("fields", "expand", "facets")
    return (
        f"{parameters.PARAMETER_DESCRIPTIONS[name]} {NAME_LIST_HINT}"
        if listed
        else parameters.PARAMETER_DESCRIPTIONS[name]
    )


def own_schema(noun: Resource, name: str) -> dict:
    known = {
        "fields": lambda: TABLES_BY_NOUN[noun.name].names,
        "expand": lambda: [more.name for more in EXPANSIONS[noun.name]],
        "facets": lambda: [rule.name for rule in FACET_RULES[noun.filterset_class]],
    }
    if name in known:
        return {"type": "array", "items": {"type": "string", "enum": known[name]()}}
    if name in ("page", "size"):
        most, usual = (
            (parameters.MAX_PAGE_SIZE, parameters.DEFAULT_PAGE_SIZE)
            if name == "size"
            else (parameters.MAX_PAGE_NUMBER, 1)
        )
        return {"type": "integer", "minimum": 1, "maximum": most, "default": usual}
    return {"type": "string"}


def key_parameters(noun: Resource) -> list[OpenApiParameter]:
    """The parts of a record’s address, by the names that its path has."""
    return [
        OpenApiParameter(
            field,
            str,
            OpenApiParameter.PATH,
            description="Permanent key."
            if field == "slug"
            else f"{field.replace('__', ' ').replace('_', ' ')}".capitalize(),
        )
        for field in noun.model.key_fields
    ]
