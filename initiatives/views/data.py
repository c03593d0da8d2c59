"""The data page: releases with their files, the current files, and the data dictionary."""

from django.http import FileResponse, Http404, JsonResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import condition, conditional_page
from django.views.generic import TemplateView, View

from ..lists.resources import RESOURCES
from ..publishing import dictionary
from ..publishing.citations.items import release_item
from ..publishing.downloads import in_styles
from ..publishing.exports import EXPORT_FORMATS
from ..publishing.metadata import releases_head
from ..publishing.releases import catalogue
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
DOWNLOADED_SUFFIXES = (".csv", ".db", ".jsonl", ".zip")
PLAIN = "text/plain; charset=utf-8"
MAIN_FILES = {
    "csv/commitments.csv": _("Commitments as CSV"),
    "minilat.db": _("All tables as SQLite"),
    "minilat.jsonl": _("The record as JSON Lines"),
    "README.md": _("How to read it"),
}
MAX_CHANGES_SHOWN = 20  # changes of a kind that the page names


def file_context(release: catalogue.Release, name: str) -> dict:
    return {
        "name": name,
        "url": reverse("release-file", args=[release.version, name]),
        "size": release.size(name),
        "sha256": release.checksums.get(name, ""),
    }


def change_groups(changes: dict) -> list[dict]:
    """What was added, changed and withdrawn in a noun, each with the first few by title."""
    return [
        {
            "kind": kind,
            "count": len(entries),
            "first": list(map(change_context, entries[:MAX_CHANGES_SHOWN])),
            "more": len(entries) - MAX_CHANGES_SHOWN,
        }
        for kind, entries in changes.items()
        if entries
    ]


def change_context(change: dict) -> dict:
    return {**change, "fields": [name.replace("_", " ") for name in change.get("fields", ())]}


def release_context(release: catalogue.Release) -> dict:
    """A release for the template."""
    changes, stamp = release.changes, release.stamp
    return {
        "version": release.version,
        "day": stamp.day,
        "cited": in_styles(_("This release"), release_item(stamp.version, stamp.day, stamp.address)),
        "counts": release.counts,
        "previous": changes["previous"],
        "changes": [
            (table.title, change_groups(changes["nouns"][table.name]))
            for table in dictionary.data_tables()
            if table.name in changes["nouns"]
        ],
        "archive": file_context(release, release.archive),
        "main": [{**file_context(release, name), "label": label} for name, label in MAIN_FILES.items()],
        "files": [file_context(release, name) for name in release.files],
    }


class Data(TemplateView):
    template_name = "data/index.html"

    def get_context_data(self, **kwargs):
        lists = [
            (
                noun.label,
                [
                    (EXPORT_FORMATS[name].label, noun.file(name))
                    for name in noun.formats
                    if EXPORT_FORMATS[name].offered
                ],
            )
            for noun in RESOURCES.values()
        ]
        return super().get_context_data(
            releases=[release_context(release) for release in catalogue.list_releases()],
            lists=lists,
            head=releases_head(catalogue.latest_release()),
            licence=LICENCE_NAME,
            licence_url=LICENCE_URL,
            **kwargs,
        )


class Dictionary(TemplateView):
    template_name = "data/dictionary.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(tables=dictionary.data_tables(), types=dictionary.types().items(), **kwargs)


@conditional_page
def dictionary_json(request):
    """The data dictionary for programs."""
    return JsonResponse(dictionary.dictionary_as_data(), json_dumps_params={"ensure_ascii": False, "indent": 1})


def etag(request, version: str, name: str) -> str | None:
    """The checksum; the lists of checksums have none and are short."""
    release = catalogue.find_release(version)
    found = release and release.checksums.get(name)
    return f'"{found}"' if found else None


@method_decorator(condition(etag_func=etag), name="dispatch")
class ReleaseFile(View):
    """A file of a release. Only names that the release lists are served, so no path leads anywhere else."""

    def get(self, request, version: str, name: str):
        release = catalogue.find_release(version)
        if release is None or name not in release.files:
            raise Http404
        file = release.folder / name
        return FileResponse(
            file.open("rb"),
            as_attachment=file.suffix in DOWNLOADED_SUFFIXES,
            filename=file.name,
            content_type=CONTENT_TYPES.get(file.suffix, PLAIN),
        )
