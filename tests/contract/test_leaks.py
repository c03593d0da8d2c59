"""Readers see nothing of records that are not public: no word, no changed number, no sign that they exist.

The walk is over every public address. A new address without a sample in ``addresses.py`` fails here.
"""

import copy
import io
import itertools
import random
import re
import time
import zipfile

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import Client
from django.urls import reverse

from initiatives import urls as public_urls
from initiatives.api.conditional import last_modified
from initiatives.lists.resources import RESOURCES
from initiatives.models import Commitment, FollowUp, Grouping, Lead, Mode, ReviewComment, Source, Statement, Summit
from minilat import urls as all_urls
from tests.admin.desk import add, change, log_in, move, state_of
from tests.contract.addresses import FILTERSETS, SAMPLES, dated, list_names, names, of_record, plain, queries
from tests.loops import each
from tests.world import SECRETS, build_drafts, follow_up

FAKE = "zqnothingatallwx"


@pytest.fixture
def drafts(world):
    return with_more_drafts(world)


def with_more_drafts(world):
    """The drafts of the world; also a public follow-up and a public summary that name a draft text."""
    made = build_drafts(world)
    palau = world.commitments["palau"]
    follow_up(palau, "2024-02-01", "progress", statement=made["statement"], locator="", note="They report progress.")
    loose = world.commitments["loose"]
    loose.summary += f" See [[statement:{SECRETS['statement']}]]."
    loose.save()
    return made


def remove_drafts(drafts):
    """Take away everything that is not public; what is stays as it is, as if the rest had never been."""
    ReviewComment.objects.all().delete()
    Lead.objects.all().delete()
    Statement.objects.filter(pk=drafts["public_text"].pk).update(summit=None)
    FollowUp.objects.exclude(state="published").delete()
    FollowUp.objects.filter(statement=drafts["statement"]).update(statement=None)
    hidden = [row.pk for row in Commitment.objects.all() if not row.is_public]
    for record in Commitment.objects.filter(pk__in=hidden):
        record.delete()
    for model in (Statement, Summit, Grouping):
        for record in model.objects.exclude(state="published"):
            record.delete()
    Source.objects.filter(publisher=SECRETS["source"]).delete()


def everything(client, addresses):
    """Status, headers and body of each address, once the second of the last change is over: before, no date is given."""
    while last_modified() is None:
        time.sleep(0.05)
    found = {}
    for address in addresses:
        response = client.get(address)
        body = words_of(b"".join(response.streaming_content) if response.streaming else response.content)
        headers = "\n".join(f"{name}: {value}" for name, value in sorted(response.headers.items()))
        found[address] = (response.status_code, headers, body)
    return found


def words_of(body):
    """The text of an answer; of a workbook, which is a parcel of texts, all of them but the time of its making."""
    if not body.startswith(b"PK"):
        return body.decode()
    with zipfile.ZipFile(io.BytesIO(body)) as parcel:
        text = "\n".join(f"{name}: {parcel.read(name).decode()}" for name in parcel.namelist())
    return re.sub(r"<dcterms:(created|modified).*?</dcterms:\1>", "", text)


def test_every_public_address_has_a_sample():
    assert sorted(SAMPLES) == sorted(names())
    assert all(pattern.name for pattern in public_urls.urlpatterns)


def test_besides_the_public_addresses_there_is_only_the_admin():
    found = [str(getattr(pattern, "app_name", None) or pattern.pattern) for pattern in all_urls.urlpatterns]

    assert found == ["admin", ""]


def test_the_drafts_are_really_there(client, drafts):
    for word in each(SECRETS.values()):
        if word not in (SECRETS["citing"],):
            texts = [
                *Commitment.objects.values_list("title", flat=True),
                *Statement.objects.values_list("title", flat=True),
                *Summit.objects.values_list("name", flat=True),
                *Grouping.objects.values_list("name", flat=True),
                *FollowUp.objects.values_list("note", flat=True),
                *Source.objects.values_list("title", flat=True),
                *ReviewComment.objects.values_list("text", flat=True),
                *Lead.objects.values_list("words", flat=True),
            ]
            assert word in texts


