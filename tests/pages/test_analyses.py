"""The pages of the four analyses: texts, links behind numbers, and numbers of queries."""

import datetime as dt
import re

import pytest

from initiatives.models import Commitment, Grouping, Statement, Summit
from tests import world

pytestmark = pytest.mark.django_db

TODAY = dt.date(2025, 6, 1)
ADDRESSES = ("/answers/", "/answers/gone-quiet/", "/answers/due/", "/answers/cadence/", "/answers/coverage/")
QUERIES = {
    "/answers/": 10,
    "/answers/gone-quiet/": 6,
    "/answers/due/": 4,
    "/answers/cadence/": 2,
    "/answers/coverage/": 2,
}


@pytest.fixture
def made(world, monkeypatch):
    for place in ("analyses.due", "analyses.cadence", "lists.filters.commitments"):
        monkeypatch.setattr(f"initiatives.{place}.today", lambda: TODAY)
    return world


@pytest.fixture
def silent(made):
    """A third leaders’ meeting with a coded text, so that what Hiroshima promised has gone quiet."""
    quad, paper = made.groupings["quad"], made.sources["paper"]
    for slug, day in (("earlier", "2022-05-24"), ("later", "2024-09-21")):
        meeting = world.published(Summit, slug=slug, grouping=quad, name=slug, level="leaders", start=day, source=paper)
        world.published(
            Statement,
            slug=f"{slug}-text",
            title=f"Text of {slug}",
            grouping=quad,
            summit=meeting,
            kind="joint-statement",
            issued_on=day,
            coding="complete",
            source=paper,
        )
    return made


def text_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def figure(client, address, label):
    found = client.get(address).context["figures"]
    return next(row for row in found if row["label"] == label)


def count(client, address):
    return client.get(address).context["query"].count


def test_gone_quiet_says_what_was_last_mentioned_where_and_how_many_texts_since(silent, client):
    text = text_of(client, "/answers/gone-quiet/")
    assert "1 gone quiet , of 2 with a verdict" in text
    assert "Open RAN in Palau Last mentioned 22 September 2023 , in Text of readout" in text
    assert "1 coded text since , the newest Text of later , 21 September 2024" in text
    assert "1 of 2 groupings have two coded texts of one level." in text
    assert "A verdict is possible in 1 grouping." in text


def test_gone_quiet_names_the_groupings_of_which_too_little_is_coded(silent, client):
    response = client.get("/answers/gone-quiet/")
    assert [group.grouping.slug for group in response.context["silent"]] == ["trio"]


@pytest.mark.parametrize(
    ("query", "quiet"),
    [
        ("", ["palau"]),
        ("grouping=quad", ["palau"]),
        ("grouping=trio", []),
        ("technology=telecommunications", ["palau"]),
        ("technology=artificial-intelligence", []),
        ("as_of=2024-09-20", []),
        ("as_of=2024-09-21", ["palau"]),
    ],
)
def test_gone_quiet_takes_the_filters_of_commitments(silent, client, query, quiet):
    groups = client.get(f"/answers/gone-quiet/?{query}").context["groups"]
    assert [row.commitment.slug for group in groups for row in group.quiet] == quiet


@pytest.mark.parametrize(
    "label", ["gone quiet", "still mentioned", "closed and no longer mentioned", "no verdict on silence"]
)
@pytest.mark.parametrize("query", ["", "?grouping=quad", "?as_of=2024-01"])
def test_each_number_of_gone_quiet_leads_to_as_many_commitments(silent, client, label, query):
    found = figure(client, f"/answers/gone-quiet/{query}", label)
    assert count(client, found["url"]) == found["value"]


def test_one_meetings_texts_are_named_as_too_little(made, client):
    hiroshima = made.statements["hiroshima"]
    world.published(
        Statement,
        slug="second",
        title="Second",
        grouping=hiroshima.grouping,
        summit=hiroshima.summit,
        kind="fact-sheet",
        issued_on="2023-05-20",
        coding="complete",
        source=hiroshima.source,
    )
    text = text_of(client, "/answers/gone-quiet/")
    assert "In 1 of these all such texts come from one meeting or one day: Quad. A verdict is possible in 0" in text


def test_due_says_what_passed_what_is_to_come_and_what_was_completed(made, client):
    loose, palau, report = (made.commitments[name] for name in ("loose", "palau", "report"))
    Commitment.objects.filter(pk=palau.pk).update(target_date_earliest="2024-01-01", target_date_latest="2024-12-31")
    Commitment.objects.filter(pk=report.pk).update(target_date_earliest="2023-05-19", target_date_latest="2023-05-19")
    context = client.get("/answers/due/").context["due"]
    assert [row.commitment for row in context.overdue] == [palau]
    assert [row.commitment for row in context.upcoming] == [loose]
    assert [row.commitment for row in context.met] == [report]
    text = text_of(client, "/answers/due/")
    assert "Open RAN in Palau Quad. Target date 2024 , 5 months ago" in text
    assert "Loose Quad. Target date 2025 , 6 months left" in text
    assert "Report Quad. Target date 19 May 2023 ; evidence of completion 20 May 2023 , later" in text


