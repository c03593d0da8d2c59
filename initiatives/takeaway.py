"""What a page offers to take away: files, subscriptions and citations."""

from dataclasses import dataclass, field

from .citations import absolute, permalink
from .citations.formats import FILES
from .citations.items import list_item, page_item, text_item
from .citations.styles import STYLES, cite
from .exports import FORMATS
from .listing import Link, Listing
from .nouns import NOUNS, Noun

SUBSCRIPTIONS = ("atom", "ics")


@dataclass
class Cited:
    """One thing to cite, in each style (label and text). ``heading`` says what it is."""

    heading: str
    styles: list[tuple[str, str]]


@dataclass
class TakeAway:
    """``address`` is the permanent one; ``downloads`` and ``subscriptions`` are links, ``cited`` what can be cited."""

    address: str
    cited: list[Cited]
    downloads: list[Link] = field(default_factory=list)
    subscriptions: list[Link] = field(default_factory=list)


def in_styles(heading: str, item: dict) -> Cited:
    return Cited(heading, [(label, cite(item, style)) for style, (label, _) in STYLES.items()])


def of_list(noun: Noun, listing: Listing) -> TakeAway:
    """The list as it is filtered now."""
    links = {name: listing.elsewhere(noun.file(name)) for name in noun.formats if FORMATS[name].offered}
    path = listing.elsewhere(noun.path)
    return TakeAway(
        absolute(path),
        [in_styles("This list", list_item(listing.sentence, path))],
        [Link(FORMATS[name].label, url) for name, url in links.items() if name not in SUBSCRIPTIONS],
        [Link(FORMATS[name].label, url) for name, url in links.items() if name in SUBSCRIPTIONS],
    )


def of_record(noun: Noun, record) -> TakeAway:
    """A record that has ``links`` for its texts, and the text that stands behind it."""
    text = text_item(record)
    return TakeAway(
        permalink(record),
        [
            in_styles("This record", page_item(record)),
            *([in_styles(TEXTS.get(noun.name, "The text itself"), text)] if text else []),
        ],
        [Link(FILES[name].label, noun.record_file(record, name)) for name in noun.record_formats],
        subscriptions(noun, record),
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
