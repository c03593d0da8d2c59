"""The page of each record: what it shows, and its status for withdrawn and unknown records."""

import datetime as dt
import re
from collections import Counter

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from initiatives.lists.resources import RESOURCES
from initiatives.models import Commitment, FollowUp, Grouping, Membership, SearchLogEntry, Statement
from tests.loops import each
from tests.pages.page_text import read
from tests.world import build_drafts, commitment, follow_up, grow, published


@pytest.fixture(autouse=True)
def fixed_today(monkeypatch):
    """Citations are made on 1 March 2026."""
    monkeypatch.setattr("initiatives.publishing.citations.items.today", lambda: dt.date(2026, 3, 1))


# --- a commitment -------------------------------------------------------------------------------------------------------


def test_a_commitment_says_what_was_promised_and_where_it_is_written(client, world):
    page = read(client, "/commitments/palau/")

    assert page.heading == "Open RAN in Palau"
    assert page.title == "Open RAN in Palau – Minilat"
    assert "They promise palau." in page.part("What was promised", "By whom")
    assert "Technologies Open RAN, Telecommunications" in page.text
    assert "Modes of cooperation Deployment, Capacity building" in page.text
    where = page.part("Where it is written", "What happened since")
    for words in ("Text of hiroshima", "Critical technology", "20 May 2023", "Quad Leaders’ Summit, Hiroshima"):
        assert words in where
    assert {"/statements/hiroshima-text/", "/summits/hiroshima/", "https://example.org/texts/hiroshima"} <= set(
        page.addresses
    )


def test_a_commitment_names_its_parties_by_role(client, world):
    page = read(client, "/commitments/palau/")

    assert [(group["role_code"], [state.iso3 for state in group["states"]]) for group in page.context["parties"]] == [
        ("lead", ["USA"]),
        ("participant", ["JPN"]),
        ("beneficiary", ["PLW"]),
    ]
    shown = page.part("By whom, to whom", "Parties are read")
    assert shown.startswith("Lead United States Participant Japan Beneficiary Palau")


def test_a_commitment_says_who_took_part_without_being_a_member_and_which_members_are_not_named(client, world):
    page = read(client, "/commitments/palau/")

    assert [state.iso3 for state in page.context["also_took_part"]] == ["PLW"]
    assert [state.iso3 for state in page.context["members_not_named"]] == ["AUS", "IND"]
    shown = page.part("By whom, to whom", "Where it is written")
    assert "Also took part Palau" in shown
    assert "Members not named Australia, India" in shown
    labs = read(client, "/commitments/labs/")
    assert "Also took part" not in labs.text and "Members not named" not in labs.text


def test_members_are_those_of_the_day_of_the_announcement(client, world):
    Statement.objects.filter(slug="hiroshima-text").update(
        issued_on_earliest="2010-01-01", issued_on_latest="2010-12-31"
    )
    FollowUp.objects.all().delete()

    page = read(client, "/commitments/report/")  # Australia had left in 2008 and came back in 2017

    assert [state.iso3 for state in page.context["also_took_part"]] == ["AUS"]
    assert [state.iso3 for state in page.context["members_not_named"]] == ["JPN", "USA"]


@pytest.mark.parametrize("joined", ["2024-03-12", None])
@pytest.mark.parametrize("founded", ["2024-03-12", None])
def test_a_text_that_announces_its_grouping_is_compared_with_the_founders(client, world, founded, joined):
    pair = published(Grouping, slug="pair", name="Pair", short_name="Pair", founded=founded)
    for state in ("JPN", "PLW"):
        pair.memberships.create(state=world.states[state], joined=joined if founded else None)
    pair.memberships.create(state=world.states["KOR"], joined="2025")
    text = published(Statement, slug="launch", title="Launch", grouping=pair, kind="fact-sheet", issued_on="2023-12-08")
    commitment("dialogue", text, [world.technologies["5g"]], {world.states["JPN"]: "lead", world.states["KOR"]: "lead"})
    page = read(client, "/commitments/dialogue/")

    assert [state.iso3 for state in page.context["also_took_part"]] == ["KOR"]
    assert [state.iso3 for state in page.context["members_not_named"]] == ["PLW"]


