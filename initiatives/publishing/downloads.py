"""What a page offers to take away: files, subscriptions and citations."""

from dataclasses import dataclass, field

from ..lists.resources import RESOURCES, TABLE_FORMATS, Resource
from ..lists.result_list import QueryLink, ResultList
from .citations.formats import BIBLIOGRAPHY_FORMATS
from .citations.items import list_item, record_items
from .citations.styles import CITATION_STYLES, cite
from .exports import EXPORT_FORMATS


@dataclass
class Citation:
    """One thing to cite, in each style (label and text). ``heading`` says what it is."""

    heading: str
    styles: list[tuple[str, str]]


@dataclass
class PageLinks:
    """``item`` is what the page itself is cited by, ``cited`` that and the text behind it, in words.

    ``downloads`` are tables, ``bibliographies`` files for citation managers, ``subscriptions`` feeds and calendars.
    """

    item: dict
    cited: list[Citation]
    bibliographies: list[QueryLink]
    downloads: list[QueryLink] = field(default_factory=list)
    subscriptions: list[QueryLink] = field(default_factory=list)

    @property
    def address(self) -> str:
        """The permanent one."""
        return self.item["URL"]


def in_styles(heading: str, item: dict) -> Citation:
    return Citation(heading, [(label, cite(item, style)) for style, (label, _) in CITATION_STYLES.items()])


def list_links(noun: Resource, listing: ResultList) -> PageLinks:
    """The list as it is filtered now."""
    item = list_item(listing.sentence, listing.elsewhere(noun.path))

    def links(names) -> list[QueryLink]:
        return [
            QueryLink(EXPORT_FORMATS[name].label, listing.elsewhere(noun.file(name)))
            for name in names
            if EXPORT_FORMATS[name].offered
        ]

    return PageLinks(
        item,
        [in_styles("This list", item)],
        links(noun.record_formats),
        links(TABLE_FORMATS),
        links(noun.subscription_formats),
    )


def record_links(noun: Resource, record) -> PageLinks:
    """A record that has ``links`` for its texts, and the text that stands behind it."""
    headings = ("This record", TEXT_HEADINGS.get(noun.name, "The text itself"))
    item, *texts = record_items(record)
    return PageLinks(
        item,
        [in_styles(heading, each) for heading, each in zip(headings, [item, *texts], strict=False)],
        [QueryLink(BIBLIOGRAPHY_FORMATS[name].label, noun.record_file(record, name)) for name in noun.record_formats],
        subscriptions=subscriptions(noun, record),
    )


TEXT_HEADINGS = {"commitments": "The statement in which it stands", "sources": "The publication itself"}
# Records whose commitments can be followed, with the filter of the list that holds them.
FEED_FILTERS = {"groupings": "grouping", "states": "state", "technologies": "technology"}


def subscriptions(noun: Resource, record) -> list[QueryLink]:
    """The feed of a record's commitments, and the calendar of a grouping's planned meetings."""
    if noun.name not in FEED_FILTERS:
        return []
    query = f"?{FEED_FILTERS[noun.name]}={record.slug}"
    found = [QueryLink("Feed of its commitments", RESOURCES["commitments"].file("atom") + query)]
    if noun.name == "groupings":
        found.append(QueryLink("Calendar of its planned meetings", RESOURCES["summits"].file("ics") + query))
    return found
