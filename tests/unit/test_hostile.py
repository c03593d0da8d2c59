"""Random parameters for every list, file, search, analysis and record page: no server error, no unescaped input.

A fixed sample runs with the other tests; ``make drill`` tries thousands of new ones.
"""

import itertools
from urllib.parse import quote, urlencode

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from initiatives.lists import filters
from tests.samples import some

pytestmark = pytest.mark.engine

MARKER = "<zq'\">"  # what nobody may ever see like this in a page
RAW = ("<zq", "zq'\"", "zq'&quot;", 'zq&#x27;"')
LISTS = {
    "/commitments/": filters.CommitmentFilterSet,
    "/commitments.csv": filters.CommitmentFilterSet,
    "/commitments.atom": filters.CommitmentFilterSet,
    "/statements.bib": filters.StatementFilterSet,
    "/summits.ics": filters.SummitFilterSet,
    "/follow-ups.json": filters.FollowUpFilterSet,
    "/groupings/": filters.GroupingFilterSet,
    "/states/": filters.StateFilterSet,
    "/technologies/": filters.TechnologyFilterSet,
    "/summits/": filters.SummitFilterSet,
    "/statements/": filters.StatementFilterSet,
    "/sources/": filters.SourceFilterSet,
    "/answers/gone-quiet/": filters.CommitmentFilterSet,
    "/answers/due/": filters.CommitmentFilterSet,
}
PAGE_WORDS = ["page", "size", "show", "column", "q", "ordering", "as_of"]
NAMES = {path: [*filterset.parameters(), *PAGE_WORDS] for path, filterset in LISTS.items()}
NAMES |= dict.fromkeys(
    (
        "/",
        "/search/",
        "/answers/",
        "/answers/cadence/",
        "/answers/coverage/",
        "/commitments/palau/",
        "/commitments/gone/",
        "/groupings/quad/",
        "/states/japan/",
        "/technologies/open-ran/",
        "/summits/hiroshima/",
        "/statements/hiroshima-text/",
        "/sources/paper/",
    ),
    ["q", "as_of", "page"],
)
SPELLS_STATES = {"state", "all_states", "host"}  # filters that take a code or an address
ON_POSTGRESQL = connection.vendor == "postgresql"
RECORDS = ("commitments", "groupings", "states", "technologies", "summits", "statements", "sources")

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
known = st.sampled_from(
    [
        "quad",
        "open-ran",
        "JPN",
        "japan",
        "lead",
        "deployment",
        "completed",
        "leaders",
        "none",
        "joint-statement",
        "hiroshima",
        "2023",
        "2023-05",
        "2023-05-20",
        "verified",
        "title",
        "relevance",
        "-announced",
        "promise",
        "palau",
        "20",
        "1",
        "overdue",
        "quiet",
    ]
)
syntax = st.lists(
    st.sampled_from(
        [
            "palau",
            '"',
            "(",
            ")",
            "*",
            "^",
            ":",
            "-",
            "+",
            "NEAR",
            "NEAR/2",
            "AND",
            "OR",
            "NOT",
            "{",
            "}",
            "'",
            "\\",
            "|",
            "&",
            "!",
            "<->",
            "title:",
            "ran",
            "한미일",
            "%",
            "_",
            ";--",
        ]
    ),
    max_size=12,
).map(" ".join)
dates = st.sampled_from(
    [
        "0000",
        "9999",
        "9999-12-31",
        "0001-01-01",
        "2023-02-30",
        "2023-13",
        "2023-00-00",
        "10000",
        "-2023",
        "٢٠٢٣",
        "2023-05-20T00:00",
        " 2023 ",
        "２０２３",
    ]
)
numbers = st.sampled_from(["0", "-1", "1e9", "9" * 40, "NaN", "0x10", "1.5", "١"])
huge = st.builds(
    lambda part, times: part * times,
    st.sampled_from(["x", "-", '"a" ', "ab ", "é", "한", "\x00", "<zq'\">"]),
    st.integers(500, 4000),
)
odd = st.sampled_from(
    [
        "\x00",
        "pa\x00lau",
        "\r\nSet-Cookie: a=b",
        "\u202e",
        "\ufeff",
        "\u0345",
        "ﷺ" * 30,
        "İ",
        "ß",
        "🛰️",
        "../../etc/passwd",
        "{{ 7*7 }}",
        "{% debug %}",
    ]
)
marked = st.builds(
    lambda before, after: f"{before}{MARKER}{after}", st.one_of(st.just(""), known, text), st.one_of(st.just(""), text)
)
plain = st.one_of(marked, known, text, syntax, dates, numbers, odd, huge)
value = st.one_of(plain, plain.map("-{}".format))