def test_a_state_that_may_have_joined_before_the_text_is_not_said_to_have_been_outside(client, world):
    membership = Membership.objects.get(grouping__slug="quad", state__iso3="AUS", left_latest=None)
    membership.joined = "2023-05"  # the text is of 20 May
    membership.save()
    page = read(client, "/commitments/palau/")

    assert [state.iso3 for state in page.context["also_took_part"]] == ["PLW"]
    assert [state.iso3 for state in page.context["members_not_named"]] == ["IND"]
    assert read(client, "/commitments/report/").context["also_took_part"] == []


def test_the_line_in_time_is_in_order_and_ends_with_what_has_no_date(client, world):
    page = read(client, "/commitments/palau/")

    assert [(entry.kind, str(entry.date)) for entry in page.context["lineage"]] == [
        ("announced", "20 May 2023"),
        ("progress", "June 2023"),
        ("reaffirmed", "22 September 2023"),
        ("progress", "None"),
    ]
    since = page.part("What happened since", "How we know")
    places = [since.index(words) for words in ("The grant was signed.", "Taken forward.", "An undated report.")]
    assert places == sorted(places)
    assert "date not known" in since
    assert "Text of readout" in since


def test_a_silence_between_two_texts_is_said(client, world):
    follow_up(world.commitments["labs"], "2025-11-20", "progress", note="Much later.")
    entries = read(client, "/commitments/labs/").context["lineage"]

    assert [entry.gap_text for entry in entries] == ["", "2 years 3 months later"]
    assert "2 years 3 months later" in read(client, "/commitments/labs/").text


def test_every_point_of_the_line_has_an_address(client, world):
    page = read(client, "/commitments/palau/")

    assert {"announcement", "follow-up-1", "follow-up-2", "follow-up-3"} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_a_later_text_of_another_grouping_is_linked_and_named_as_such(client, world):
    follow_up(
        world.commitments["palau"], "2023-08-18", "expanded", statement=world.statements["camp_david"], note="More."
    )
    page = read(client, "/commitments/palau/")

    assert "Text of camp david, a text of Trio" in page.text
    assert {"/statements/camp-david-text/", "/groupings/trio/"} <= set(page.addresses)


def test_a_text_issued_on_another_day_than_the_event_says_its_own_day(client, world):
    follow_up(
        world.commitments["palau"], "2023-07-01", "progress", statement=world.statements["readout"], note="Later told."
    )
    since = read(client, "/commitments/palau/").part("What happened since", "How we know")

    assert since.count("issued 22 September 2023") == 1  # not for the one that happened on the day of its text


def test_status_day_and_evidence_stand_together(client, world):
    page = read(client, "/commitments/palau/")

    assert "Under way as of June 2023 Evidence: Verified" in page.text
    assert {"/codebook/#status-under-way", "/codebook/#evidence-verified"} <= set(page.addresses)


def test_a_commitment_as_of_a_day_shows_what_was_true_then(client, world):
    page = read(client, "/commitments/palau/?as_of=2023-05-31")

    assert "Shown as of 31 May 2023, as known now." in page.text
    assert "Announced as of 20 May 2023" in page.text
    assert [entry.kind for entry in page.context["lineage"]] == ["announced"]
    assert "The grant was signed." not in page.text
    assert "/commitments/palau/" in page.addresses


def test_a_commitment_says_how_we_know_and_how_to_cite_it(client, world):
    page = read(client, "/commitments/palau/")
    address = f"{settings.SITE_URL}/commitments/palau/"

    assert "Title of paper. A ministry, 20 May 2023." in page.part("How we know", "How to cite it")
    assert {"/sources/paper/", "https://example.org/paper"} <= set(page.addresses)
    record, text = page.context["offered"].cited
    title = "Minilat: The Record of Minilateral Technology Commitments"
    assert dict(record.styles) == {
        "APA": f"Minilat. (n.d.). Open RAN in Palau. {title}. Retrieved 1 March 2026, from {address}",
        "Chicago": f"Minilat. n.d. ‘Open RAN in Palau’. {title}. Accessed 1 March 2026. {address}.",
    }
    assert dict(text.styles) == {
        "APA": "The Quad. (2023, May 20). Text of hiroshima [Joint statement]. https://example.org/texts/hiroshima",
        "Chicago": "The Quad. 2023. ‘Text of Hiroshima’. Joint statement. May 20. https://example.org/texts/hiroshima.",
    }
    assert all(words in page.text for cited in (record, text) for _, words in cited.styles)
    assert page.context["offered"].address == address and address in page.addresses
    assert f'<link rel="canonical" href="{address}">' in page.body


