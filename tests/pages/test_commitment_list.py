"""The list of commitments: pages, notices, links and its heading."""

from urllib.parse import quote, urlencode

import pytest
from django.utils.text import capfirst

from initiatives.lists.filters import CommitmentFilterSet
from initiatives.models import Commitment, PublicVersion
from tests.loops import each
from tests.pages.page_text import read, results
from tests.pages.test_filters import ALL_SHOWN, EVERYTHING, FOUND, SENTENCES, listing
from tests.samples import some
from tests.world import commitment, follow_up, grow

HOSTILE = [
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "\x00",
    "pa\x00lau",
    "-\x00",
    "-",
    "--quad",
    "%",
    "\\",
    "' OR 1=1 --",
    "🛰️" * 10,
    "x" * 6000,
    "-" + "y" * 6000,
    "\ufeff \u202e",
    "none",
    "-none",
    "0000",
    "9999-99-99",
    "99999999999999999999",
    "٢٠٢٣",
    " 2023 ",
    "NEAR(",
    '"',
    "*",
]
PARAMETERS = [*CommitmentFilterSet.parameters(), "page", "size", "show", "column", "colour"]


@pytest.mark.parametrize("query", list(FOUND)[::9])
def test_the_page_shows_what_the_filters_find(client, world, query):
    assert results(client, query) == FOUND[query]


def test_what_is_dated_too_coarsely_is_counted_beside_the_result(client, world):
    assert "There is 1 more that may belong here" in read(client, "/commitments/?announced_after=2023").text
    assert "There are 2 more that may belong here" in read(client, "/commitments/?announced_after=2024-06").text
    assert "that may belong here" not in read(client, "/commitments/?as_of=2024&grouping=trio").text


def test_as_of_shows_the_status_of_that_day(client, world):
    def statuses(query):
        return {row.slug: row.status for row in client.get(f"/commitments/?{query}").context["page"].object_list}

    assert statuses("as_of=2023-05-20") == {"palau": "announced", "report": "completed"}
    assert statuses("as_of=2023-06-29")["palau"] == "announced"  # the grant was signed at some time in June
    assert statuses("as_of=2023-06")["palau"] == "under-way"
    assert results(client, "as_of=2023-05-20&status=under-way") == []
    assert results(client, "as_of=2023-05-20&status=announced") == ["palau"]


def test_as_of_says_that_the_page_shows_the_past(client, world):
    assert "Shown as of May 2023, as known now." in read(client, "/commitments/?as_of=2023-05").text
    assert "Shown as of" not in read(client, "/commitments/").text


def test_last_changed_first(client, world):
    for day, slug in enumerate(("report", "undated", "palau", "labs", "loose"), start=1):
        PublicVersion.objects.filter(noun="commitment", key=slug).update(at=f"2026-01-0{day}T00:00:00Z")

    assert results(client, "ordering=-updated") == ["loose", "labs", "palau", "undated", "report"]

    follow_up(world.commitments["palau"], "2024-01", "progress")
    assert results(client, "ordering=-updated") == ["palau", "loose", "labs", "undated", "report"]


def test_best_match_comes_first_where_words_are_given(client, world):
    Commitment.objects.filter(slug="loose").first().technologies.set([])
    loose = Commitment.objects.get(slug="loose")
    loose.summary = "Money for what was done in Palau."
    loose.save()

    assert results(client, "q=palau") == ["palau", "loose"]  # the title before the summary, though older
    assert results(client, "q=palau&ordering=-announced") == ["loose", "palau"]


def test_the_order_in_force_is_marked_and_best_match_needs_words(client, world):
    def sorts(query):
        found = client.get(f"/commitments/?{query}").context["query"].sorts
        return [link.label for link in found], [link.label for link in found if link.selected]

    labels = ["Newest first", "Oldest first", "Title", "Status", "Last changed"]
    assert sorts("") == (labels, ["Newest first"])
    assert sorts("ordering=title") == (labels, ["Title"])
    assert sorts("q=palau") == ([*labels, "Best match"], ["Best match"])


