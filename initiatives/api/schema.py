"""The OpenAPI 3 description of the API, built from the same filters, columns and expansions as its responses."""

import re

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from ..lists.filters.base import DateFilter, OrderFilter, ValuesFilter
from ..lists.resources import Resource
from ..models.dates import ISO_FORMAT
from . import parameters
from .expansions import expansions_of
from .pagination import DEFAULT_PAGE_SIZE, MAX_PAGE_NUMBER, MAX_PAGE_SIZE
from .problems import CONTENT_TYPE, ProblemSerializer

NAME_LIST_HINT = "Names separated by commas, or repeated."
CODES_HINT = "Repeat it for any of several values; a leading “-” excludes a value."


class ViewSchema(AutoSchema):
    """Describes a view by its ``operation`` (id, summary), ``tag``, ``parameters`` and ``response_serializer``."""

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
            for code, description in {**PROBLEM_DESCRIPTIONS, **self.view.extra_problems}.items()
        }
        return {200: OpenApiResponse(self.view.response_serializer(), "Success."), **problems}


PROBLEM_DESCRIPTIONS = {
    400: "A parameter or a value is unknown; “detail” lists what is allowed.",
    404: "There is no such record or page.",
    429: "Too many requests; wait the number of seconds in Retry-After.",
}
RECORD_PROBLEM_DESCRIPTIONS = {
    301: "The record has another key now; Location is its new address.",
    410: "The record was withdrawn; “detail” is the reason.",
}


def headers() -> list[OpenApiParameter]:
    def header(name: str, description: str, codes: list[int], type=str):
        return OpenApiParameter(name, type, OpenApiParameter.HEADER, description=description, response=codes)

    return [
        header("ETag", "Changes whenever the response changes; send it back as If-None-Match.", [200]),
        header(
            "Last-Modified",
            "The last change of any public record, or the beginning of today if that is later; absent in that very second.",
            [200],
        ),
        header("RateLimit-Limit", "The number of requests allowed in a minute.", [200], int),
        header("RateLimit-Remaining", "The number of requests left.", [200], int),
        header("RateLimit-Reset", "Seconds until another request is allowed.", [200], int),
        header("Retry-After", "Seconds to wait.", [429], int),
    ]


def in_query(name: str, schema: dict, description: str) -> OpenApiParameter:
    array = {"style": "form", "explode": True} if schema.get("type") == "array" else {}
    return OpenApiParameter(name, schema, OpenApiParameter.QUERY, description=description, **array)


def filter_parameters(noun: Resource, names=None) -> list[OpenApiParameter]:
    """The filters of a noun as query parameters; ``names`` limits them."""
    filters = noun.filterset_class.base_filters
    return [filter_parameter(name, filters[name]) for name in filters if names is None or name in names]


def filter_parameter(name: str, filter_) -> OpenApiParameter:
    if isinstance(filter_, ValuesFilter):
        codes = list(filter_.options()) if filter_.has_fixed_options else []
        items = {"type": "string", **({"enum": [*codes, *(f"-{code}" for code in codes)]} if codes else {})}
        return in_query(name, {"type": "array", "items": items}, f"{filter_.label}. {CODES_HINT}")
    if isinstance(filter_, DateFilter):
        return in_query(
            name, {"type": "string", "pattern": f"^{ISO_FORMAT}$"}, f"{filter_.label}: a day, a month or a year."
        )
    if isinstance(filter_, OrderFilter):
        orders = filter_.extra["orders"]
        return in_query(name, {"type": "string", "enum": orders}, f"{filter_.label}.")
    return in_query(name, {"type": "string"}, f"{filter_.label} to search for. Put a phrase in quotation marks.")


def api_parameters(noun: Resource, names: list[str]) -> list[OpenApiParameter]:
    """The API’s own parameters with these names."""
    return [in_query(name, api_parameter_schema(noun, name), api_parameter_description(name)) for name in names]


def api_parameter_description(name: str) -> str:
    hint = f" {NAME_LIST_HINT}" if name in parameters.NAME_LIST_PARAMETERS else ""
    return f"{parameters.PARAMETER_DESCRIPTIONS[name]}{hint}"


def api_parameter_schema(noun: Resource, name: str) -> dict:
    known_names = {
        "fields": lambda: noun.table.names,
        "expand": lambda: [expansion.name for expansion in expansions_of(noun)],
        "facets": lambda: list(noun.facet_rules),
    }
    if name in known_names:
        return {"type": "array", "items": {"type": "string", "enum": known_names[name]()}}
    if name in ("page", "size"):
        largest, default = (MAX_PAGE_SIZE, DEFAULT_PAGE_SIZE) if name == "size" else (MAX_PAGE_NUMBER, 1)
        return {"type": "integer", "minimum": 1, "maximum": largest, "default": default}
    return {"type": "string"}


def key_parameters(noun: Resource) -> list[OpenApiParameter]:
    """The path parameters of a record’s address."""
    return [
        OpenApiParameter(
            field,
            str,
            OpenApiParameter.PATH,
            description="Permanent key." if field == "slug" else re.sub("_+", " ", field).capitalize(),
        )
        for field in noun.model.key_fields
    ]