def test_an_amount_is_told_with_its_bound_and_scope_and_a_target_with_its_date(client, world):
    shown = read(client, "/commitments/loose/").part("What was promised", "By whom")

    assert "At least USD 8\u202f000\u202f000".replace("\u202f", " ") in " ".join(shown.replace("\u202f", " ").split())
    assert "Whole commitment" in shown
    assert "To be done by 2025" in shown


def test_a_commitment_without_place_or_later_texts_says_so(client, world):
    text = read(client, "/commitments/labs/").text

    assert "Place in the text Not assessed" in text
    assert "Nothing later is recorded." in text


def test_a_search_counts_from_its_day_on(client, world):
    Commitment.objects.filter(slug="labs").update(blanks={"locator": "searched"})
    search = {"question": "Where?", "where": "Everywhere", "done_on": "2026-02-01", "outcome": "nothing-found"}
    SearchLogEntry.objects.create(commitment=world.commitments["labs"], field="locator", **search)

    assert "Place in the text Searched and not found" in read(client, "/commitments/labs/").text
    assert "Place in the text Not assessed" in read(client, "/commitments/labs/?as_of=2025").text


LABEL = re.compile(r"<dt[^>]*>(.*?)</dt>", re.DOTALL)
NOUNS = [noun.name for noun in RESOURCES.values() if noun.has_page]


@pytest.mark.parametrize("query", ["", "?as_of=2023-06"])
@pytest.mark.parametrize("noun", NOUNS)
def test_no_record_page_has_two_lines_of_one_name(client, world, noun, query):
    Commitment.objects.filter(slug="labs").update(source=None)
    for record in each(getattr(world, noun).values()):
        body = read(client, f"{record.get_absolute_url()}{query}").body
        labels = LABEL.findall(body[: body.index('id="cite"')])  # the citations name their styles for record and text
        assert [label for label, times in Counter(labels).items() if times > 1] == [], record


def test_a_blank_that_was_looked_into_says_so(client, world):
    Commitment.objects.filter(slug="labs").update(blanks={"amount": "searched", "target_date": "silent"})
    SearchLogEntry.objects.create(
        commitment=world.commitments["labs"],
        field="amount",
        question="How much?",
        where="The ministry’s pages",
        done_on="2026-02-01",
        outcome="nothing-found",
    )
    text = read(client, "/commitments/labs/").text

    assert "Searched and not found" in text
    assert "Source silent" in text


def test_our_text_links_to_public_records(client, world):
    page = read(client, "/commitments/loose/")

    assert "Money for a network (see Title of paper (A ministry))." in page.text
    assert "/sources/paper/" in page.addresses


def test_our_text_never_names_a_draft(client, world):
    drafts = build_drafts(world)
    loose = world.commitments["loose"]
    secret = drafts["statement"].slug
    loose.summary = f"See [[statement:{secret}]] and [[summit:{drafts['summit'].slug}]] and [[source:nowhere]]."
    loose.save()
    page = read(client, "/commitments/loose/")

    hidden = "a record not yet published"
    assert f"See {hidden} and {hidden} and {hidden}." in page.text
    assert secret not in page.body
    for address in ("/commitments/", "/commitments/?q=record", "/statements/sheet-text/", "/commitments.csv"):
        response = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert secret.encode() not in body, address


def test_a_follow_up_that_cites_a_draft_says_only_that_there_is_one(client, world):
    drafts = build_drafts(world)
    follow_up(world.commitments["palau"], "2024-04-01", "progress", statement=drafts["statement"], note="They report.")
    page = read(client, "/commitments/palau/")

    assert "A text not yet published" in page.text
    assert drafts["statement"].slug not in page.body


# --- a grouping ---------------------------------------------------------------------------------------------------------


def members(page):
    return [(row["state"].iso3, row["role_code"], row["current"]) for row in page.context["members"]]


def test_a_grouping_lists_present_and_former_members_and_candidates(client, world):
    page = read(client, "/groupings/quad/")

    assert page.heading == "The Quad"
    assert members(page) == [
        ("AUS", "member", True),
        ("IND", "member", True),
        ("JPN", "member", True),
        ("USA", "member", True),
        ("KOR", "candidate", True),
        ("AUS", "member", False),
    ]
    shown = page.part("Members and others", "Commitments by technology")
    assert "Australia Member 12 November 2017" in shown
    assert "Australia Former member May 2007 2008" in shown
    assert "South Korea Quad Plus Candidate start not known" in shown


