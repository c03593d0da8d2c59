"""What a page offers to take away: files, subscriptions and citations."""

from dataclasses import dataclass, field

from ..lists.resources import NOUNS, TABLES, Noun
from ..lists.result_list import Link, Listing
from .citations.formats import FILES
from .citations.items import items_of, list_item
from .citations.styles import STYLES, cite
from .exports import FORMATS


@dataclass
class Cited:
    """One thing to cite, in each style (label and text). ``heading`` says what it is."""

    heading: str
    styles: list[tuple[str, str]]


@dataclass
class TakeAway:
    """``item`` is what the page itself is cited by, ``cited`` that and the text behind it, in words.

    ``downloads`` are tables, ``bibliographies`` files for citation managers, ``subscriptions`` feeds and calendars.
    """

    item: dict
    cited: list[Cited]
    bibliographies: list[Link]
    downloads: list[Link] = field(default_factory=list)
    subscriptions: list[Link] = field(default_factory=list)

    @property
    def address(self) -> str:
        """The permanent one."""
        return self.item["URL"]


def in_styles(heading: str, item: dict) -> Cited:
    return Cited(heading, [(label, cite(item, style)) for style, (label, _) in STYLES.items()])


def of_list(noun: Noun, listing: Listing) -> TakeAway:
    """The list as it is filtered now."""
    item = list_item(listing.sentence, listing.elsewhere(noun.path))

    def links(names) -> list[Link]:
        return [
            Link(FORMATS[name].label, listing.elsewhere(noun.file(name))) for name in names if FORMATS[name].offered
        ]

    return TakeAway(
        item, [in_styles("This list", item)], links(noun.record_formats), links(TABLES), links(noun.subscribed)
    )


def of_record(noun: Noun, record) -> TakeAway:
    """A record that has ``links`` for its texts, and the text that stands behind it."""
    headings = ("This record", TEXTS.get(noun.name, "The text itself"))
    item, *texts = items_of(record)
    return TakeAway(
        item,
        [in_styles(heading, each) for heading, each in zip(headings, [item, *texts], strict=False)],
        [Link(FILES[name].label, noun.record_file(record, name)) for name in noun.record_formats],
        subscriptions=subscriptions(noun, record),
    )


TEXTS = {"commitments": "The statement in which it stands", "sources": "The publication itself"}
# Records whose commitments can be followed, with the filter of the list that holds them.
FOLLOWED = {"groupings": "grouping", "states": "state", "technologies": "technology"}


def subscriptions(noun: Noun, record) -> list[Link]:
    """The feed of a record's commitments, and the calendar of a grouping's planned meetings."""
    if noun.name not in FOLLOWED:
        return []
    query = f"?{FOLLOWED[noun.name]}={record.slug}"
    found = [Link("Feed of its commitments", NOUNS["commitments"].file("atom") + query)]
    if noun.name == "groupings":
        found.append(Link("Calendar of its planned meetings", NOUNS["summits"].file("ics") + query))
    return found
