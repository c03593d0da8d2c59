"""Public versions hold what readers saw and nothing else: no word of a draft, whatever became of the record.

Records of every noun go through a draft, a review that sends it back, publication with other words, a correction, a
withdrawal, edits while withdrawn, and restoration. What readers do not see of it carries words of its own.
"""

import copy
import random

import pytest
from django.db import transaction
from django.test import Client

from initiatives.editorial.transitions import TRANSITIONS, transition, transition_cautions
from initiatives.history.recording import differences
from initiatives.models import (
    Commitment,
    FollowUp,
    Grouping,
    PublicVersion,
    Source,
    State,
    Statement,
    Summit,
)
from initiatives.models.public_version import ChangeKind
from tests.contract.addresses import names, of_record, plain
from tests.contract.test_leaks import everything, with_more_drafts
from tests.world import SECRETS, commitment, follow_up, person, source

pytestmark = pytest.mark.engine

DRAFTED, SENT_BACK, EDITED, PERSON = "zqdraftedwx", "zqsentbackwx", "zqeditedwx", "zqpersonwx"
UNSEEN = (DRAFTED, SENT_BACK, EDITED, PERSON)
TEXTS = {
    Grouping: ("name", "short_name", "purpose"),
    Summit: ("name", "city", "venue", "note"),
    Statement: ("title", "issuer"),
    Commitment: ("title", "summary", "wording", "locator"),
    FollowUp: ("locator", "note"),
}
ENDS = ("published", "withdrawn", "restored")


def say(record, words: str, user, reason: str = ""):
    """Write the words into every text of the record, of its source, and of its members or searches."""
    for name in TEXTS[type(record)]:
        setattr(record, name, words)
    record._history_user, record._change_reason = user, reason
    record.save()
    record.source.title = record.source.publisher = words
    record.source.save()
    if isinstance(record, Grouping):
        record.memberships.update_or_create(state=State.objects.get(iso3="PLW"), defaults={"note": words})
    if isinstance(record, Commitment):
        said = {"question": words, "where": words, "words": words, "done_on": "2026-02-01", "outcome": "nothing-found"}
        record.search_log_entries.update_or_create(field="amount", defaults={**said, "done_by": user})


def live(record, end: str, curator, editor):
    """Lead the record from a draft to the end."""

    def take(code: str, reason: str = ""):
        nonlocal record
        cautions = transition_cautions(record, TRANSITIONS[code])
        acknowledged = {caution.code: next(iter(caution.choices))[0] for caution in cautions}
        record = transition(record, code, curator if code == "submit" else editor, reason, acknowledged)

    say(record, DRAFTED, curator, DRAFTED)
    take("submit")
    take("send_back", SENT_BACK)
    say(record, f"Plain words {record.pk}", curator, SENT_BACK)
    take("submit")
    take("publish")
    say(record, f"Better words {record.pk}", editor, "A correction.")
    if end != "published":
        take("withdraw", "A doubt.")
        say(record, EDITED, editor, EDITED)
    if end == "restored":
        say(record, f"Other words {record.pk}", curator, EDITED)
        take("restore")
    return record


def lives(world) -> dict[str, list]:
    """A record of each editorial noun for each end, by the name of its noun in the world."""
    curator, editor = person(f"{PERSON}c", "Curators"), person(f"{PERSON}e", "Editors")
    quad, text, palau = world.groupings["quad"], world.statements["sheet"], world.commitments["palau"]
    found = {"groupings": [], "summits": [], "statements": [], "commitments": [], "follow-ups": []}
    for end in ENDS:
        own = {"source": source(f"source-of-grouping-{end}")}
        grouping = Grouping.objects.create(slug=f"grouping-{end}", founded="2020", **own)
        own = {"source": source(f"source-of-summit-{end}"), "grouping": quad}
        summit = Summit.objects.create(slug=f"summit-{end}", level="leaders", start="2024-03-01", **own)
        own = {"source": source(f"source-of-statement-{end}"), "grouping": quad, "url": f"https://example.org/{end}"}
        statement = Statement.objects.create(
            slug=f"statement-{end}", kind="fact-sheet", issued_on="2024-03-01", coding="complete", **own
        )
        promise = commitment(
            f"promise-{end}",
            text,
            [world.technologies["5g"]],
            {world.states["JPN"]: "lead"},
            state="draft",
            source=source(f"source-of-promise-{end}"),
        )
        later = follow_up(palau, "2024-05", "progress", state="draft", source=source(f"source-of-later-{end}"))
        for noun, record in zip(found, (grouping, summit, statement, promise, later), strict=True):
            found[noun].append(live(record, end, curator, editor))
    return found


@pytest.fixture(scope="module")
def lived(built_world, django_db_blocker):
    """The test world with drafts and with the records that have lived; all of it is taken back after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = copy.deepcopy(built_world)
        with_more_drafts(world)
        yield world, lives(world)
        transaction.set_rollback(True)


def test_each_kind_of_change_and_each_noun_has_versions(lived, db):
    rows = set(PublicVersion.objects.values_list("noun", "kind"))
    hidden = {"published", "changed", "withdrawn", "restored"}

    assert {noun for noun, _ in rows} == {
        "state",
        "technology",
        "source",
        "grouping",
        "summit",
        "statement",
        "commitment",
        "followup",
    }
    for model in TEXTS:
        assert {kind for noun, kind in rows if noun == model._meta.model_name} >= hidden, model
    assert differences() == []


def test_no_version_holds_a_word_that_readers_did_not_see(lived, db):
    held = [" ".join(map(str, row)) for row in PublicVersion.objects.values_list()]

    assert [row for row in held for word in UNSEEN if word in row] == []
    assert not any(PublicVersion.objects.filter(kind=ChangeKind.WITHDRAWN).values_list("content", flat=True))


@pytest.mark.parametrize("share", [4, pytest.param(1, marks=pytest.mark.drill)], ids=["a sample", "all"])
def test_no_address_shows_a_word_that_readers_did_not_see(lived, db, share):
    world, records = lived
    everywhere = list(plain(world))
    asked = random.Random(2026).sample(everywhere, len(everywhere) // share)
    asked += ["/changes/", "/changes/?page=2", "/changes.atom", "/", "/sources/", "/api/v1/follow-ups/"]
    asked += [f"/search/?q={word}" for word in UNSEEN]
    for noun, rows in records.items():
        for record in rows if noun != "follow-ups" else []:
            asked += [address for name in names() for address in of_record(name, noun, record.slug)]
    for slug in Source.objects.filter(slug__startswith="source-of-").values_list("slug", flat=True):
        asked += [address for name in names() for address in of_record(name, "sources", slug)]
    shown = everything(Client(), asked)
    queried = {f"/search/?q={word}": word for word in UNSEEN}

    assert len(shown) > 100 and {200, 410} < {status for status, _, _ in shown.values()}
    assert {
        (address, word)
        for address, (_, headers, body) in shown.items()
        for word in (*UNSEEN, *SECRETS.values())
        if word in headers + body and queried.get(address) != word
    } == set()
    assert "Better words" in shown["/changes/"][2]
