"""Errors as problem details (RFC 9457)."""

from http import HTTPStatus

from django.core.exceptions import BadRequest
from django.http import Http404
from rest_framework import exceptions, serializers
from rest_framework.response import Response

CONTENT_TYPE = "application/problem+json"


class ProblemSerializer(serializers.Serializer):
    title = serializers.CharField(help_text="The HTTP status in words.")
    status = serializers.IntegerField(help_text="The HTTP status.")
    detail = serializers.CharField(help_text="What is wrong and what is allowed.")


class Gone(exceptions.APIException):
    """The record was public and is withdrawn; the detail is the reason."""

    status_code = HTTPStatus.GONE


class Moved(Exception):
    """The record has another key now; the only argument is its new address."""


def problem(status: int, detail: str, headers: dict | None = None) -> Response:
    body = {"title": HTTPStatus(status).phrase, "status": int(status), "detail": detail}
    return Response(body, status=status, headers=headers, content_type=CONTENT_TYPE)


def exception_handler(error: Exception, context) -> Response | None:
    """The response to an exception of a view; None for unexpected exceptions, which Django reports as 500."""
    if isinstance(error, BadRequest):
        return problem(400, str(error))
    if isinstance(error, Moved):
        return problem(301, "The record has moved to another address.", {"Location": str(error)})
    if isinstance(error, Http404):
        return problem(404, str(error) or "There is no such record.")
    if isinstance(error, exceptions.Throttled):
        wait = str(int(error.wait or 1) + 1)
        return problem(429, f"Too many requests. Try again in {wait} seconds.", {"Retry-After": wait})
    if isinstance(error, exceptions.APIException):
        return problem(error.status_code, str(error.detail))
    return None
