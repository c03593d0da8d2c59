"""The API: records and order of the page, errors for unknown parameters, a fixed number of queries."""

import copy
import datetime as dt
import json
import multiprocessing
import re

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from initiatives.api.expansions import EXPANSIONS, expansions_of
from initiatives.api.throttling import PoliteThrottle
from initiatives.editorial import transitions
from initiatives.lists.resources import RESOURCES
from initiatives.models import Commitment, Membership, Participation, PublicVersion, SearchLogEntry, Source
from minilat.settings import CACHES
from tests.pages.page_text import results
from tests.samples import taken
from tests.world import SECRETS, build_drafts, commitment, follow_up, grow, person, source

COMMITMENTS = "/api/v1/commitments/"
WITH_FACETS = [noun.name for noun in RESOURCES.values() if noun.facet_rules]


def ask(client, address, status=200, **headers):
    response = client.get(address, headers=headers)
    assert response.status_code == status, response.content.decode()
    expected = "application/json" if status == 200 else "application/problem+json"
    assert response["Content-Type"] == expected
    return response.json()


def keys(client, address):
    return [row["slug"] for row in ask(client, address)["results"]]


def detail(client, address, status=400):
    answer = ask(client, address, status)
    assert answer["status"] == status
    return answer["detail"]


# --- the records of the page


@pytest.mark.parametrize(
    "query",
    [
        "",
        "grouping=quad",
        "technology=telecommunications&technology=-open-ran",
        "state=JPN&role=lead",
        "all_states=jpn&all_states=south-korea",
        "status=-announced&ordering=title",
        "level=none&ordering=announced",
        "as_of=2023-08&ordering=status",
        "q=palau",
        "status=stalled",
        "announced_after=2023-06",
    ],
)
def test_a_list_has_the_records_of_the_page_in_its_order(client, world, query):
    answer = ask(client, f"{COMMITMENTS}?{query}")

    assert [row["slug"] for row in answer["results"]] == results(client, query)
    assert answer["count"] == len(answer["results"])


@pytest.mark.parametrize("noun", RESOURCES)
def test_a_row_is_the_row_of_the_json_file_and_the_record_at_its_address(client, world, noun):
    file = client.get(RESOURCES[noun].file("json"))
    rows = ask(client, f"/api/v1/{noun}/?size=100")["results"]
    ones = [ask(client, row["api_url"]) for row in rows]

    assert rows and rows == ones
    assert rows == file_rows(file)


def file_rows(response):
    return json.loads(b"".join(response.streaming_content))["records"]


def test_the_root_leads_everywhere(client, world):
    answer = ask(client, "/api/v1/")

    assert [noun["name"] for noun in answer["nouns"]] == list(RESOURCES)
    for noun in answer["nouns"]:
        assert ask(client, noun["address"])["count"] > 0
        assert noun["facets"] is None or ask(client, noun["facets"])["facets"]
    for name in ("documentation", "schema", "guide"):
        assert client.get(answer[name]).status_code == 200


def test_a_row_can_be_read_as_of_a_day(client, world):
    before, after = (
        ask(client, f"{COMMITMENTS}palau/?as_of={day}&expand=follow_ups") for day in ("2023-05", "2023-07")
    )

    assert (before["status"], before["expanded"]["follow_ups"]) == ("announced", [])
    assert after["status"] == "under-way"
    assert [row["date"] for row in after["expanded"]["follow_ups"]] == ["2023-06"]
    assert "did not exist yet on that day" in detail(client, f"{COMMITMENTS}palau/?as_of=2022", 404)


def test_fields_are_those_that_are_named(client, world):
    answer = ask(client, f"{COMMITMENTS}?fields=title,slug&fields=status")

    assert {tuple(row) for row in answer["results"]} == {("slug", "title", "status")}


