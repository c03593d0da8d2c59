"""What is taken away from a public record moves the record: its version, its moment of change, and all that goes by it."""

import datetime as dt
import html
import re
from dataclasses import dataclass

import pytest
from django.utils import timezone

from initiatives.history.recording import differences
from initiatives.lists.resources import RESOURCES, resources_with_pages
from initiatives.models import Commitment, PublicVersion, SearchLogEntry, State
from initiatives.models.parts import PART_RELATIONS
from tests.world import person

LONG_AGO = dt.datetime(2020, 1, 1, 12, tzinfo=dt.UTC)
LATER = "2020-01-02"


@dataclass
class Removal:
    """What is taken away (``of``: the noun and the short name of the record), and the sentence that tells it.

    ``part``: a relation and which of its rows is deleted; ``link``: the same of a many-to-many field; ``field``: a field
    and its empty value.
    """

    of: tuple[str, str]
    sentence: str
    part: tuple[str, dict] | None = None
    link: tuple[str, dict] | None = None
    field: tuple[str, object] | None = None


REMOVALS = {
    "party": Removal(
        ("commitments", "palau"), "Party removed: Japan (participant).", ("participations", {"state__iso3": "JPN"})
    ),
    "technology": Removal(
        ("commitments", "palau"), "Technologies: Open RAN removed.", link=("technologies", {"slug": "open-ran"})
    ),
    "mode": Removal(("commitments", "palau"), "Modes: Deployment removed.", link=("modes", {"code": "deployment"})),
    "search": Removal(("commitments", "palau"), "Search removed: amount, 1 February 2026.", ("search_log_entries", {})),
    "follow-up": Removal(
        ("commitments", "palau"),
        "Follow-up withdrawn: progress, June 2023.",
        ("follow_ups", {"date_latest": "2023-06-30"}),
    ),
    "reason of a blank": Removal(
        ("commitments", "palau"), "No reason is given for what is empty.", field=("blanks", {})
    ),
    "place in the text": Removal(
        ("commitments", "palau"), "Locator removed; it was “Critical technology”.", field=("locator", "")
    ),
    "member": Removal(
        ("groupings", "trio"), "Membership removed: South Korea (member", ("memberships", {"state__iso3": "KOR"})
    ),
    "grouping’s alias": Removal(("groupings", "trio"), "Aliases removed; it was The Three.", field=("aliases", [])),
    "grouping’s source": Removal(("groupings", "trio"), "Source removed", field=("source", None)),
    "membership": Removal(
        ("states", "KOR"),
        "Membership removed: South Korea (member",
        ("memberships", {"grouping__slug": "trio"}),
    ),
    "state’s alias": Removal(("states", "KOR"), "Aliases removed; it was Korea.", field=("aliases", [])),
    "technology’s alias": Removal(
        ("technologies", "artificial-intelligence"), "Aliases removed; it was AI.", field=("aliases", [])
    ),
    "parent": Removal(("technologies", "5g"), "Parent removed; it was Telecommunications.", field=("parent", None)),
    "host": Removal(("summits", "hiroshima"), "Host removed; it was Japan.", field=("host", None)),
    "meeting": Removal(("statements", "hiroshima"), "Summit removed", field=("summit", None)),
    "address": Removal(("sources", "paper"), "Address removed", field=("url", "")),
}


@pytest.fixture
def old(world):
    """The test world with some more parts, all of it published long ago."""
    palau = world.commitments["palau"]
    palau.blanks = {"wording": "silent"}
    palau.save()
    search = {"question": "How much?", "where": "Everywhere", "done_on": "2026-02-01", "outcome": "nothing-found"}
    SearchLogEntry.objects.create(commitment=palau, field="amount", **search)
    for record, alias in ((world.groupings["trio"], "The Three"), (world.states["KOR"], "Korea")):
        record.aliases = [alias]
        record.save()
    PublicVersion.objects.update(at=LONG_AGO)
    return world


def take_away(removal: Removal, record, editor):
    """Carry out the removal as an editor who gives a reason."""
    relation, wanted = removal.part or removal.link or ("", {})
    row = getattr(record, relation).get(**wanted) if removal.part else record
    row._history_user, row._change_reason = editor, "It is not in the text."
    if removal.field:
        setattr(record, *removal.field)
        record.save()
    elif removal.link:
        links = getattr(record, relation)
        links.remove(links.get(**wanted))
    else:
        row.delete()


@pytest.mark.parametrize("name", REMOVALS)
def test_what_is_taken_away_moves_the_whole_and_is_told_everywhere(old, client, name):
    removal = REMOVALS[name]
    noun, short = removal.of
    record, resource = getattr(old, noun)[short], RESOURCES[noun]
    api = f"/api/v1/{noun}/"
    before, number = client.get(api), PublicVersion.objects.of(record).count()
    take_away(removal, record, person("edith", "Editors"))
    newest = PublicVersion.objects.of(record).last()

    assert (newest.number, newest.decider_role, newest.reason) == (number + 1, "editor", "It is not in the text.")
    assert type(record).objects.with_changed_at().get(pk=record.pk).changed_at == newest.at > LONG_AGO
    assert differences() == []
    assert client.get(api, headers={"If-Modified-Since": before["Last-Modified"]}).status_code == 200
    assert [row["slug"] for row in client.get(f"{api}?updated_since={LATER}").json()["results"]] == [record.slug]
    listed = client.get(f"/sitemap-{noun}.xml").content.decode()
    moment = re.search(rf"{record.get_absolute_url()}</loc>\s*<lastmod>([0-9-]+)", listed).group(1)
    assert moment == timezone.now().date().isoformat()
    if "atom" in resource.formats:
        assert record.get_absolute_url() in client.get(resource.file("atom")).content.decode().split("</entry>")[0]
    for address in ("/changes/", "/changes.atom", f"{record.get_absolute_url()}history/"):
        text = html.unescape(client.get(address).content.decode())
        sentence = "Withdrawn." if name == "follow-up" and "changes" in address else removal.sentence
        assert sentence in text and "It is not in the text." in text, address


def test_every_kind_of_part_is_tried():
    removals = [(RESOURCES[removal.of[0]].model, removal.part or removal.link) for removal in REMOVALS.values()]
    tried = {(model, part[0]) for model, part in removals if part}
    parts = {(model, relation) for model, relations in PART_RELATIONS.items() for relation in relations}
    linked = {(Commitment, field.name) for field in Commitment._meta.many_to_many if field.name != "parties"}

    assert tried == parts | linked | {(State, "memberships")}
    assert {removal.of[0] for removal in REMOVALS.values()} == {noun.name for noun in resources_with_pages()}