def test_every_order_offered_can_be_followed(client, world):
    page = read(client, "/commitments/?grouping=quad&q=open+ran")
    for link in each(page.context["query"].sorts):
        assert link.url in page.addresses
        followed = client.get(link.url).context["query"]
        assert (followed.notices, followed.count) == ([], 2)
        assert [other.label for other in followed.sorts if other.selected] == [link.label]


# --- pages --------------------------------------------------------------------------------------------------------------


def test_pages_follow_each_other_without_gap_or_repeat(client, world):
    grow(world, 40)

    for order in ("-announced", "announced", "title", "status", "-updated"):
        pages = [results(client, f"ordering={order}&page={number}") for number in (1, 2, 3)]
        assert [len(page) for page in pages] == [20, 20, 5]
        assert len(set(sum(pages, []))) == 45


def test_a_page_beyond_the_end_is_the_last_and_no_number_is_the_first(client, world):
    grow(world, 40)

    assert results(client, "page=99") == results(client, "page=3")
    for wrong in ("abc", "", "1.5", "%00"):
        assert results(client, f"page={wrong}") == results(client, "page=1")
    for outside in ("0", "-1", "9" * 30):
        assert results(client, f"page={outside}") == results(client, "page=3")


def test_the_page_says_where_one_is_and_links_to_the_others(client, world):
    grow(world, 40)
    page = read(client, "/commitments/?grouping=quad&page=2")

    assert page.part("the Quad", "Search within").startswith("44 commitments, page 2 of 3")
    assert {f"/commitments/?grouping=quad&page={number}" for number in (1, 2, 3)} <= set(page.addresses)


def test_filters_and_orders_begin_again_at_the_first_page(client, world):
    grow(world, 40)
    context = client.get("/commitments/?page=3&grouping=quad").context
    links = [link.url for link in context["query"].sorts + context["query"].pills]
    links += [option.toggle_url for facet in context["facets"] for option in facet.options]

    assert [link for link in links if "page=" in link] == []


def test_a_list_may_be_read_in_longer_pages(client, world):
    grow(world, 40)

    assert len(results(client, "size=50")) == 45
    assert len(results(client, "size=7")) == 20


# --- what is not understood ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "notice", "found"),
    [
        ("colour=red", "There is no filter called “colour”; it was ignored.", EVERYTHING),
        ("grouping=nope", "Unknown value “nope” of the filter “grouping” was ignored. Known values: ", EVERYTHING),
        (
            "grouping=nope&grouping=trio",
            "Unknown value “nope” of the filter “grouping” was ignored. Known values: ",
            ["labs"],
        ),
        (
            "grouping=trio&grouping=-nope",
            "Unknown value “-nope” of the filter “grouping” was ignored. Known values: ",
            ["labs"],
        ),
        (
            "status=done&grouping=trio",
            "Unknown value “done” of the filter “status” was ignored. Known values: announced, under way, ",
            ["labs"],
        ),
        ("state=XXX&grouping=trio", "Unknown value “XXX” of the filter “state” was ignored. Known values: ", ["labs"]),
        (
            "announced_after=soon&grouping=trio",
            "“soon” is not a date and was ignored. Write 2023, 2023-05 or 2023-05-20.",
            ["labs"],
        ),
        (
            "as_of=2023-02-30&grouping=trio",
            "“2023-02-30” is not a date and was ignored. Write 2023, 2023-05 or 2023-05-20.",
            ["labs"],
        ),
        (
            "ordering=beauty&grouping=trio",
            "Unknown value “beauty” of the filter “order” was ignored. Known values: newest first, oldest first, ",
            ["labs"],
        ),
        pytest.param("announced_after=%20soon%20&grouping=trio", "soon", ["labs"]),
        pytest.param("ordering=%20beauty&grouping=trio", "beauty", ["labs"]),
    ],
)
def test_what_is_not_known_is_said_and_ignored_and_the_rest_holds(client, world, query, notice, found):
    page = read(client, f"/commitments/?{query}")

    assert notice in page.text
    assert [record.slug for record in page.context["page"].object_list] == found
    assert all("nope" not in address and "colour" not in address for address in page.addresses)