@pytest.mark.parametrize("noun", [name for name, group in EXPANSIONS.items() if group])
def test_what_is_put_into_a_row_is_the_row_of_its_own_noun(client, world, noun):
    names = [more.name for more in EXPANSIONS[noun]]
    found = set()
    for row in ask(client, f"/api/v1/{noun}/?size=100&expand={','.join(names)}")["results"]:
        assert list(row["expanded"]) == names
        for more in EXPANSIONS[noun]:
            inner = row["expanded"][more.name]
            assert isinstance(inner, list) == more.many
            for value in filter(None, inner if more.many else [inner]):
                found.add(more.name)
                own = next((n for n in RESOURCES.values() if n.model is more.model), None)
                assert list(value) == more.table.names
                if own and "slug" in value:
                    assert value == ask(client, f"/api/v1/{own.name}/{value['slug']}/")
    assert found == set(names)


def test_a_commitment_with_all_that_belongs_to_it(client, world):
    row = ask(client, f"{COMMITMENTS}palau/?fields=slug&expand=participations,follow_ups,statement,technologies")

    assert list(row) == ["slug", "expanded"]
    assert [(party["state"], party["role"]) for party in row["expanded"]["participations"]] == [
        ("JPN", "participant"),
        ("PLW", "beneficiary"),
        ("USA", "lead"),
    ]
    assert [item["note"] for item in row["expanded"]["follow_ups"]] == [
        "The grant was signed.",
        "Taken forward.",
        "An undated report.",
    ]
    assert row["expanded"]["statement"]["slug"] == "hiroshima-text"
    assert [technology["slug"] for technology in row["expanded"]["technologies"]] == ["open-ran", "telecommunications"]


def test_links_in_texts_are_titles_also_within(client, world):
    (row,) = ask(client, "/api/v1/statements/sheet-text/?expand=commitments")["expanded"]["commitments"]

    assert row["summary"] == "Money for a network (see “Title of paper (A ministry)”)."


# --- strict


@pytest.mark.parametrize(
    "query, words",
    [
        ("colour=red", "Unknown parameter: colour. Known parameters: q, grouping, technology"),
        ("show=year", "Unknown parameter: show."),
        ("status=done", "Known are announced, under-way"),
        ("fields=title,colour", "fields: unknown value: colour. Known values: slug, title"),
        ("expand=parties", "expand: unknown value: parties. Known values: participations, follow_ups"),
        ("facets=colour", "facets: unknown value: colour. Known values: technology"),
        ("ordering=colour", "Known are -announced, announced"),
        ("page=0", "page: give a whole number from 1"),
        ("page=x", "page: give a whole number from 1"),
        ("page=", "page: give a whole number from 1"),
        ("page=1&page=2", "page: give only one value."),
        ("size=101", "size: give a whole number from 1 to 100"),
        ("updated_since=yesterday", "updated_since: give a day"),
        ("updated_since=2026-02-30", "updated_since: give a day"),
        ("updated_since=0001-01-01T00:00:00%2B14:00", "updated_since: give a day"),
        ("cursor=start&page=1", "cursor: a harvest has a fixed order."),
        ("cursor=start&ordering=title", "cursor: a harvest has a fixed order."),
        ("cursor=x", "cursor: use “start”, or follow the address in “next”."),
        ("cursor=99999999999999999-99999999999999999-1", "cursor: use “start”, or follow the address in “next”."),
        ("cursor=", "cursor: begin with “start”."),
        ("as_of=soon", "is not a date"),
    ],
)
def test_what_is_not_understood_is_refused_and_told_what_is_allowed(client, world, query, words):
    assert words in detail(client, f"{COMMITMENTS}?{query}")


def test_each_address_takes_its_own_parameters_only(client, world):
    assert "Known parameters: as_of, fields, expand." in detail(client, f"{COMMITMENTS}palau/?status=announced")
    assert "Known parameters: fields, expand." in detail(
        client, "/api/v1/memberships/quad/japan/member/2007-05-01/?as_of=2024"
    )
    assert "Unknown parameter: page" in detail(client, "/api/v1/facets/commitments/?page=1")
    assert "Unknown parameter: q" in detail(client, "/api/v1/?q=x")
    assert "Unknown parameter: q" in detail(client, "/api/v1/memberships/?q=x")