def test_a_grouping_as_of_a_day_shows_the_members_of_that_day(client, world):
    then = read(client, "/groupings/quad/?as_of=2009")

    assert [state for state, role, _ in members(then) if role == "member"] == ["IND", "JPN", "USA"]
    assert "Australia" not in then.part("Members and others", "Commitments by technology")
    assert "Shown as of 2009, as known now." in then.text
    assert [row[0] for row in members(read(client, "/groupings/quad/?as_of=2007"))].count("AUS") == 1
    now = [state for state, role, current in members(read(client, "/groupings/quad/")) if current and role == "member"]
    assert now == ["AUS", "IND", "JPN", "USA"]


def test_a_candidate_whose_start_is_not_known_is_shown_from_the_day_of_its_source(client, world):
    def shown(day):
        return "KOR" in [row[0] for row in members(read(client, f"/groupings/quad/?as_of={day}"))]

    assert (shown("2023-05-19"), shown("2023-05-20")) == (False, True)


def test_a_grouping_shows_its_meetings_statements_and_counts(client, world):
    page = read(client, "/groupings/quad/")

    assert page.context["counts"] == {"commitments": 4, "statements": 5, "summits": 3}
    assert [summit.slug for summit in page.context["summits"]] == ["new-york", "hiroshima", "new-delhi"]
    assert [(row.slug, row.commitment_count) for row in page.context["statements"]] == [
        ("sheet-text", 1),
        ("readout-text", 0),
        ("hiroshima-text", 2),
        ("unread-text", 0),
        ("undated-text", 1),
    ]
    assert [(row["technology"].slug, row["count"]) for row in page.context["technologies"]] == [
        ("telecommunications", 4),
        ("open-ran", 2),
        ("5g", 1),
    ]
    assert [row.slug for row in page.context["newest"]] == ["loose", "palau", "report", "undated"]
    for words in ("Open RAN in Palau", "Text of readout", "Quad Leaders’ Summit, India", "Telecommunications 4"):
        assert words in page.text


def test_a_grouping_as_of_a_day_leaves_out_what_came_later(client, world):
    page = read(client, "/groupings/quad/?as_of=2023-06")

    assert page.context["counts"] == {"commitments": 2, "statements": 2, "summits": 1}
    assert "Text of readout" not in page.text
    assert [row.status for row in page.context["newest"]] == ["under-way", "completed"]


def test_a_grouping_as_of_a_day_shows_the_statuses_of_that_day(client, world):
    page = read(client, "/groupings/quad/?as_of=2023-05-20")

    assert [(row.slug, row.status) for row in page.context["newest"]] == [
        ("palau", "announced"),
        ("report", "completed"),
    ]


def test_a_grouping_that_ended_keeps_its_members_as_former(client, world):
    Grouping.objects.filter(slug="trio").update(ended_earliest="2025-02-04", ended_latest="2025-02-04")
    page = read(client, "/groupings/trio/")

    assert members(page) == [("JPN", "member", False), ("KOR", "member", False), ("USA", "member", False)]
    assert "Ended 4 February 2025" in page.text


# --- a state ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["KOR", "kor", "Kor"])
def test_a_state_is_found_by_its_code_and_moves_on_to_its_name(client, world, code):
    response = client.get(f"/states/{code}/")

    assert (response.status_code, response["Location"]) == (301, "/states/south-korea/")


def test_a_state_shows_its_groupings_with_a_candidacy(client, world):
    page = read(client, "/states/south-korea/")

    assert page.heading == "South Korea"
    assert [(row["grouping"].slug, row["role_code"]) for row in page.context["memberships"]] == [
        ("trio", "member"),
        ("quad", "candidate"),
    ]
    shown = page.part("Groupings", "Part taken in commitments")
    assert "Trio" in shown and "Quad" in shown and "Candidate start not known" in shown


def test_a_state_shows_its_part_in_commitments_with_the_list_behind_each_number(client, world):
    page = read(client, "/states/japan/")

    assert page.context["counts"]["commitments"] == 3
    assert [(row["label"], row["count"]) for row in page.context["roles"]] == [("Lead", 1), ("Participant", 2)]
    for row in page.context["roles"] + page.context["technologies"]:
        assert row["url"] in page.addresses
        assert client.get(row["url"]).context["query"].count == row["count"]
    assert client.get(page.context["list_url"]).context["query"].count == 3