def test_a_list_that_is_understood_has_no_notice(client, world):
    page = read(client, "/commitments/?grouping=quad&as_of=2024&ordering=title&page=1&size=50&show=mode&q=")

    assert page.context["query"].notices == []
    assert "ignored" not in page.text


def test_empty_parameters_mean_nothing(client, world):
    empty = "&".join(f"{name}=" for name in CommitmentFilterSet.parameters())

    assert results(client, empty) == EVERYTHING
    assert client.get(f"/commitments/?{empty}").context["query"].pills == []


def answer(client, address, values):
    """The body that comes back, if it is an answer for a reader or a refusal; anything else fails."""
    response = client.get(f"{address}?{urlencode(values)}")
    assert response.status_code in (200, 400), (address, values)
    assert response.status_code == 200 or address.endswith(".csv")
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.parametrize("value", some(HOSTILE, 8), ids=range(len(HOSTILE)))
def test_no_value_whatever_breaks_the_page_or_gets_into_it_unescaped(client, world, value):
    for names in (PARAMETERS, ["q"]):
        for address in ("/commitments/", "/commitments.csv"):
            body = answer(client, address, dict.fromkeys(names, value))
            assert b"<script>alert" not in body and b"<img src=x" not in body


@pytest.mark.parametrize("name", some(PARAMETERS, 9))
def test_no_filter_is_broken_by_what_databases_and_formats_choke_on(client, world, name):
    for value in ("\x00", "-%s % d", "{0}"):
        answer(client, "/commitments/", {name: value})
        answer(client, "/commitments.csv", {name: value})


def test_bytes_that_are_no_text_do_not_break_the_page(client, world):
    for name in each(PARAMETERS):
        assert client.get(f"/commitments/?{name}=%ff%fe%00").status_code == 200


def test_an_unknown_name_is_shown_escaped(client, world):
    body = client.get(f"/commitments/?{quote('<b>x</b>')}=1").content.decode()

    assert "&lt;b&gt;x&lt;/b&gt;" in body
    assert "<b>x</b>" not in body


def test_a_long_value_that_is_not_known_does_not_blow_the_page_up(client, world):
    plain = len(client.get("/commitments/?q=x").content)

    assert len(client.get(f"/commitments/?grouping={'x' * 6000}").content) < 2 * plain


def test_more_values_than_a_filter_takes_are_cut_and_said(client, world):
    many = [f"state=-{iso3}" for iso3 in ["JPN", "USA"] * 25] + ["state=KOR", "state="]
    page = read(client, f"/commitments/?{'&'.join(many)}")

    assert "“State” takes 50 values; the first 50 of 51 were used." in page.text
    assert [pill.value for pill in page.context["query"].pills] == ["Japan", "United States"]
    assert page.context["query"].query.getlist("state") == many_values(many)[:50]
    assert "takes 50 values" not in read(client, f"/commitments/?{'&'.join(many[:50])}").text
    assert client.get(f"/commitments.csv?{'&'.join(many)}").status_code == 400
    assert client.get(f"/commitments.csv?{'&'.join(many[:50])}").status_code == 200


def many_values(pairs):
    return [pair.partition("=")[2] for pair in pairs]


def test_a_search_too_long_to_carry_is_cut_and_said(client, world):
    words = "palau " * 200
    for address in ("/commitments/", "/sources/", "/explore/matrix/"):
        page = read(client, f"{address}?{urlencode({'q': words})}")
        assert "The search was too long; only its first 500 characters were looked for." in page.text
        assert max(map(len, page.addresses)) < 1000
    assert results(client, urlencode({"q": words})) == ["palau"]
    assert client.get("/commitments.csv", {"q": words}).status_code == 400
    assert "first 500 characters" in read(client, f"/search/?{urlencode({'q': words})}").text
    assert "too long" not in read(client, "/commitments/?q=palau").text