@pytest.mark.parametrize(
    "address",
    [
        "commitments/nothing/",
        "commitments/%2F/",
        "commitments/%00/",
        "follow-ups/palau/99999999999999999999/",
        "follow-ups/palau/x/",
        "memberships/quad/japan/member/2007-05-02/",
        "memberships/quad/japan/king/none/",
        "nothing/",
        "facets/memberships/",
        "commitments/?page=2",
    ],
)
def test_what_is_not_there_is_said_as_data(client, world, address):
    assert detail(client, f"/api/v1/{address}", 404)


def test_it_can_only_be_read(client, world):
    for method in ("post", "put", "patch", "delete", "options"):
        response = getattr(client, method)(COMMITMENTS)
        assert (response.status_code, response.json()["status"]) == (405, 405)
        assert response["Allow"] == "GET, HEAD"


# --- pages and harvests


def test_pages_follow_one_another_and_hold_each_record_once(client, world):
    found, address, numbers = [], f"{COMMITMENTS}?size=2&ordering=title", []
    while address:
        answer = ask(client, address)
        found += [row["slug"] for row in answer["results"]]
        numbers.append((answer["page"], answer["pages"], answer["count"], answer["previous"] is None))
        address = answer["next"]

    assert found == results(client, "ordering=title")
    assert numbers == [(1, 3, 5, True), (2, 3, 5, False), (3, 3, 5, False)]
    assert ask(client, f"{COMMITMENTS}?status=stalled")["results"] == []


def age():
    """Everything was last changed long ago, several records in the same moment."""
    for model in (*(noun.model for noun in RESOURCES.values()), Participation, SearchLogEntry):
        model.objects.update(updated_at=timezone.now() - dt.timedelta(days=3))
    PublicVersion.objects.update(at=timezone.now() - dt.timedelta(days=3))


def harvest(client, query, between=lambda: None):
    """All rows that a harvest gives, page by page, and its ``since``; something happens after the first page."""
    address, found, since = f"{COMMITMENTS}?cursor=start&size=2{query}", [], set()
    while address:
        answer = ask(client, address)
        found += answer["results"]
        since.add(answer["since"])
        address = answer["next"]
        between()
        between = lambda: None  # noqa: E731 (it happens once, after the first page)
    (started,) = since
    return found, started


def test_a_harvest_gives_each_record_once(client, world):
    grow(world, 7)
    age()

    found, _ = harvest(client, "")

    assert len(found) == 12
    assert {row["slug"] for row in found} == {c.slug for c in Commitment.objects.all()}


def test_what_changes_during_a_harvest_comes_with_the_next(client, world):
    grow(world, 7)
    age()
    first = ask(client, f"{COMMITMENTS}?cursor=start&size=2")["results"]
    last = Commitment.objects.exclude(slug__in=[row["slug"] for row in first]).order_by("pk")[0]
    statement = world.statements["hiroshima"]

    def meanwhile():
        last.title = "A title changed meanwhile"
        last.save()
        commitment("late", statement, [world.technologies["5g"]], {world.states["JPN"]: "lead"})

    found, since = harvest(client, "", meanwhile)
    again, _ = harvest(client, f"&updated_since={since}")

    assert len(found) == len({row["slug"] for row in found}) == 11
    assert {row["slug"] for row in again} == {last.slug, "late"}
    held = {row["slug"]: row for row in [*found, *again]}
    assert held == {row["slug"]: row for row in ask(client, f"{COMMITMENTS}?size=100")["results"]}


