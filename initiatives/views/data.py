"""What can be taken away: the releases with their files, the current state, and the data dictionary."""

import datetime as dt

from django.http import FileResponse, Http404, JsonResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import condition, conditional_page
from django.views.generic import TemplateView, View

from ..lists.resources import NOUNS
from ..publishing import dictionary
from ..publishing.citations.items import release_item
from ..publishing.downloads import in_styles
from ..publishing.exports import FORMATS
from ..publishing.metadata import data_head
from ..publishing.releases import catalogue
from ..publishing.releases.stamp import Stamp
from ..publishing.site import LICENCE_NAME, LICENCE_URL

CONTENT_TYPES = {
    ".cff": "text/yaml; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".db": "application/vnd.sqlite3",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".md": "text/markdown; charset=utf-8",
    ".ttl": "text/turtle; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".zip": "application/zip",
}
SAVED = (".csv", ".db", ".jsonl", ".zip")
PLAIN = "text/plain; charset=utf-8"
MAIN = {
    "csv/commitments.csv": "Commitments as CSV",
    "minilat.db": "All tables as SQLite",
    "minilat.jsonl": "The record as JSON Lines",
    "README.md": "How to read it",
}
MOST = 20  # changes of a kind that the page names


def file_of(release: catalogue.Release, name: str) -> dict:
    return {
        "name": name,
        "url": reverse("release-file", args=[release.version, name]),
        "size": release.size(name),
        "sha256": release.sums.get(name, ""),
    }


def difference(told: dict) -> list[dict]:
    """What was added, changed and withdrawn in a noun, each with the first few by title."""
    return [
        {"kind": kind, "count": len(entries), "first": list(map(entry, entries[:MOST])), "more": len(entries) - MOST}
        for kind, entries in told.items()
        if entries
    ]


def entry(told: dict) -> dict:
    return {**told, "fields": [name.replace("_", " ") for name in told.get("fields", ())]}


def shown(release: catalogue.Release) -> dict:
    """A release as the page tells it."""
    changes, stamp = release.changes, Stamp(release.version, dt.date.fromisoformat(release.day))
    return {
        "version": release.version,
        "day": stamp.day,
        "cited": in_styles("This release", release_item(stamp.version, stamp.day, stamp.address)),
        "counts": release.counts,
        "previous": changes["previous"],
        "changes": [
            (table.title, difference(changes["nouns"][table.name]))
            for table in dictionary.tables()
            if table.name in changes["nouns"]
        ],
        "archive": file_of(release, release.archive),
        "main": [{**file_of(release, name), "label": label} for name, label in MAIN.items()],
        "files": [file_of(release, name) for name in release.files],
    }


class Data(TemplateView):
    template_name = "data/index.html"

    def get_context_data(self, **kwargs):
        lists = [
            (
                str(noun.model._meta.verbose_name_plural).capitalize(),
                [(FORMATS[name].label, noun.file(name)) for name in noun.formats if FORMATS[name].offered],
            )
            for noun in NOUNS.values()
        ]
        return super().get_context_data(
            releases=[shown(release) for release in catalogue.releases()],
            lists=lists,
            head=data_head(catalogue.current()),
            licence=LICENCE_NAME,
            licence_url=LICENCE_URL,
            **kwargs,
        )


class Dictionary(TemplateView):
    template_name = "data/dictionary.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(tables=dictionary.tables(), types=dictionary.types().items(), **kwargs)


@conditional_page
def dictionary_json(request):
    """The data dictionary for programs."""
    return JsonResponse(dictionary.as_data(), json_dumps_params={"ensure_ascii": False, "indent": 1})


def etag(request, version: str, name: str) -> str | None:
    """The checksum; the lists of checksums have none and are short."""
    release = catalogue.find(version)
    found = release and release.sums.get(name)
    return f'"{found}"' if found else None


@method_decorator(condition(etag_func=etag), name="dispatch")
class ReleaseFile(View):
    """A file of a release. Only names that the release itself lists are known, so no path leads anywhere else."""

    def get(self, request, version: str, name: str):
        release = catalogue.find(version)
        if release is None or name not in release.files:
            raise Http404
        file = release.folder / name
        return FileResponse(
            file.open("rb"),
            as_attachment=file.suffix in SAVED,
            filename=file.name,
            content_type=CONTENT_TYPES.get(file.suffix, PLAIN),
        )