def test_titles_and_names_are_shown_escaped(client, world):
    parts = {"title": "<b>Bold</b> & 'co'", "summary": "<i>x</i>", "locator": "<u>y</u>"}
    commitment("bold", world.statements["sheet"], [world.technologies["5g"]], {}, **parts)
    world.groupings["quad"].short_name = "<b>Quad</b>"
    world.groupings["quad"].save()

    for address in ("/commitments/", "/commitments/bold/", "/commitments/?grouping=quad", "/statements/sheet-text/"):
        body = client.get(address).content.decode()
        assert "<b>Bold" not in body and "<i>x" not in body and "<u>y" not in body and "<b>Quad" not in body


# --- what the page says about itself -------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", list(SENTENCES)[::6])
def test_a_filter_set_says_itself_as_heading_and_title(client, world, query):
    page = read(client, f"/commitments/?{query}")

    assert page.heading == SENTENCES[query]
    assert page.title == f"{SENTENCES[query]} – Minilat"


def test_leaving_out_what_has_no_meeting_does_not_say_the_opposite(client, world):
    for query in ("level=-none", "summit=-none", "year=-none", "target_date=-none"):
        heading = read(client, f"/commitments/?{query}").heading
        assert "leaving out a " not in heading, heading


def test_an_official_title_keeps_its_capital_in_the_sentence(client, world):
    assert read(client, "/commitments/?statement=sheet-text").heading == "Commitments in Text of sheet"


def test_the_count_is_said_in_words(client, world):
    assert client.get("/commitments/").context["query"].count_words == "5 commitments"
    assert client.get("/commitments/?grouping=trio").context["query"].count_words == "1 commitment"
    assert client.get("/commitments/?status=stalled").context["query"].count_words == "0 commitments"


def test_each_filter_in_force_is_a_pill(client, world):
    query = "grouping=quad&technology=-5g&technology=open-ran&state=japan&level=none&as_of=2024-12&q=palau"
    pills = client.get(f"/commitments/?{query}").context["query"].pills

    assert [(pill.label, pill.value, pill.excluded) for pill in pills] == [
        ("Words", "palau", False),
        ("Grouping", "Quad", False),
        ("Technology", "Open RAN", False),
        ("Technology", "5G", True),
        ("State", "Japan", False),
        ("Level of the meeting", "No meeting", False),
        ("As of", "December 2024", False),
    ]


def test_a_pill_takes_off_its_own_filter_and_no_other(client, world):
    query = "grouping=quad&grouping=trio&technology=open-ran&technology=-5g&state=JPN&role=lead&q=open&as_of=2024"
    page = read(client, f"/commitments/?{query}&page=1")
    pills = page.context["query"].pills

    def shown(pills):
        return [(pill.label, pill.value, pill.excluded) for pill in pills]

    assert len(pills) == 8
    for number, pill in enumerate(pills):
        assert pill.remove_url in page.addresses
        followed = client.get(pill.remove_url).context["query"]
        assert shown(followed.pills) == shown(pills[:number] + pills[number + 1 :])
        assert followed.notices == []


def test_the_search_box_carries_the_other_filters_along(client, world):
    query = client.get("/commitments/?grouping=quad&state=-JPN&ordering=title&page=2&q=palau").context["query"]

    assert query.q == "palau"
    assert {("grouping", "quad"), ("state", "-JPN")} <= set(query.hidden)
    assert {name for name, _ in query.hidden} & {"q", "page"} == set()


def test_the_order_survives_a_search(client, world):
    body = client.get("/commitments/?ordering=title&grouping=quad").content.decode()

    assert body.count('name="ordering" value="title"') == 1


def test_a_result_shows_title_grouping_date_text_technologies_parties_and_status(client, world):
    text = read(client, "/commitments/?q=palau").text

    for words in (
        "Open RAN in Palau",
        "Quad, 20 May 2023, in Text of hiroshima",
        "They promise palau.",
        "Open RAN, Telecommunications",
        "Japan, Palau (beneficiary), United States (lead)",
        "Under way",
        "as of June 2023",
        "Evidence: Verified",
    ):
        assert words in text


def test_a_result_says_why_it_was_found(client, world):
    assert "Matched in technology" in read(client, "/commitments/?q=o-ran").text
    assert "Matched in" not in read(client, "/commitments/").text


