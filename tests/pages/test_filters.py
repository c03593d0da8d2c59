"""What each filter finds, in which order, and the sentence that describes a set of filters."""

import pytest
from django.http import QueryDict

from initiatives.lists.filters import CommitmentFilterSet
from initiatives.lists.result_list import ResultList
from initiatives.models import Commitment, Grouping
from tests.contract.addresses import FILTERSETS

EVERYTHING = ["loose", "labs", "palau", "report", "undated"]

FOUND = {
    # none, unknown spelling aside
    "": EVERYTHING,
    # any of, and what is left out
    "grouping=trio": ["labs"],
    "grouping=quad": ["loose", "palau", "report", "undated"],
    "grouping=quad&grouping=trio": EVERYTHING,
    "grouping=-quad": ["labs"],
    "grouping=quad&grouping=-quad": [],
    # a technology holds those below it; leaving one out leaves out those below it
    "technology=open-ran": ["palau", "report"],
    "technology=telecommunications": ["loose", "palau", "report", "undated"],
    "technology=open-ran&technology=artificial-intelligence": ["labs", "palau", "report"],
    "technology=-open-ran": ["loose", "labs", "undated"],
    "technology=-telecommunications": ["labs"],
    "technology=telecommunications&technology=-open-ran": ["loose", "undated"],
    "technology=open-ran&technology=-telecommunications": [],
    # every role counts as taking part; a state may be written in any of three ways
    "state=JPN": ["labs", "palau", "undated"],
    "state=jpn": ["labs", "palau", "undated"],
    "state=japan": ["labs", "palau", "undated"],
    "state=PLW": ["palau"],
    "state=KOR&state=PLW": ["labs", "palau"],
    "state=-JPN": ["loose", "report"],
    "state=-japan": ["loose", "report"],
    "state=USA&state=-KOR": ["palau"],
    # each of them takes part
    "all_states=KOR&all_states=JPN": ["labs"],
    "all_states=USA&all_states=JPN": ["labs", "palau"],
    "all_states=USA&all_states=IND": [],
    "all_states=USA&all_states=-KOR": ["palau"],
    "state=IND&all_states=AUS": ["report"],
    # state with role is one participation
    "role=lead": ["labs", "palau", "report"],
    "role=host&role=beneficiary": ["loose", "palau"],
    "role=-lead": ["loose", "undated"],
    "state=JPN&role=lead": ["labs"],
    "state=JPN&role=participant": ["palau", "undated"],
    "state=USA&state=IND&role=lead": ["palau", "report"],
    "state=PLW&role=lead": [],
    "state=JPN&role=-lead": ["palau", "undated"],
    "state=-JPN&role=lead": ["report"],
    # modes
    "mode=deployment": ["palau", "report", "undated"],
    "mode=investment&mode=research-development": ["loose", "labs"],
    "mode=-deployment": ["loose", "labs"],
    "mode=deployment&mode=-capacity-building": ["report", "undated"],
    # derived status
    "status=announced": ["loose", "labs", "undated"],
    "status=under-way": ["palau"],
    "status=completed&status=under-way": ["palau", "report"],
    "status=-announced": ["palau", "report"],
    "status=stalled": [],
    # the text and its meeting; `none` stands for no meeting
    "level=leaders": ["labs", "palau", "report"],
    "level=ministers": [],
    "level=none": ["loose", "undated"],
    "level=-none": ["labs", "palau", "report"],
    "level=-leaders": ["loose", "undated"],
    "kind=joint-statement": ["labs", "palau", "report"],
    "kind=principles&kind=fact-sheet": ["loose", "undated"],
    "kind=-joint-statement": ["loose", "undated"],
    "summit=hiroshima": ["palau", "report"],
    "summit=hiroshima&summit=none": ["loose", "palau", "report", "undated"],
    "summit=none": ["loose", "undated"],
    "summit=-hiroshima": ["loose", "labs", "undated"],
    "statement=sheet-text": ["loose"],
    "statement=-hiroshima-text": ["loose", "labs", "undated"],
    # years
    "year=2023": ["labs", "palau", "report"],
    "year=2024&year=none": ["loose", "undated"],
    "year=none": ["undated"],
    "year=-none": ["loose", "labs", "palau", "report"],
    "year=-2023": ["loose", "undated"],
    "target_date=2025": ["loose"],
    "target_date=none": ["labs", "palau", "report", "undated"],
    "target_date=-none": ["loose"],
    "evidence=secondary": ["loose"],
    "evidence=-secondary": ["labs", "palau", "report", "undated"],
    "evidence=unverified": [],
    # words
    "q=palau": ["palau"],
    "q=o-ran&ordering=title": ["palau", "report"],
    "q=nothing-of-the-kind": [],
    # several filters are all asked for
    "grouping=quad&technology=open-ran&state=AUS": ["report"],
    "grouping=quad&year=2023&status=under-way": ["palau"],
}

