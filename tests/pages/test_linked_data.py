"""Our JSON-LD uses only types, properties and types of values that schema.org allows.

``schema_org.json`` is what schema.org itself says of the types that we use; a type that is not in it fails here.
"""

import json
import re
from pathlib import Path

import pytest

from initiatives.lists.resources import RESOURCES
from initiatives.models import Commitment, State, Summit
from tests.pages.page_text import read
from tests.pages.test_metadata import linked_data
from tests.releases import release_at, releases_in

VOCABULARY = json.loads((Path(__file__).parent / "schema_org.json").read_text(encoding="utf-8"))
TYPES, PROPERTIES = VOCABULARY["types"], VOCABULARY["properties"]
SCHEMA = "https://schema.org/"
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
PLAIN = {
    "Text": lambda value: isinstance(value, str),
    "URL": lambda value: isinstance(value, str) and value.startswith(("http://", "https://")),
    "Date": lambda value: isinstance(value, str) and bool(DATE.fullmatch(value)),
    "DateTime": lambda value: isinstance(value, str) and bool(DATE.fullmatch(value)),
    "Boolean": lambda value: isinstance(value, bool),
    "Number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "EventStatusType": lambda value: (
        str(value).removeprefix(SCHEMA) in ("EventCancelled", "EventPostponed", "EventScheduled")
    ),
}


def kinds(name: str) -> set[str]:
    """A type and everything that it is a kind of."""
    return {name}.union(*(kinds(above) for above in TYPES[name]))


def faults(node: dict, inside: str = "") -> list[str]:
    """What schema.org does not allow in a node and in those within it."""
    name = node["@type"]
    if name not in TYPES:
        return [f"{name} is no type that is known here"]
    found = []
    for key, value in node.items():
        if key.startswith("@"):
            continue
        # An action may say of a property how it is typed in (schema.org/docs/actions.html), a role carries the property on.
        key = key.removesuffix("-input")
        if key not in PROPERTIES or not ({*PROPERTIES[key]["of"]} & kinds(name) or (name == "Role" and key == inside)):
            found.append(f"{name} has no {key}")
            continue
        for one in value if isinstance(value, list) else [value]:
            found += value_faults(name, key, one)
    return found


def value_faults(name: str, key: str, value) -> list[str]:
    takes = PROPERTIES[key]["takes"]
    if not isinstance(value, dict):
        fits = any(PLAIN.get(kind, lambda _: False)(value) for kind in takes)
        return [] if fits else [f"{key} of {name} takes {takes}, not {value!r}"]
    if value["@type"] == "Role" and name != "Role":
        return faults(value, inside=key) if key in value else [f"the role in {key} of {name} has no {key} itself"]
    fits = kinds(value["@type"]) & {*takes}
    return [*faults(value), *([] if fits else [f"{key} of {name} takes {takes}, not {value['@type']}"])]


@pytest.fixture
def varied(world):
    """Records with everything that linked data may say: an amount, a place, a meeting called off, a union as a party."""
    Summit.objects.filter(slug="new-delhi").update(status="cancelled", city="New Delhi", venue="A hall")
    State.objects.filter(iso3="PLW").update(kind="union")
    Commitment.objects.filter(slug="palau").update(
        amount_value=20_000_000, amount_currency="USD", amount_bound="about", amount_scope="whole"
    )
    return world


def test_everything_that_pages_say_is_allowed(client, varied, tmp_path):
    records = [row for noun in RESOURCES.values() if noun.has_page for row in noun.model.objects.published()]
    addresses = ["/", *(noun.path for noun in RESOURCES.values() if noun.has_page)]
    addresses += ["/commitments/?grouping=quad", *(row.get_absolute_url() for row in records)]
    release_at(tmp_path)
    with releases_in(tmp_path):
        said = {address: linked_data(read(client, address)) for address in [*addresses, "/data/"]}

    assert {address: faults(data) for address, data in said.items() if faults(data)} == {}
    types = {data["@type"] for data in said.values()}
    assert {"WebSite", "Dataset", "CreativeWork", "Organization", "Country", "DefinedTerm", "Event"} <= types


@pytest.mark.parametrize(
    ("node", "fault"),
    [
        ({"@type": "CreativeWork", "contributor": {"@type": "Country", "name": "Japan"}}, "not Country"),
        ({"@type": "CreativeWork", "startDate": "2023"}, "has no startDate"),
        ({"@type": "Event", "startDate": "in May"}, "not 'in May'"),
        ({"@type": "Dataset", "license": "free"}, "not 'free'"),
        ({"@type": "CreativeWork", "contributor": {"@type": "Role", "roleName": "Lead"}}, "has no contributor itself"),
        ({"@type": "Promise"}, "no type"),
    ],
)
def test_what_is_not_allowed_is_found(node, fault):
    (found,) = faults(node)

    assert fault in found