def test_a_harvest_is_told_of_new_statuses_and_of_sources_that_are_cited_now(client, world):
    hidden = source("hidden")
    draft = commitment("draft", world.statements["hiroshima"], [], {}, state="draft", source=hidden)
    age()
    _, since = harvest(client, "")
    follow_up(world.commitments["palau"], "2024-01", "completed")
    draft.state, draft.published_at = "published", timezone.now()
    draft.save()
    again, _ = harvest(client, f"&updated_since={since}")

    assert [(row["slug"], row["status"]) for row in again] == [("draft", "announced"), ("palau", "completed")]
    assert keys(client, f"/api/v1/sources/?updated_since={since}") == ["hidden"]
    assert keys(client, "/api/v1/sources/?cursor=start&size=1") == ["hidden"]
    assert keys(client, f"{COMMITMENTS}?ordering=-updated&size=2") == ["draft", "palau"]
    assert results(client, "ordering=-updated")[:2] == ["draft", "palau"]


@pytest.mark.parametrize(
    ("noun", "name"), [("groupings", "quad"), ("statements", "hiroshima"), ("commitments", "palau")]
)
def test_a_harvest_is_told_of_what_comes_back_with_a_restored_record(client, world, noun, name):
    """Everything that a harvest, begun while a record was withdrawn, did not find comes with the next."""
    editor, record = person("editor", "Editors"), getattr(world, noun)[name]
    follow_up(world.commitments["palau"], "2024-01", "progress", source=source("report"))
    nouns = ("groupings", "summits", "statements", "commitments", "follow-ups", "memberships", "sources")
    record = transitions.transition(record, "withdraw", editor, "A mistake.")
    found = {noun: everything(client, noun) for noun in nouns}
    age()
    Source.history.update(history_date=timezone.now() - dt.timedelta(days=3))
    since = (timezone.now() - dt.timedelta(minutes=1)).isoformat()
    transitions.transition(record, "restore", editor, acknowledged={"target_date": "silent"})

    for each in nouns:
        found[each] |= everything(client, each, f"&updated_since={since}")
        assert found[each] == everything(client, each), each
    assert "/api/v1/follow-ups/palau/3/" in str(found["follow-ups"])
    assert "report" in str(found["sources"])


def everything(client, noun, query=""):
    """The addresses of the rows that a list has."""
    return {row["api_url"] for row in ask(client, f"/api/v1/{noun}/?size=100{query}")["results"]}


def test_what_was_changed_since_a_day_or_a_moment(client, world):
    age()
    PublicVersion.objects.of(world.commitments["palau"]).update(at=dt.datetime(2030, 1, 1, 12, tzinfo=dt.UTC))

    for text in (
        "2030",
        "2030-01-01",
        "2030-01-01T12:00:00Z",
        "2030-01-01T12:00",
        "2030-01-01T21:00:00%2B09:00",
        "2030-01-01T21:00:00+09:00",
    ):
        assert keys(client, f"{COMMITMENTS}?updated_since={text}") == ["palau"]
    for text in ("2030-01-02", "2030-01-01T12:00:01Z"):
        assert keys(client, f"{COMMITMENTS}?updated_since={text}") == []


# --- facets


@pytest.mark.parametrize("noun", WITH_FACETS)
def test_facets_are_the_numbers_of_the_page(client, world, noun):
    names = list(RESOURCES[noun].facet_rules)
    page = client.get(RESOURCES[noun].path, {"show": names}).context["facets"]
    numbers = {facet.name: {option.value: option.count for option in facet.options} for facet in page}
    answer = ask(client, f"/api/v1/facets/{noun}/")["facets"]

    assert {f["name"]: {o["value"]: o["count"] for o in f["options"]} for f in answer} == numbers
    assert ask(client, f"/api/v1/{noun}/?facets={names[0]}")["facets"] == answer[:1]


