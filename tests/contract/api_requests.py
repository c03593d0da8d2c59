"""Generates API requests from the schema and checks that each response matches the schema."""

from contextlib import contextmanager

import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks

from initiatives.lists.resources import RESOURCES
from minilat.wsgi import application

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
# What is valid, made of the keys and values that there are or of any; and what is not valid.
REQUEST_KINDS = {
    "known": (True, GenerationMode.POSITIVE),
    "any": (False, GenerationMode.POSITIVE),
    "wrong": (False, GenerationMode.NEGATIVE),
}


def description() -> dict:
    return SchemaGenerator().get_schema(request=None, public=True)


def with_known_values(schema: dict) -> dict:
    """The schema with the keys and values of this record, which it does not name because they change."""
    for path, operations in schema["paths"].items():
        noun = next((RESOURCES[part] for part in path.split("/") if part in RESOURCES), None)
        for parameter in operations["get"].get("parameters", []):
            name, where = parameter["name"], parameter["schema"]
            if parameter["in"] == "path":
                keys = noun.model.objects.published().values_list(name, flat=True).distinct()
                where["enum"] = sorted({"none" if key is None else str(key) for key in keys})
            elif where.get("type") == "array" and "enum" not in where["items"]:
                values = list(noun.filterset_class.base_filters[name].options())
                where["items"]["enum"] = [*values, *(f"-{value}" for value in values)]
    return schema


def operations(known: bool) -> list:
    """Every operation of the schema."""
    raw = with_known_values(description()) if known else description()
    schema = schemathesis.openapi.from_dict(raw)
    schema.app = application
    return [found.ok() for found in schema.get_all_operations()]


@contextmanager
def one_connection():
    """Requests keep the connection, and so the transaction, of the test, as those of Django’s own test client do."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


@one_connection()
def send_requests(kind: str, examples: int) -> list[int]:
    """Ask each operation so many times; the statuses that came. What is not as the schema says raises."""
    known, mode = REQUEST_KINDS[kind]
    statuses = []
    for operation in operations(known):
        if mode is GenerationMode.NEGATIVE and not operation.query.items:
            continue

        @settings(
            max_examples=examples, phases=[Phase.generate], suppress_health_check=list(HealthCheck), deadline=None
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def asked(case):
            answer = case.call()
            case.validate_response(answer, checks=CHECKS)
            statuses.append(answer.status_code)

        asked()
    return statuses