def test_a_state_as_of_a_day_shows_the_statuses_and_groupings_of_that_day(client, world):
    page = read(client, "/states/japan/?as_of=2022-01")

    assert [row["grouping"].slug for row in page.context["memberships"]] == ["quad"]
    assert page.context["counts"]["commitments"] == 0


def test_three_letters_that_are_no_code_are_not_found(client, world):
    assert client.get("/states/xyz/").status_code == 404


# --- a technology -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("slug", "count"), [("telecommunications", 4), ("open-ran", 2), ("5g", 1)])
def test_a_technology_counts_what_its_list_holds(client, world, slug, count):
    page = read(client, f"/technologies/{slug}/")

    assert page.context["counts"]["commitments"] == count
    assert client.get(page.context["list_url"]).context["query"].count == count
    for row in page.context["groupings"] + page.context["states"]:
        assert row["url"] in page.addresses
        assert client.get(row["url"]).context["query"].count == row["count"]


def test_a_technology_shows_its_place_in_the_tree_and_its_other_names(client, world):
    open_ran = read(client, "/technologies/open-ran/")
    telecoms = read(client, "/technologies/telecommunications/")

    assert "part of Telecommunications" in open_ran.text
    assert "O-RAN; Open Radio Access Network" in open_ran.text
    assert "Includes 5G, Open RAN" in telecoms.text


def test_the_list_of_technologies_is_a_tree_with_rolled_up_counts(client, world):
    page = read(client, "/technologies/")
    shown = page.part("Definition", "About the record")

    for words in ("Telecommunications", "Open RAN", "Artificial intelligence"):
        assert words in shown
    assert "Telecommunications 4" in shown
    assert shown.index("Telecommunications") < shown.index("5G") < shown.index("Open RAN")


# --- a meeting ----------------------------------------------------------------------------------------------------------


def test_a_meeting_shows_when_where_and_what_it_issued(client, world):
    page = read(client, "/summits/hiroshima/")

    for words in ("Quad Leaders’ Summit, Hiroshima", "Held", "20 May 2023", "Hiroshima, Japan", "Leaders", "In person"):
        assert words in page.text
    assert [(row.slug, row.commitment_count) for row in page.context["statements"]] == [("hiroshima-text", 2)]
    assert client.get(page.context["list_url"]).context["query"].count == page.context["counts"]["commitments"] == 2


def test_a_meeting_beside_a_larger_one_says_so(client, world):
    assert "On the sidelines of UNGA 78" in read(client, "/summits/new-york/").text


def test_a_meeting_that_was_put_off_says_so_with_the_reason(client, world):
    page = read(client, "/summits/new-delhi/")

    assert "Postponed" in page.text and "No date was found." in page.text
    assert "Held" not in page.text
    assert "date not known" in page.text
    listed = read(client, "/summits/")
    assert listed.body.count("meeting--postponed") == 1 and listed.body.count("meeting--held") == 3
    assert "/codebook/#meeting-status-postponed" in listed.addresses


# --- a statement and a source -------------------------------------------------------------------------------------------


def test_a_statement_shows_its_commitments_and_how_far_it_was_read(client, world):
    page = read(client, "/statements/hiroshima-text/")

    assert page.heading == "Text of hiroshima"
    assert [row.slug for row in page.context["commitments"]] == ["palau", "report"]
    assert "Coverage Complete" in page.text
    assert "Joint statement of Quad, 20 May 2023" in page.text
    assert {"https://example.org/texts/hiroshima", "/codebook/#coverage-complete"} <= set(page.addresses)
    assert "Critical technology" in page.text


@pytest.mark.parametrize(
    ("slug", "label", "code"),
    [
        ("readout-text", "Technology part", "technology-part"),
        ("sheet-text", "From another source", "other-source"),
        ("unread-text", "Not begun", "not-begun"),
    ],
)
def test_a_statement_says_how_far_it_is_coded(client, world, slug, label, code):
    page = read(client, f"/statements/{slug}/")

    assert f"Coverage {label}" in page.text
    assert f"/codebook/#coverage-{code}" in page.addresses


def test_a_statement_without_an_address_falls_back_to_its_source_and_says_so(client, world):
    page = read(client, "/statements/unread-text/")

    assert "Source: publication" in page.text
    assert "https://example.org/paper" in page.addresses