@pytest.fixture(scope="module", params=[12, pytest.param(1, marks=pytest.mark.drill)], ids=["a sample", "all"])
def walked(request, built_world, django_db_blocker):
    """Every address of the site, with the drafts there and with them taken away: asked once for the tests that compare.

    Of the queries a seeded sample is asked, in the drill all of them.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        world, client = copy.deepcopy(built_world), Client()
        drafts = with_more_drafts(world)
        hidden = Commitment.objects.get(slug=SECRETS["onsummit"])
        follow_up(hidden, "2025-01-01", "progress", note=SECRETS["citing"], statement=world.statements["readout"])
        asked = [*dated(world), *queries()]
        asked = random.Random(2026).sample(asked, len(asked) // request.param)
        addresses = [*plain(world), reverse("statement", args=[drafts["public_text"].slug]), *asked]
        there = everything(client, addresses)
        remove_drafts(drafts)
        gone = everything(client, addresses)
        transaction.set_rollback(True)
    return there, gone


def test_no_address_shows_a_word_of_what_is_not_public(walked):
    there, _ = walked
    leaks = {
        (address, word)
        for address, (_, headers, body) in there.items()
        for word in SECRETS.values()
        if word in body or word in headers
    }

    assert len(there) > 300
    assert leaks == set()


def test_every_page_and_every_number_is_the_same_with_and_without_drafts(walked):
    there, gone = walked
    changed = [address for address in there if there[address] != gone[address]]

    # What shows the follow-up tells of a draft: that there is a text not yet published. That goes with the draft.
    def tells(address):
        return address.startswith("/follow-ups.") or "text not yet published" in there[address][2]

    assert [address for address in changed if not tells(address)] == []


def test_what_is_entered_at_the_desk_with_its_own_sources_is_nowhere_until_it_is_published(client, world, sample):
    """A meeting, its text and a promise in it, through the forms; each makes a source, or names one entered for it."""
    curator, editor = log_in("carla", "Curators"), log_in("edith", "Editors")
    records = entered(curator, world)
    own = {word: Source.objects.get(url=f"https://{word}.example/paper") for word in ENTERED}

    def seen():
        addresses = sample(
            [address for address in plain(world) if not address.startswith(("/explore/", "/api/v1/"))], 60
        )
        addresses += ["/", "/sources/", "/sources.csv", "/sources.atom", "/changes/", "/sitemap-sources.xml"]
        addresses += [f"{path}?q={COMMON}" for path in ("/search/", "/sources/")]
        addresses += ["/api/v1/sources/", "/api/v1/statements/?expand=source", "/api/v1/facets/sources/"]
        for one in own.values():
            addresses += [address for name in SAMPLES for address in of_record(name, "sources", one.slug)]
            addresses.append(reverse("api-sources-record", args=[one.slug]))
        found = everything(client, addresses)
        return {word: {address for address, (_, *texts) in found.items() if word in "".join(texts)} for word in ENTERED}

    assert seen() == dict.fromkeys(ENTERED, set())
    for record in records:
        assert move(curator, "submit", record).status_code == 200
        move(editor, "publish", record)
        assert state_of(record) == "published", record
    shown = seen()
    for word in ENTERED:
        page = own[word].get_absolute_url()
        assert shown[word] >= {page, f"{page}history/", "/sources/", "/sources.csv", "/sources.atom", "/changes/"}
        assert shown[word] >= {f"/sources/?q={COMMON}", f"/search/?q={COMMON}", "/api/v1/sources/"}
        assert shown[word] >= {reverse("sitemap-part", args=["sources"])}

    move(editor, "withdraw", records[2], reason="A doubt.")
    assert client.get(own["zqpromisedwx"].get_absolute_url()).status_code == 404
    assert client.get(own["zqissuedwx"].get_absolute_url()).status_code == 200


ENTERED, COMMON = ("zqissuedwx", "zqpromisedwx", "zqhappenedwx"), "zqcommonwx"


def entered(curator, world) -> list:
    """Drafts of a meeting, a text that is its own source, a promise and what came of it, with sources of their own."""
    text, promise, later = ENTERED
    meeting = {"grouping": str(world.groupings["quad"].pk), "name": "A new meeting", "level": "leaders"}
    issued = {
        "title": f"{text} {COMMON}",
        "kind": "report",
        "issuer": "An office",
        "language": "en",
        "coding": "complete",
    }
    issued |= {"own_source": "on", "url": f"https://{text}.example/paper", "issued_on": "2024-11-15"}
    first = {f"statements-0-{name}": value for name, value in issued.items()}
    assert add(curator, Summit, **meeting, start="2024-11-15", **first).status_code == 302
    for word in (promise, later):
        paper = {
            "title": f"{word} {COMMON}",
            "slug": word,
            "publisher": "An office",
            "level": "primary",
            "language": "en",
        }
        assert add(curator, Source, **paper, url=f"https://{word}.example/paper").status_code == 302
    statement = Statement.objects.get(title__startswith=text)
    said = {"title": "A new promise", "summary": f"See [[source:{promise}]].", "evidence": "verified", "locator": "1"}
    said |= {"technologies": [str(world.technologies["5g"].pk)], "source": str(Source.objects.get(slug=promise).pk)}
    said |= {"participants": [str(world.states["JPN"].pk)], "modes": [str(Mode.objects.first().pk)]}
    assert (
        change(curator, statement, **{f"commitments-0-{name}": value for name, value in said.items()}).status_code
        == 302
    )
    commitment = Commitment.objects.get(title="A new promise")
    came = {"commitment": str(commitment.pk), "date": "2025-01", "kind": "progress", "note": "It came."}
    assert add(curator, FollowUp, **came, source=str(Source.objects.get(slug=later).pk)).status_code == 302
    return [statement.summit, statement, commitment, commitment.follow_ups.get()]


@pytest.mark.parametrize("noun", ["grouping", "summit", "statement", "commitment", "inreview", "onsummit", "source"])
def test_a_draft_answers_as_if_it_did_not_exist(client, world, drafts, noun):
    asked = 0
    for name in SAMPLES:
        for kind in RESOURCES:
            for secret, unknown in zip(of_record(name, kind, SECRETS[noun]), of_record(name, kind, FAKE), strict=True):
                (secret,), (unknown,) = everything(client, [secret]).values(), everything(client, [unknown]).values()
                assert secret[0] == 404
                assert secret == unknown
                asked += 1
    assert asked > 20


# The name of a feed and the key of a cited list: made from the query alone, whatever the record holds.
MADE_FROM_QUERY = re.compile(r"urn:uuid:[0-9a-f-]{36}|(?<=-)[0-9a-f]{6}(?=[,\"\r\n])")


def test_the_key_of_a_draft_as_a_value_is_as_unknown_as_any_other(client, world, drafts, sample):
    def plainly(address, word):
        ((status, headers, body),) = everything(client, [f"{address}{word}"]).values()
        headers = re.sub(r"(Content-Length: \d+|ETag: .*)", "", headers)
        body = MADE_FROM_QUERY.sub("*", body)
        return status, *(re.sub(word, "*", text, flags=re.IGNORECASE) for text in (headers, body))

    own = {"grouping": "grouping", "summit": "summit", "statement": "statement"}
    asked = [(path, name) for each in FILTERSETS for path in list_names(each) for name in each.parameters()]
    for path, parameter in each(sample(asked, 60)):
        address, word = f"{path}?{parameter}=", SECRETS[own.get(parameter, "commitment")]
        assert plainly(address, word) == plainly(address, FAKE), (address, word)


def test_a_draft_compares_like_what_does_not_exist(client, world, drafts):
    for name, other in (("grouping", "quad"), ("state", "JPN"), ("technology", "open-ran")):
        pages = [f"/compare/?{name}={other}&{name}={word}" for word in (SECRETS["grouping"], FAKE)]
        (_, _, secret), (_, _, unknown) = everything(client, pages).values()
        assert secret.replace(SECRETS["grouping"], "*") == unknown.replace(FAKE, "*")


@pytest.mark.parametrize("word", SECRETS.values())
def test_words_of_drafts_find_nothing_anywhere(client, world, drafts, sample, word):
    pages = [list_names(filterset_class)[0] for filterset_class in FILTERSETS]
    for page, words in each(sample(itertools.product(pages, (word, word[:6], f'"{word}"')), 6)):
        query = client.get(page, {"q": words}).context["query"]
        assert (page, words, query.count) == (page, words, 0)


def test_a_withdrawn_record_names_itself_at_its_own_address_only(client, world, drafts):
    own = client.get("/commitments/gone/")

    assert own.status_code == 410
    assert SECRETS["withdrawn"] in own.content.decode()
    assert "It was entered twice." in own.content.decode()
    others = [word for key, word in SECRETS.items() if key != "withdrawn"]
    assert not any(word in own.content.decode() for word in others)


def test_the_admin_shows_a_visitor_nothing_but_its_door(client, world, drafts):
    for model in (
        "commitment",
        "grouping",
        "statement",
        "summit",
        "followup",
        "source",
        "state",
        "technology",
        "comment",
        "lead",
    ):
        for page in (
            "",
            "add/",
            "1/change/",
            "1/history/",
            "1/delete/",
            "1/comments/",
            "move/publish/?ids=1",
            "autocomplete/",
        ):
            response = client.get(f"/admin/initiatives/{model}/{page}")
            assert response.status_code in (302, 404)
            assert response.status_code == 404 or response["Location"].startswith("/admin/login/")
    assert client.get("/admin/autocomplete/").status_code in (302, 403)


def test_a_visitor_is_nobody(client, world):
    assert isinstance(client.get("/").context["user"], AnonymousUser)