def test_a_facet_leaves_its_own_filter_out_and_says_what_is_selected(client, world):
    answer = ask(client, "/api/v1/facets/commitments/?facets=status&status=-completed&grouping=quad")
    (facet,) = answer["facets"]

    assert answer["count"] == 3
    assert {o["value"]: o["count"] for o in facet["options"] if o["count"]} == {
        "announced": 2,
        "under-way": 1,
        "completed": 1,
    }
    assert [o["value"] for o in facet["options"] if o["excluded"]] == ["completed"]


# --- what was there and what never was


def test_a_withdrawn_record_is_gone_with_its_reason(client, world):
    build_drafts(world)
    of = world.commitments["palau"]
    made = follow_up(of, "2024-01-01", "progress", state="withdrawn", state_reason="It was of another commitment.")

    assert detail(client, f"{COMMITMENTS}gone/", 410) == "It was entered twice."
    assert detail(client, f"/api/v1/follow-ups/palau/{made.number}/", 410) == "It was of another commitment."
    assert "gone" not in keys(client, f"{COMMITMENTS}?size=100")


def test_a_record_with_another_key_leads_to_it(client, world):
    palau = world.commitments["palau"]
    palau.slug = "open-ran-in-palau"
    palau.save()
    response = client.get(f"{COMMITMENTS}palau/?fields=title")

    assert response.status_code == 301
    assert ask(client, response["Location"]) == {"title": "Open RAN in Palau"}


def test_a_state_is_found_by_its_code_too(client, world):
    response = client.get("/api/v1/states/jpn/?fields=name")

    assert (response.status_code, response["Location"].endswith("/api/v1/states/japan/?fields=name")) == (301, True)
    assert detail(client, "/api/v1/states/XXX/", 404)


def test_drafts_are_nowhere(client, world):
    build_drafts(world)
    words = set(SECRETS.values())
    for noun in RESOURCES:
        every = ",".join(more.name for more in expansions_of(RESOURCES[noun]))
        body = client.get(f"/api/v1/{noun}/?size=100{'&expand=' + every if every else ''}").content.decode()
        assert [word for word in words if word in body] == []
    for noun in ("commitments", "groupings", "summits", "statements"):
        for word in words:
            unknown = client.get(f"/api/v1/{noun}/nothing/")
            secret = client.get(f"/api/v1/{noun}/{word}/")
            assert (secret.status_code, secret.content) == (404, unknown.content)
    draft = world.commitments["palau"].follow_ups.get(state="draft")
    assert detail(client, f"/api/v1/follow-ups/palau/{draft.number}/", 404)


# --- conditional, from elsewhere, politely


def change_follow_up(world):
    follow_up(world.commitments["palau"], "2024-02", "completed", note="Done.")


def change_party(world):
    world.commitments["palau"].participations.filter(role="lead").delete()


def change_source(world):
    world.sources["paper"].title = "Another title"
    world.sources["paper"].save()


@pytest.mark.parametrize("change", [change_follow_up, change_party, change_source])
@pytest.mark.parametrize("address", [COMMITMENTS, f"{COMMITMENTS}palau/?expand=participations"])
def test_the_entity_tag_changes_with_whatever_the_answer_shows(client, world, address, change):
    age()
    first = client.get(address)
    same = client.get(address, headers={"If-None-Match": first["ETag"]})
    change(world)
    other = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert (same.status_code, same.content) == (304, b"")
    assert other.status_code == 200
    assert other["ETag"] != first["ETag"]


def test_last_modified_is_the_last_change_of_anything_public_and_not_before_today(client, world):
    age()
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    quiet = client.get(COMMITMENTS)
    later = timezone.now() + dt.timedelta(hours=30)
    labs = world.commitments["labs"]
    labs.state = "withdrawn"
    labs.save()
    PublicVersion.objects.of(labs).filter(kind="withdrawn").update(at=later)
    withdrawn = client.get(COMMITMENTS, headers={"If-Modified-Since": quiet["Last-Modified"]})
    PublicVersion.objects.update(at=midnight - dt.timedelta(days=9))
    Commitment.objects.filter(slug="loose").update(state="draft", updated_at=later)

    assert quiet["Last-Modified"] == f"{midnight:%a, %d %b %Y} 00:00:00 GMT"
    assert client.get(COMMITMENTS, headers={"If-Modified-Since": quiet["Last-Modified"]}).status_code == 304
    assert withdrawn.status_code == 200
    assert withdrawn["Last-Modified"] == f"{later:%a, %d %b %Y %H:%M:%S} GMT"


