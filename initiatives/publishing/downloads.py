"""The files, subscriptions and citations that a page offers."""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..lists.resources import RESOURCES, TABLE_FORMATS, Resource
from ..lists.result_list import ResultList
from .citations.items import list_item, record_items
from .citations.styles import CITATION_STYLES, cite
from .exports import EXPORT_FORMATS


@dataclass
class Citation:
    """How to cite one text: a pair of label and citation for each style. ``heading`` says which text it is."""

    heading: str
    styles: list[tuple[str, str]]


@dataclass
class FileLink:
    """A link to a file with its media type."""

    label: str | Promise
    url: str
    media_type: str


@dataclass
class PageLinks:
    """``item`` is the CSL-JSON item of the page; ``cited`` holds the citations of the page and of the text that it
    rests on.

    ``downloads`` are tables, ``bibliographies`` files for citation managers, ``subscriptions`` feeds and calendars.
    """

    item: dict
    cited: list[Citation]
    bibliographies: list[FileLink]
    downloads: list[FileLink] = field(default_factory=list)
    subscriptions: list[FileLink] = field(default_factory=list)

    @property
    def address(self) -> str:
        """The permanent address of the page."""
        return self.item["URL"]


def in_styles(heading: str, item: dict) -> Citation:
    return Citation(heading, [(label, cite(item, style)) for style, (label, _) in CITATION_STYLES.items()])


def file_link(extension: str, url: str, label: str | Promise = "") -> FileLink:
    """A link to a file in the format with this extension; ``label`` is the name of the format by default."""
    file_format = EXPORT_FORMATS[extension]
    return FileLink(label or file_format.label, url, file_format.content_type.partition(";")[0])


def list_links(noun: Resource, listing: ResultList) -> PageLinks:
    """The links of a list as it is filtered."""
    item = list_item(listing.sentence, listing.elsewhere(noun.path))

    def links(extensions) -> list[FileLink]:
        return [
            file_link(extension, listing.elsewhere(noun.file(extension)))
            for extension in extensions
            if EXPORT_FORMATS[extension].offered
        ]

    return PageLinks(
        item,
        [in_styles(_("This list"), item)],
        links(noun.record_formats),
        links(TABLE_FORMATS),
        links(noun.subscription_formats),
    )


def record_links(noun: Resource, record) -> PageLinks:
    """The links of a record, which must have ``links`` for its texts."""
    headings = (_("This record"), str(TEXT_HEADINGS.get(noun.name, _("The text itself"))))
    item, *texts = record_items(record)
    return PageLinks(
        item,
        [in_styles(heading, each) for heading, each in zip(headings, [item, *texts], strict=False)],
        [file_link(extension, noun.record_file(record, extension)) for extension in noun.record_formats],
        subscriptions=subscriptions(noun, record),
    )


TEXT_HEADINGS = {
    "commitments": gettext_lazy("The statement that announced it"),
    "sources": gettext_lazy("The publication itself"),
}


def subscriptions(noun: Resource, record) -> list[FileLink]:
    """The feed of a record’s commitments; for a grouping also the calendar of its planned meetings."""
    if not noun.commitment_filter:
        return []
    query = f"?{noun.commitment_filter}={record.slug}"
    links = [file_link("atom", RESOURCES["commitments"].file("atom") + query, _("Feed of its commitments"))]
    if noun.name == "groupings":
        links.append(file_link("ics", RESOURCES["summits"].file("ics") + query, _("Calendar of its planned meetings")))
    return links