DATES = {
    # what certainly lies in the span, and how many more may
    "announced_after=2023": (["loose", "labs", "palau", "report"], 1),
    "announced_after=2023-05": (["loose", "labs", "palau", "report"], 1),
    "announced_after=2023-05-20": (["loose", "labs", "palau", "report"], 1),
    "announced_after=2023-05-21": (["loose", "labs"], 1),
    "announced_after=2023-06": (["loose", "labs"], 1),
    "announced_after=2024": (["loose"], 1),
    "announced_after=2024-01-01": (["loose"], 1),
    "announced_after=2024-01-02": ([], 2),
    "announced_after=2024-06": ([], 2),
    "announced_after=2025": ([], 1),
    "announced_before=2022": ([], 1),
    "announced_before=2023-05-19": ([], 1),
    "announced_before=2023-05-20": (["palau", "report"], 1),
    "announced_before=2023-05": (["palau", "report"], 1),
    "announced_before=2023": (["labs", "palau", "report"], 1),
    "announced_before=2024-12-30": (["labs", "palau", "report"], 2),
    "announced_before=2024": (["loose", "labs", "palau", "report"], 1),
    "announced_after=2023-06&announced_before=2023": (["labs"], 1),
    "announced_after=2024-02&announced_before=2024-03": ([], 2),
    "as_of=2023-05-20": (["palau", "report"], 1),
    "as_of=2023": (["labs", "palau", "report"], 1),
    "as_of=2024-06": (["labs", "palau", "report"], 2),
    "as_of=2024&grouping=trio": (["labs"], 0),
    "as_of=2022": ([], 1),
    "": (EVERYTHING, 0),
}

ORDERS = {
    "-announced": ["loose", "labs", "palau", "report", "undated"],
    "announced": ["palau", "report", "labs", "loose", "undated"],
    "title": ["loose", "labs", "palau", "report", "undated"],
    "status": ["loose", "labs", "undated", "palau", "report"],
    "relevance": ["loose", "labs", "palau", "report", "undated"],  # without words there is no best match
}

SENTENCES = {
    "": "Commitments",
    "grouping=quad&technology=open-ran": "Commitments on Open RAN by the Quad",
    "grouping=trio&grouping=quad": "Commitments by Trio or the Quad",
    "technology=open-ran&technology=5g&technology=artificial-intelligence": (
        "Commitments on Open RAN, 5G or artificial intelligence"
    ),
    "state=JPN": "Commitments with Japan",
    "state=JPN&role=lead": "Commitments with Japan as a lead",
    "role=host": "Commitments with a host",
    "all_states=KOR&all_states=JPN": "Commitments joined by South Korea and Japan",
    "mode=deployment&mode=investment": "Commitments through deployment or investment",
    "summit=hiroshima": "Commitments from Quad Leaders’ Summit, Hiroshima",
    "kind=fact-sheet": "Commitments in a fact sheet",
    "level=leaders": "Commitments at meetings of leaders",
    "q=open+ran": "Commitments matching open and ran",
    "year=2023&year=2024": "Commitments, announced in 2023 or 2024",
    "announced_after=2021": "Commitments, announced since 2021",
    "announced_before=2023-05": "Commitments, announced until May 2023",
    "status=under-way": "Commitments, now under way",
    "status=completed&as_of=2023-05-20": "Commitments, then completed, as of 20 May 2023",
    "target_date=2025": "Commitments, due in 2025",
    "evidence=secondary": "Commitments, graded secondary",
    "level=none": "Commitments, without a meeting",
    "level=none&summit=none": "Commitments, without a meeting",
    "year=none&target_date=none": "Commitments, without a date, without a target date",
    "technology=-open-ran&state=-JPN": "Commitments, leaving out Open RAN and Japan",
    "grouping=quad&technology=open-ran&announced_after=2021&status=completed": (
        "Commitments on Open RAN by the Quad, announced since 2021, now completed"
    ),
}