def test_no_date_is_given_while_another_change_may_fall_into_the_same_second(client, world, monkeypatch):
    moment = timezone.now()
    PublicVersion.objects.update(at=moment)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    early = client.get(COMMITMENTS)
    monkeypatch.setattr(timezone, "now", lambda: moment + dt.timedelta(seconds=1))

    assert "Last-Modified" not in early
    assert client.get(COMMITMENTS)["Last-Modified"] == f"{moment:%a, %d %b %Y %H:%M:%S} GMT"


def test_any_site_may_read_it_without_cookies(client, world):
    for address in (COMMITMENTS, "/api/v1/schema/", "/commitments.csv", "/codebook.json"):
        response = client.get(address, headers={"Origin": "https://notebook.example.org"})
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response
        assert "ETag" in response["Access-Control-Expose-Headers"]
        assert not response.cookies
    for address in ("/commitments/", "/admin/login/", "/admin/x.csv"):
        response = client.get(address, headers={"Origin": "https://notebook.example.org"})
        assert "Access-Control-Allow-Origin" not in response


@pytest.mark.parametrize(
    "address",
    [
        COMMITMENTS,
        "/api/v1/schema/",
        "/commitments.csv?grouping=quad",
        "/commitments.csv-metadata.json",
        "/codebook.json",
        "/codebook/technologies.ttl",
        "/changes.atom",
        "/data/2026.1/minilat.db",
        "/data/2026.1/minilat.jsonl",
        "/data/2026.1/minilat-2026.1.zip",
        "/data/2026.1/SHA256SUMS",
    ],
)
def test_a_browser_elsewhere_may_ask_again_with_the_tag_it_has(client, world, address):
    asked = {
        "Origin": "https://notebook.example.org",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "if-modified-since,if-none-match",
    }
    may = client.options(address, headers=asked)

    assert may.status_code == 200
    assert may["Access-Control-Allow-Origin"] == "*"
    assert {"if-modified-since", "if-none-match"} <= set(may["Access-Control-Allow-Headers"].split(", "))
    assert "GET" in may["Access-Control-Allow-Methods"] and "POST" not in may["Access-Control-Allow-Methods"]


@pytest.mark.parametrize("address", ["/api/v1/schema/", "/api/guide.md", "/codebook.json", "/data/dictionary.json"])
def test_what_describes_the_data_is_asked_again_for_nothing(client, world, address):
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


def test_the_schema_is_an_answer_like_all_others(client, world, monkeypatch):
    age()
    cache.clear()
    monkeypatch.setattr(PoliteThrottle, "rate", "9/minute", raising=False)
    schema = client.get("/api/v1/schema/")
    cache.clear()

    assert "Unknown parameter: foo. This address takes no parameters." in detail(client, "/api/v1/schema/?foo=1")
    assert "Unknown parameter: lang" in detail(client, "/api/v1/schema/?lang=de")
    assert schema["Last-Modified"].endswith("GMT")
    assert schema["RateLimit-Limit"] == "9"


