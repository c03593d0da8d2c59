"""Every list and every record as a file: one view for lists, one for records, whatever the noun and the format."""

import csv
import re

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.urls.converters import StringConverter
from django.utils.decorators import method_decorator
from django.views.decorators.http import conditional_page
from django.views.generic import View

from ..lists.resources import RESOURCES
from ..models import markup
from ..models.formulas import escape_formula
from ..publishing.citations.formats import BIBLIOGRAPHY_FORMATS
from ..publishing.citations.items import record_items
from ..publishing.exports import EXPORT_FORMATS
from ..publishing.exports.csv_files import BYTE_ORDER_MARK
from ..publishing.selection import ChunkedQuery
from .base import missing_record_response


class ResourceNameConverter:
    """The part of an address that names a noun."""

    regex = "[a-z-]+"

    def to_python(self, value: str) -> str:
        if value not in RESOURCES:
            raise ValueError(value)
        return value

    def to_url(self, value: str) -> str:
        return value


class FormatConverter(StringConverter):
    """The ending of an address that names a format; longer ones first, since one ends in another."""

    regex = "|".join(
        re.escape(name) for name in sorted({*EXPORT_FORMATS, *BIBLIOGRAPHY_FORMATS}, key=len, reverse=True)
    )


@method_decorator(conditional_page, name="dispatch")
class ListFile(View):
    """``/commitments.csv?…`` and its like; a query that is not understood answers 400 and names what is."""

    def get(self, request, noun: str, extension: str):
        noun = RESOURCES[noun]
        if extension not in noun.formats:
            raise Http404(f"There is no {extension} of {noun.name}.")
        chosen, selection = EXPORT_FORMATS[extension], ChunkedQuery(noun, request.GET)
        if chosen.streamed:
            response = StreamingHttpResponse(chosen.write(selection), content_type=chosen.content_type)
        else:
            response = HttpResponse("".join(chosen.write(selection)), content_type=chosen.content_type)
        if chosen.download:
            response["Content-Disposition"] = f'attachment; filename="{selection.file_name(extension)}"'
        if extension == "csv":
            response["Link"] = (
                f'<{selection.file_address("csv-metadata.json")}>; rel="describedby"; type="application/csvm+json"'
            )
        return response


@method_decorator(conditional_page, name="dispatch")
class RecordFile(View):
    """A record’s citation as a file: our page on it and the text that stands behind it."""

    def get(self, request, noun: str, slug: str, extension: str):
        noun = RESOURCES[noun]
        if extension not in noun.record_formats:
            raise Http404(f"There is no {extension} of a record of {noun.name}.")
        record = noun.table.prepare(noun.everything().filter(slug=slug)).first()
        if record is None:
            return missing_record_response(
                request, noun.model, slug, lambda address: f"{address.rstrip('/')}.{extension}"
            )
        record.links = markup.resolve_links(getattr(record, name) for name in noun.table.prose)
        file = BIBLIOGRAPHY_FORMATS[extension]
        response = HttpResponse("".join(file.write(record_items(record))), content_type=file.content_type)
        response["Content-Disposition"] = f'attachment; filename="minilat-{slug}.{extension}"'
        return response


def csv_response(name: str, rows) -> HttpResponse:
    """Rows of plain values as a CSV file to download, with formulas escaped."""
    response = HttpResponse(BYTE_ORDER_MARK, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    csv.writer(response).writerows([escape_formula(value) for value in row] for row in rows)
    return response