def test_a_statement_lists_earlier_commitments_that_it_speaks_of(client, world):
    page = read(client, "/statements/readout-text/")

    assert [row.commitment.slug for row in page.context["follow_ups"]] == ["palau"]
    assert "Taken forward." in page.text
    assert "/commitments/palau/#follow-up-1" in page.addresses


def test_a_source_shows_all_that_rests_on_it(client, world):
    page = read(client, "/sources/paper/")

    counts = {group["label"]: len(group["items"]) for group in page.context["supports"]}
    assert counts == {
        "Commitments": 5,
        "Follow-ups": 4,
        "Statements": 6,
        "Summits": 4,
        "Groupings": 2,
        "Memberships": 9,
    }
    for group in page.context["supports"]:
        for item in group["items"]:
            assert item["url"] in page.addresses
    assert "South Korea in Quad" in page.text


def test_a_source_counts_in_the_list_what_its_page_shows(client, world):
    listed = client.get("/sources/").context["page"].object_list
    shown = client.get("/sources/paper/").context["supports"]

    assert [row.use_count for row in listed] == [sum(len(group["items"]) for group in shown)]


# --- whatever the noun --------------------------------------------------------------------------------------------------

RECORDS = [
    "/commitments/palau/",
    "/groupings/quad/",
    "/states/japan/",
    "/technologies/open-ran/",
    "/summits/hiroshima/",
    "/statements/hiroshima-text/",
    "/sources/paper/",
]


@pytest.mark.parametrize("address", RECORDS)
def test_every_record_ends_with_its_citation_and_permanent_address(client, world, address):
    page = read(client, address)
    permalink = f"{settings.SITE_URL}{address}"

    assert page.context["offered"].address == permalink
    assert permalink in page.addresses
    assert f"Retrieved 1 March 2026, from {permalink} " in page.part("How to cite it", "Permanent address")


@pytest.mark.parametrize("address", RECORDS)
def test_a_day_that_is_none_is_said_and_the_present_is_shown(client, world, address):
    page = read(client, f"{address}?as_of=2023-02-30")

    assert page.context["as_of"] is None
    assert page.heading == read(client, address).heading
    assert "“2023-02-30”" in page.text
    assert "Shown as of" not in page.text


@pytest.mark.parametrize("day", ["soon", "2023-13", "0000", "%00", "2023-5-1", "<b>x", "9" * 5000, "%ff", "-1"])
def test_nothing_that_stands_for_a_day_breaks_a_record(client, world, day):
    page = read(client, f"/groupings/quad/?as_of={day}")

    assert page.context["as_of"] is None
    assert [row["state"].iso3 for row in page.context["members"]].count("AUS") == 2
    assert "<b>x" not in page.body


@pytest.mark.parametrize("address", RECORDS)
def test_what_does_not_exist_is_not_found(client, world, address):
    noun = address.split("/")[1]
    page = read(client, f"/{noun}/nowhere-to-be-found/", status=404)

    assert page.heading == "Page not found"
    assert read(client, f"/{noun}/{'x' * 3000}/", status=404).heading == "Page not found"


def test_an_address_of_nothing_is_not_found(client, world):
    assert read(client, "/nothing/at/all/", status=404).heading == "Page not found"


def withdraw(record, reason="It was entered twice."):
    type(record).objects.filter(pk=record.pk).update(state="withdrawn", state_reason=reason)


@pytest.mark.parametrize(
    ("noun", "name", "address"),
    [
        ("commitments", "palau", "/commitments/palau/"),
        ("statements", "hiroshima", "/statements/hiroshima-text/"),
        ("summits", "hiroshima", "/summits/hiroshima/"),
        ("groupings", "quad", "/groupings/quad/"),
    ],
)
def test_a_withdrawn_record_keeps_its_address_and_says_why(client, world, noun, name, address):
    record = getattr(world, noun)[name]
    withdraw(record)
    page = read(client, address, status=410)

    assert page.heading == "This record was withdrawn"
    assert f"“{record}” was published here" in page.text
    assert "Reason: It was entered twice." in page.text


@pytest.mark.parametrize("parent", ["statement", "grouping"])
def test_a_record_is_gone_with_what_it_hangs_on(client, world, parent):
    withdraw(world.statements["hiroshima"] if parent == "statement" else world.groupings["quad"])
    page = read(client, "/commitments/palau/", status=410)

    assert "“Open RAN in Palau” was published here" in page.text
    assert "Reason: It was entered twice." in page.text