# Base queries beside which every facet is checked.
FACET_QUERIES = [
    "",
    "grouping=quad",
    "technology=-open-ran",
    "technology=telecommunications&state=USA",
    "role=lead",
    "role=-lead",
    "state=JPN&role=lead",
    "state=-JPN",
    "all_states=USA&all_states=JPN",
    "as_of=2023-06-15",
    "status=announced&level=none",
    "year=2023&kind=joint-statement",
    "q=palau",
    "announced_after=2024-06",
]
ALL_SHOWN = "&".join(f"show={name}" for name in CommitmentFilterSet.facet_rules())


pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("world")]


def listing(address):
    query = QueryDict(address.partition("?")[2])
    return ResultList(query, CommitmentFilterSet, Commitment.objects.published(), "/commitments/")


def slugs(query):
    return [record.slug for record in listing(f"?{query}").page.object_list]


@pytest.mark.parametrize("query", FOUND)
def test_the_list_holds_what_the_filters_ask_for(query):
    assert slugs(query) == FOUND[query]
    assert listing(f"?{query}").count == len(FOUND[query])


@pytest.mark.parametrize("query", DATES)
def test_dates_match_when_the_whole_span_does_and_the_rest_is_counted(query):
    assert (slugs(query), listing(f"?{query}").possible_match_count) == DATES[query]


@pytest.mark.parametrize("order", ORDERS)
def test_each_order_is_total_and_puts_undated_last(order):
    assert slugs(f"ordering={order}") == ORDERS[order]


@pytest.mark.parametrize("query", SENTENCES)
def test_a_filter_set_says_itself(query):
    assert listing(f"?{query}").sentence == SENTENCES[query]


@pytest.mark.parametrize("query", FACET_QUERIES)
def test_a_facet_counts_what_its_link_leads_to(sample, query):
    here = listing(f"?{query}&{ALL_SHOWN}")
    assert [facet.name for facet in here.facets] == [
        "technology",
        "grouping",
        "state",
        "mode",
        "status",
        "level",
        "kind",
        "year",
    ]
    for facet in here.facets:
        own = QueryDict(query).getlist(facet.name)
        base = listing(here.changed(**{facet.name: None}))
        assert [option.value for option in facet.options] == sorted(
            base.filterset.filters[facet.name].options(), key=[option.value for option in facet.options].index
        )
        for option in sample(facet.options, 5):
            alone = listing(base.changed(**{facet.name: option.value}))
            assert (facet.name, option.value, alone.count) == (facet.name, option.value, option.count)
            if not own and option in (facet.options[0], facet.options[-1]):
                assert listing(option.toggle_url).count == option.count
                left_out = listing(option.exclude_url)
                assert {row.pk for row in left_out.rows} == {row.pk for row in here.rows} - {
                    row.pk for row in alone.rows
                } or (facet.name == "state" and "role" in query)


@pytest.mark.parametrize("filterset_class", [each for each in FILTERSETS if each is not CommitmentFilterSet])
def test_a_facet_of_any_list_counts_what_its_link_leads_to(filterset_class):
    model = filterset_class._meta.model

    def listing(query):
        return ResultList(QueryDict(query.partition("?")[2]), filterset_class, model.objects.published(), "/list/")

    shown = "&".join(f"show={name}" for name in filterset_class.facet_rules())
    for query in ("", "as_of=2023-06", "grouping=quad" if "grouping" in filterset_class.base_filters else "q=a"):
        for facet in listing(f"?{query}&{shown}").facets:
            for option in facet.options:
                if facet.name not in query:
                    found = listing(option.toggle_url).count
                    assert (query, facet.name, option.value, found) == (query, facet.name, option.value, option.count)


def test_choosing_twice_takes_the_choice_back():
    for query in ("", "grouping=-quad&state=JPN"):
        here = listing(f"?{query}&{ALL_SHOWN}")
        for facet in here.facets:
            for option in facet.options[:3]:
                if option.selected:
                    continue
                once = listing(option.toggle_url)
                again = next(
                    other
                    for found in once.facets
                    if found.name == facet.name
                    for other in found.options
                    if other.value == option.value
                )
                assert again.selected and not again.excluded
                spelled = [value for value in QueryDict(query).getlist(facet.name) if value.lstrip("-") != option.value]
                assert listing(again.toggle_url).query.getlist(facet.name) == spelled


def test_what_a_class_was_asked_is_never_remembered(world):
    declared = CommitmentFilterSet.base_filters["grouping"]
    before = declared.options()
    Grouping.objects.filter(slug="quad").update(short_name="Quadrilateral")

    assert before["quad"] == "Quad"
    assert (
        declared.options()["quad"] == CommitmentFilterSet(None).filters["grouping"].options()["quad"] == "Quadrilateral"
    )