def test_whoever_asks_too_often_is_told_when_to_come_back(client, world, monkeypatch):
    cache.clear()
    monkeypatch.setattr(PoliteThrottle, "rate", "2/minute", raising=False)
    first = client.get("/api/v1/")
    answers = [first, *(client.get("/api/v1/", headers={"If-None-Match": first["ETag"]}) for _ in range(2))]
    cache.clear()

    assert [answer.status_code for answer in answers] == [200, 304, 429]
    assert [answer["RateLimit-Limit"] for answer in answers] == ["2"] * 3
    assert [answer["RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
    assert all(0 < int(answer["RateLimit-Reset"]) <= 60 for answer in answers)
    assert 0 < int(answers[-1]["Retry-After"]) <= 61
    assert re.search(r"Try again in \d+ seconds", answers[-1].json()["detail"])


def ask_elsewhere(answers):
    throttle = PoliteThrottle()
    answers.put(throttle.allow_request(Request(APIRequestFactory().get("/api/v1/")), None))


def test_all_processes_count_together(monkeypatch, settings, tmp_path):
    monkeypatch.setattr(PoliteThrottle, "rate", "2/minute", raising=False)
    settings.CACHES = {"default": CACHES["default"] | {"LOCATION": tmp_path}}
    processes = multiprocessing.get_context("fork")
    answers = processes.Queue()
    for _ in range(3):
        process = processes.Process(target=ask_elsewhere, args=(answers,))
        process.start()
        process.join()

    assert [answers.get(timeout=10) for _ in range(3)] == [True, True, False]


def test_a_disk_that_keeps_no_count_keeps_nobody_from_reading(client, world, monkeypatch, settings, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setattr(PoliteThrottle, "rate", "2/minute", raising=False)
    settings.CACHES = {"default": CACHES["default"] | {"LOCATION": tmp_path / "file" / "folder"}}

    assert [client.get("/api/v1/").status_code for _ in range(3)] == [200, 200, 200]


# --- how often it asks the database

QUERIES = {
    "/api/v1/": 1,
    COMMITMENTS: 10,
    f"{COMMITMENTS}?cursor=start&size=100": 10,
    f"{COMMITMENTS}?grouping=quad&state=JPN&facets=status": 13,
    f"{COMMITMENTS}?expand={','.join(more.name for more in EXPANSIONS['commitments'])}": 18,
    f"{COMMITMENTS}palau/": 8,
    "/api/v1/groupings/": 5,
    "/api/v1/follow-ups/": 4,
    "/api/v1/memberships/": 4,
}


def asked(client, address):
    with CaptureQueriesContext(connection) as made:
        response = client.get(address)
    assert response.status_code == 200, address
    return len([query for query in made if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))])


def every_way():
    """Each noun with each column alone and with each expansion."""
    for noun in RESOURCES:
        yield from (f"/api/v1/{noun}/?size=100&fields={name}" for name in RESOURCES[noun].table.names)
        yield from (f"/api/v1/{noun}/?size=100&expand={more.name}" for more in expansions_of(RESOURCES[noun]))


@pytest.fixture(scope="module", params=[40, pytest.param(1000, marks=pytest.mark.drill)], ids=["a sample", "all"])
def counted(request, built_world, django_db_blocker):
    """How many queries each address takes on a small world and on one with more of everything."""
    with django_db_blocker.unblock(), transaction.atomic():
        world, client, found = copy.deepcopy(built_world), Client(), []
        for first, number in ((1, 3), (4, 20)):
            grow(world, number, first)
            client.get("/api/v1/")
            found.append(
                {address: asked(client, address) for address in (*QUERIES, *taken(every_way(), request.param))}
            )
        transaction.set_rollback(True)
    return found


def test_no_column_and_no_expansion_asks_once_for_each_row(counted):
    few, many = counted

    assert {address: (few[address], many[address]) for address in few if few[address] != many[address]} == {}


@pytest.mark.parametrize("address", QUERIES)
def test_an_answer_makes_as_many_queries_as_it_is_known_to(counted, address):
    assert counted[1][address] == QUERIES[address]


def test_deleted_parts_need_no_address_of_their_own(client, world):
    Membership.objects.filter(role="candidate").delete()

    assert detail(client, "/api/v1/memberships/quad/south-korea/candidate/none/", 404)