@pytest.mark.parametrize("label", ["past the target date", "not yet due", "completed, with a target date"])
@pytest.mark.parametrize("query", ["", "?as_of=2026", "?grouping=trio"])
def test_each_number_of_due_leads_to_as_many_commitments(made, client, label, query):
    found = figure(client, f"/answers/due/{query}", label)
    assert count(client, found["url"]) == found["value"]


def test_cadence_shows_the_formula_the_intervals_and_the_promised_meeting(silent, client):
    text = text_of(client, "/answers/cadence/")
    assert "On time = time since the last meeting ≤ 1.5 × usual interval" in text
    assert "Quad , leaders On time 3 14 months median of 361, 490 days 21 September 2024" in text
    assert "253 days, 0.59 × usual" in text
    assert "Promised: Quad Leaders’ Summit, India , Postponed , date not known No date was found." in text


def test_cadence_leads_to_the_groupings_with_each_verdict(silent, client):
    links = client.get("/answers/cadence/").context["filters"]
    assert {row["label"]: count(client, row["url"]) for row in links} == {
        "On time": 1,
        "Late": 0,
        "Dormant": 0,
        "No verdict": 2,
    }


def test_every_number_of_coverage_leads_to_as_many_statements(made, client):
    context = client.get("/answers/coverage/").context
    cells = [context["total"], *context["totals"]]
    cells += [cell for row in context["rows"] for cell in (row["total"], *row["cells"])]
    shown = [cell for cell in cells if cell["total"]]
    assert len(shown) == 12
    for cell in shown:
        assert count(client, cell["url"]) == cell["total"]
        for row in cell["counts"]:
            assert count(client, row["url"]) == row["count"]


def test_every_number_of_coverage_on_a_past_day_leads_to_as_many_statements(made, client):
    context = client.get("/answers/coverage/?as_of=2023-05").context
    assert context["total"]["total"] == 2
    for cell in (context["total"], *context["totals"]):
        assert count(client, cell["url"]) == cell["total"]


def test_the_index_gives_a_number_for_each_answer(silent, client):
    assert client.get("/answers/").context["numbers"] == {
        "quiet": 1,
        "judged": 2,
        "overdue": 0,
        "upcoming": 1,
        "late": 0,
        "with_rhythm": 1,
        "read": 6,
        "statements": 8,
    }


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_past_day_is_said_on_the_page(made, client, address):
    text = text_of(client, f"{address}?as_of=2024-05")
    assert "Shown as of May 2024 , as known now." in text


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_no_date_and_what_is_no_filter_is_said_and_ignored(made, client, address):
    plain, odd = client.get(address), client.get(f"{address}?as_of=<b>May&colour=blue")
    page = odd.content.decode()
    assert "“&lt;b&gt;May” is not a date and was ignored. Write 2023, 2023-05 or 2023-05-20." in page
    assert "There is no filter called “colour”; it was ignored." in page
    assert odd.context["as_of"] is None
    assert plain.context.get("figures", []) == odd.context.get("figures", [])


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("day", ["0001", "9999-12-31", "2024-02-29"])
def test_any_day_of_the_calendar_can_be_asked_for(silent, client, address, day):
    assert client.get(f"{address}?as_of={day}").status_code == 200


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_empty_record_gives_empty_answers(client, address):
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_pages_take_a_fixed_number_of_queries(silent, client, address, django_assert_num_queries):
    for times in range(2):
        with django_assert_num_queries(QUERIES[address]):
            client.get(address)
        add_another(silent, times)


def add_another(made, number):
    """One more grouping with meetings, texts and commitments of its own."""
    paper = made.sources["paper"]
    grouping = world.published(Grouping, slug=f"g{number}", name=f"G {number}", short_name=f"G {number}", source=paper)
    for year in ("2021", "2022", "2023"):
        common = {"grouping": grouping, "source": paper}
        slug = f"g{number}-{year}"
        meeting = world.published(Summit, slug=slug, name=slug, level="leaders", start=year, **common)
        text = world.published(
            Statement, slug=slug, title=slug, summit=meeting, kind="report", issued_on=year, coding="complete", **common
        )
        parties = {made.states["JPN"]: "lead"}
        promise = world.commitment(slug, text, [made.technologies["5g"]], parties, target_date="2024")
        world.follow_up(promise, "2024", "completed" if year == "2022" else "progress", statement=text)
        world.follow_up(promise, "2024-07", "progress")
    world.published(Summit, slug=f"g{number}-next", name="Next", level="leaders", status="planned", **common)


@pytest.mark.parametrize("address", ADDRESSES)
def test_drafts_are_never_named(made, client, address):
    world.build_drafts(made)
    page = client.get(address).content.decode()
    assert [word for word in world.SECRETS.values() if word in page] == []


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/commitments/?quiet=quiet&grouping=quad", "Commitments by the Quad, gone quiet"),
        ("/commitments/?due=overdue", "Commitments, past the target date"),
        ("/commitments/?due=overdue&due=upcoming", "Commitments, past the target date or not yet due"),
        ("/commitments/?quiet=-no-verdict", "Commitments, leaving out no verdict on silence"),
        ("/groupings/?cadence=late", "Groupings, rhythm of meetings: late"),
    ],
)
def test_the_filters_say_themselves(made, client, address, sentence):
    assert client.get(address).context["query"].sentence == sentence