@st.composite
def requests(draw):
    path = draw(st.sampled_from(list(NAMES)))
    name = st.one_of(st.sampled_from(NAMES[path]), st.sampled_from(NAMES[path]), marked, text)
    pairs = draw(st.lists(st.tuples(name, value), min_size=1, max_size=6))
    pairs += pairs[:1] * draw(st.sampled_from([0, 0, 0, 1, 60]))  # repeated
    return f"{path}?{urlencode(pairs)}"


@st.composite
def addresses(draw):
    """Addresses of records that are not there, and queries that are no text at all."""
    if draw(st.booleans()):
        return f"/{draw(st.sampled_from(RECORDS))}/{quote(draw(st.one_of(marked, text, odd)), safe='')}/?as_of={quote(draw(value))}"
    raw = draw(
        st.lists(
            st.sampled_from(
                ["%ff", "%", "%zz", "%00", "&", "=", "q", "as_of", "%3Czq%27%22%3E", ";", "+", "a[]", "%ED%A0%80"]
            ),
            max_size=10,
        )
    )
    return f"{draw(st.sampled_from(list(NAMES)))}?{''.join(raw)}"


def tried(client, address):
    """Never an error of the server (the client raises it), and nothing of the input as it was typed."""
    response = client.get(address)
    assert response.status_code in (200, 301, 400, 404, 410), address
    if response.status_code == 301:
        assert response["Location"].startswith("/") and not response["Location"].startswith("//")
        return
    body = (b"".join(response.streaming_content) if response.streaming else response.content).decode()
    if response["Content-Type"].startswith("text/html"):
        assert [raw for raw in RAW if raw in body] == [], address
    assert not set("\r\n") & set("".join(response.headers.values()))


def hostile(examples, **more):
    suppressed = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(max_examples=examples, suppress_health_check=suppressed, **more)


@pytest.fixture
def gone(world):
    """Beside the world, a commitment that was withdrawn."""
    from tests.world import commitment

    text = world.statements["hiroshima"]
    commitment("gone", text, [], {}, state="withdrawn", title="Gone", state_reason="Entered twice.")


@hostile(25)
@given(address=requests())
def test_any_query_gets_an_answer_and_is_never_shown_as_typed(client, gone, address):
    tried(client, address)


@hostile(15)
@given(address=addresses())
@example(address="/commitments/%00/")
@example(address="/states/%00%00%00/?as_of=%00")
@example(address="/nothing%00here")
@example(address="/commitments/pal%FFau/")
def test_any_address_gets_an_answer_and_is_never_shown_as_typed(client, gone, address):
    tried(client, address)


@pytest.mark.parametrize("path", NAMES)
def test_every_page_escapes_names_and_values(client, gone, path):
    """Each name that the page knows, and two that it does not, with the marker alone, left out and among words."""
    for names in (NAMES[path], ["colour", MARKER]):
        values = (MARKER, f"-{MARKER}", f"palau {MARKER} x")
        tried(client, f"{path}?{urlencode([(name, value) for name in names for value in values])}")


WORST_VALUES = ("-", "\\", "9999-12-31", "0001", "%", "%c", "-%d", "\x00", "-\x00", "pa\x00lau")


@pytest.mark.parametrize(("path", "value"), some(itertools.product(LISTS, WORST_VALUES), 50))
def test_every_filter_takes_the_worst(client, gone, path, value):
    """One value for every name at once."""
    tried(client, f"{path}?{urlencode([(name, value) for name in NAMES[path]])}")


def test_the_marker_is_shown_escaped(client, gone):
    """What was not understood is said, so the tests above look at pages that do hold the input."""
    body = client.get("/commitments/", {MARKER: MARKER, "grouping": MARKER, "q": MARKER}).content.decode()
    assert body.count("&lt;zq&#x27;&quot;&gt;") >= 3


@pytest.mark.drill
@hostile(4000, derandomize=False)
@given(address=requests())
def test_thousands_of_queries(client, gone, address):
    tried(client, address)


@pytest.mark.drill
@hostile(2000, derandomize=False)
@given(address=addresses())
def test_thousands_of_addresses(client, gone, address):
    tried(client, address)