def test_no_page_shows_the_marks_of_a_link(client, world):
    for address in ("/commitments/", "/commitments/loose/", "/sources/paper/", "/"):
        assert "[[" not in client.get(address).content.decode(), address


# --- facets -------------------------------------------------------------------------------------------------------------


def test_the_page_shows_the_facets_with_their_counts(client, world):
    page = read(client, f"/commitments/?{ALL_SHOWN}")

    for facet in page.context["facets"]:
        for option in facet.options:
            assert option.toggle_url in page.addresses
            assert option.exclude_url in page.addresses
    assert "Telecommunications 4" in page.text
    assert "Japan 3" in page.text
    assert "No meeting 2" in page.text
    assert "Date not known 1" in page.text


def test_a_technology_counts_each_commitment_below_it_once(client, world):
    facets = {facet.name: facet for facet in client.get(f"/commitments/?{ALL_SHOWN}").context["facets"]}
    counts = {option.value: (option.depth, option.count) for option in facets["technology"].options}

    assert counts == {
        "telecommunications": (0, 4),  # palau names it and Open RAN below it, and counts once
        "open-ran": (1, 2),
        "5g": (1, 1),
        "artificial-intelligence": (0, 1),
    }


def test_a_chosen_value_stays_visible_though_it_finds_nothing(client, world):
    grow(world, 40)
    chosen = "grouping=trio&technology=5g&technology=-open-ran&state=PLW&mode=principles&year=none&status=stalled"
    facets = {facet.name: facet for facet in client.get(f"/commitments/?{chosen}").context["facets"]}

    def kept(name):
        return {option.value for option in facets[name].options if option.selected or option.excluded}

    assert {name: kept(name) for name in ("grouping", "technology", "state", "mode", "year", "status")} == {
        "grouping": {"trio"},
        "technology": {"5g", "open-ran"},
        "state": {"PLW"},
        "mode": {"principles"},
        "year": {"none"},
        "status": {"stalled"},
    }


def test_a_long_facet_is_cut_and_opens(client, world):
    grow(world, 40)
    page = read(client, "/commitments/")
    state = next(facet for facet in page.context["facets"] if facet.name == "state")
    assert len(state.options) == 8 and state.hidden == len(State_all()) - 8
    assert state.more_url in page.addresses

    opened = next(facet for facet in client.get(state.more_url).context["facets"] if facet.name == "state")
    assert len(opened.options) == len(State_all()) and opened.hidden == 0
    closed = next(facet for facet in client.get(opened.less_url).context["facets"] if facet.name == "state")
    assert [option.value for option in closed.options] == [option.value for option in state.options]
    assert opened.less_url in read(client, state.more_url).addresses


def State_all():
    from initiatives.models import State

    return State.objects.all()


def test_facets_say_what_they_count(client, world):
    text = read(client, "/commitments/").text

    for facet in each(client.get("/commitments/").context["facets"]):
        assert facet.note and facet.note in text


# --- nothing found ------------------------------------------------------------------------------------------------------


def test_an_empty_list_offers_to_loosen_and_says_what_that_would_give(client, world):
    page = read(client, "/commitments/?grouping=trio&technology=open-ran&ordering=title")
    ways = [(way.label, way.count) for way in page.context["query"].loosen]

    assert ways == [("without the filter on technology", 1), ("without the filter on grouping", 2)][::-1]
    for way in page.context["query"].loosen:
        assert way.url in page.addresses
        assert f"{capfirst(way.label)}: {way.count}" in page.text
        assert listing(way.url).count == way.count
    assert "Clear all filters" in page.text


def test_loosening_is_offered_only_where_it_helps_and_only_on_an_empty_list(client, world):
    assert client.get("/commitments/?grouping=trio&technology=open-ran&status=stalled").context["query"].loosen == []
    assert client.get("/commitments/?grouping=trio").context["query"].loosen == []


def test_loosening_a_date_counts_what_is_certain(client, world):
    ways = client.get("/commitments/?grouping=quad&announced_after=2025").context["query"].loosen

    assert [(way.label, way.count) for way in ways] == [("without the filter on announced since", 4)]