def test_a_withdrawn_record_is_in_no_list_and_no_count(client, world):
    withdraw(world.commitments["palau"])

    for address in ("/", "/commitments/", "/groupings/quad/", "/states/japan/", "/statements/hiroshima-text/"):
        assert "Open RAN in Palau" not in read(client, address).text, address
    assert client.get("/commitments/").context["query"].count == 4
    assert client.get("/technologies/open-ran/").context["counts"]["commitments"] == 1


def test_a_draft_is_not_found_even_below_something_withdrawn(client, world):
    commitment("draft", world.statements["hiroshima"], [], {}, state="draft")
    withdraw(world.statements["hiroshima"])

    assert client.get("/commitments/draft/").status_code == 404


def test_what_was_never_seen_is_not_named_when_its_grouping_is_withdrawn(client, world):
    draft = Statement.objects.create(slug="draft-text", title="Draft", grouping=world.groupings["quad"], kind="report")
    commitment("never-seen", draft, [], {}, title="Never seen")
    withdraw(world.groupings["quad"])

    response = client.get("/commitments/never-seen/")

    assert "Never seen" not in response.content.decode()
    assert response.status_code == 404


def test_the_page_for_our_own_errors_needs_nothing(db):
    body = render_to_string("500.html")

    assert "Something went wrong" in body
    assert "{{" not in body


def test_an_error_of_ours_shows_that_page(client, world, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr("initiatives.views.home.record_counts", fail)
    client.raise_request_exception = False
    response = client.get("/")

    assert response.status_code == 500
    assert "Something went wrong" in response.content.decode()
    assert "a mistake of ours" not in response.content.decode()


# --- home, codebook, about ----------------------------------------------------------------------------------------------


def test_the_front_page_says_what_is_here(client, world):
    page = read(client, "/")

    assert {figure["label"]: figure["value"] for figure in page.context["figures"]} == {
        "commitments": 5,
        "groupings": 2,
        "states": 6,
        "summits": 4,
        "statements": 6,
        "sources": 1,
    }
    assert len(page.context["searches"]) == 3
    for link in page.context["searches"]:
        assert link["url"] in page.addresses
    assert [(str(row.date), row.kind) for row in page.context["newest"]] == [
        ("22 September 2023", "reaffirmed"),
        ("June 2023", "progress"),
        ("20 May 2023", "completed"),
    ]


def test_each_number_of_the_front_page_has_its_list_behind_it(client, world):
    context = client.get("/").context

    for row in each(context["coverage"]):
        assert client.get(row["url"]).context["query"].count == row["count"], row["label"]
    for row in each(context["figures"]):
        assert client.get(row["url"]).context["query"].count == row["value"], row["label"]


def test_the_three_searches_of_the_front_page_are_understood(client, world):
    for link in each(client.get("/").context["searches"]):
        assert client.get(link["url"]).context["query"].notices == []


def test_every_footer_leads_to_the_method(client, world):
    for address in ("/", "/commitments/", "/nothing/", *RECORDS):
        assert "/about/" in read(client, address, status=404 if address == "/nothing/" else 200).addresses


def test_about_counts_what_is_public(client, world):
    page = read(client, "/about/")
    figures = {figure["label"]: figure["value"] for figure in page.context["figures"]}

    assert figures == {figure["label"]: figure["value"] for figure in client.get("/").context["figures"]}
    assert (figures["commitments"], figures["statements"], figures["groupings"]) == (5, 6, 2)
    assert page.context["coverage"]


def test_the_codebook_defines_every_code(client, world):
    from initiatives.models import vocabularies

    page = read(client, "/codebook/")
    for vocabulary in vocabularies.ALL:
        for value in vocabulary:
            assert value.anchor in page.ids
            assert " ".join(value.definition.split()) in page.text
    assert {f"technology-{slug}" for slug in world.technologies} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_the_answers_for_machines_that_watch(client, db):
    assert (client.get("/healthz").content, client.get("/readyz").content) == (b"up\n", b"ready\n")


def test_a_long_list_on_a_record_page_leads_to_the_whole(client, world):
    grow(world, 40)
    page = read(client, "/groupings/quad/")

    assert len(page.context["newest"]) == 10
    assert f"All {page.context['counts']['commitments']} commitments" in page.text
    assert client.get(page.context["list_url"]).context["query"].count == page.context["counts"]["commitments"] == 44
