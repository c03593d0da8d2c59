"""The demo data in every format, read back with other people’s tools: the records are the same and say the same.

A further format of the list joins the comparison by one function in ``READERS``.
"""

import io
import json
import random
from urllib.parse import urlencode

import bibtexparser
import feedparser
import openpyxl
import pandas
import pytest
import rispy
from django.conf import settings
from django.test import Client

from initiatives.facets import RULES
from initiatives.filters import CommitmentFilterSet
from initiatives.models import Commitment
from tests.pages.reading import RESULT

pytestmark = [pytest.mark.once, pytest.mark.django_db]

NAMED = [
    "quad-open-ran-palau",
    "quad-open-ran-palau-funding",
    "palau-spur-cable",
    "6g-shared-principles",
    "aisi-network-launch",
    "fvey-ai-cyber-call",
    "pax-silica-credentialing-panama",
    "us-rok-japan-advanced-nuclear",
    "us-india-rok-technology-dialogue",
]
NEWEST, PAGE = 50, 100


def fetch(address: str) -> bytes:
    response = Client().get(address)
    assert response.status_code == 200, address
    return b"".join(response.streaming_content) if response.streaming else response.content


def page_of(query: str) -> tuple[list[str], int]:
    """The keys that the list page shows on its first page of a hundred, and how many it counts."""
    response = Client().get(f"/commitments/?{query}&size={PAGE}")
    return RESULT.findall(response.content.decode()), response.context["query"].count


def read_csv(query: str = "") -> pandas.DataFrame:
    return pandas.read_csv(io.BytesIO(fetch(f"/commitments.csv?{query}")), dtype=str, keep_default_na=False)


def read_workbook(query: str = "") -> list[dict]:
    sheet = openpyxl.load_workbook(io.BytesIO(fetch(f"/commitments.xlsx?{query}"))).worksheets[0]
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def read_json(query: str = "") -> list[dict]:
    return json.loads(fetch(f"/commitments.json?{query}"))["records"]


READERS = {
    "csv": lambda query: list(read_csv(query)["slug"]),
    "xlsx": lambda query: [row["slug"] for row in read_workbook(query)],
    "json": lambda query: [row["slug"] for row in read_json(query)],
    "api": lambda query: [row["slug"] for row in read_api(query)],
}


def read_api(query: str) -> list[dict]:
    """The rows of all pages of the API's list, as a harvester follows them."""
    rows, address = [], f"/api/v1/commitments/?size=100&{query}"
    while address:
        answer = Client().get(address).json()
        rows += answer["results"]
        address = answer["next"]
    return rows


def read_feed(query: str) -> list[str]:
    return [
        entry.link.rstrip("/").rpartition("/")[2]
        for entry in feedparser.parse(fetch(f"/commitments.atom?{query}")).entries
    ]


# --- fifty filter sets


def random_queries() -> list[str]:
    """Seeded: at least thirty that find something, five that find nothing, five with something left out."""
    chosen, filled, empty, excluding = [], 0, 0, 0
    dice, filterset = random.Random(20261125), CommitmentFilterSet(None)
    listed = {rule.name: list(filterset.filters[rule.name].options()) for rule in RULES[CommitmentFilterSet]}
    while len(chosen) < 50 or filled < 30 or empty < 5 or excluding < 5:
        query = one_query(dice, listed)
        found = CommitmentFilterSet(query_dict(query), queryset=Commitment.objects.published()).select().exists()
        without = any(value.startswith("-") for name, value in query if name != "ordering")
        if len(chosen) >= 50 or (found and filled >= 40) or (not found and empty >= 10):
            continue
        chosen.append(urlencode(query))
        filled, empty, excluding = filled + found, empty + (not found), excluding + without
    return chosen


def one_query(dice, listed) -> list[tuple[str, str]]:
    query = []
    for name in dice.sample(list(listed), dice.randint(1, 3)):
        for value in dice.sample(listed[name], min(len(listed[name]), dice.randint(1, 2))):
            query.append((name, f"-{value}" if dice.random() < 0.25 else value))
    if dice.random() < 0.3:
        query.append(("announced_after", dice.choice(["2019", "2022-06", "2024-01-15"])))
    if dice.random() < 0.2:
        query.append(("q", dice.choice(["network", "research", "palau", "quantum"])))
    if dice.random() < 0.5:
        query.append(("ordering", dice.choice(list(CommitmentFilterSet.orders))))
    return query


def query_dict(query):
    from django.http import QueryDict

    return QueryDict(urlencode(query))


def test_fifty_filter_sets_hold_the_same_records_in_the_same_order_everywhere(demo_data, sample):
    filled = empty = excluding = 0
    queries = sample(random_queries(), 12)
    for query in queries:
        page, count = page_of(query)
        files = {extension: read(query) for extension, read in READERS.items()}
        assert {extension: (keys[:PAGE], len(keys)) for extension, keys in files.items()} == dict.fromkeys(
            files, (page, count)
        ), query
        assert all(keys == files["csv"] for keys in files.values()), query
        rows = Commitment.objects.filter(slug__in=files["csv"]).order_by("-updated_at", "slug")
        assert read_feed(query) == list(rows.values_list("slug", flat=True)[:NEWEST]), query
        filled, empty = filled + bool(page), empty + (not page)
        excluding += "=-" in query.replace("ordering=-", "")

    share = len(queries) / 50
    assert filled >= 30 * share and empty >= 5 * share and excluding >= 5 * share


# --- ten records


@pytest.fixture(scope="module")
def named(demo_data, django_db_blocker):
    """Ten records, one of them with an amount in money, as the database has them."""
    with django_db_blocker.unblock():
        rows = Commitment.objects.published().with_status().for_display()
        amounts = rows.filter(amount_value__isnull=False).exclude(slug__in=NAMED).order_by("slug")
        found = [*rows.filter(slug__in=NAMED), amounts.first()]
    assert len(found) == 10
    return {row.slug: row for row in found}


def expected(record) -> dict:
    return {
        "announced": record.announced.isoformat() if record.announced else "",
        "parties": "; ".join(f"{row.state.iso3}:{row.role}" for row in record.participations.all()),
        "status": record.status,
        "amount_value": "" if record.amount_value is None else str(record.amount_value),
        "url": f"{settings.SITE_URL}/commitments/{record.slug}/",
    }


def test_pandas_reads_what_the_records_say(named):
    table = read_csv().set_index("slug", drop=False)

    for slug, record in named.items():
        assert {name: table.loc[slug][name] for name in expected(record)} == expected(record)
        assert table.loc[slug]["summary"] and table.loc[slug]["title"] == record.title


def test_a_workbook_has_days_as_days_and_numbers_as_numbers(named):
    rows = {row["slug"]: row for row in read_workbook()}

    for slug, record in named.items():
        row, want = rows[slug], expected(record)
        announced = record.announced
        if announced and announced.precision == "day":
            assert row["announced"].date() == announced.earliest
        else:
            assert (row["announced"] or "") == want["announced"]
        assert (row["parties"], row["status"], row["url"]) == (want["parties"], want["status"], want["url"])
        assert row["amount_value"] == (None if record.amount_value is None else float(record.amount_value))


def test_json_has_lists_as_lists_and_null_for_nothing(named):
    rows = {row["slug"]: row for row in read_json()}

    for slug, record in named.items():
        row, want = rows[slug], expected(record)
        assert ("; ".join(row["parties"]), row["status"], row["url"]) == (want["parties"], want["status"], want["url"])
        assert (row["announced"] or "") == want["announced"]
        assert row["amount_value"] == (None if record.amount_value is None else float(record.amount_value))


def facts_of(record) -> list[str]:
    """What a line of prose on the record has to name."""
    parties = [f"{row.state.name} ({row.get_role_display().lower()})" for row in record.participations.all()]
    amount = [record.amount_words] if record.amount_words else []
    return [str(record.announced), f"Status: {record.status_label.lower()}", *parties, *amount]


def test_bibtex_names_the_record_and_the_text_it_stands_in(named):
    library = bibtexparser.parse_string(
        fetch("/commitments.bib").decode(), append_middleware=[bibtexparser.middlewares.LatexDecodingMiddleware()]
    )
    assert library.failed_blocks == []
    assert len(library.entries) > 400

    for slug, record in named.items():
        own = library.entries_dict[f"minilat-commitment-{slug}"]
        text = library.entries_dict[f"statement-{record.statement.slug}"]
        assert plain(own["title"]) == " ".join(record.title.split())
        assert own["url"] == expected(record)["url"]
        assert all(fact.replace("\u202f", " ") in own["note"].replace("\u202f", " ") for fact in facts_of(record))
        assert plain(text["title"]) == record.statement.title
        if record.announced:
            assert text["date"] == record.announced.isoformat()


def plain(text: str) -> str:
    return text.replace("{", "").replace("}", "")


def test_ris_names_the_record_and_the_text_it_stands_in(named):
    entries = {entry["id"]: entry for entry in rispy.loads(fetch("/commitments.ris").decode())}

    for slug, record in named.items():
        own, text = entries[f"minilat-commitment-{slug}"], entries[f"statement-{record.statement.slug}"]
        assert (own["title"], own["urls"]) == (record.title, [expected(record)["url"]])
        assert own["authors"] == ["Minilat"]
        assert all(fact.replace("\u202f", " ") in own["notes"][0] for fact in facts_of(record))
        assert text["title"] == record.statement.title
        if record.announced:
            assert text["date"] == record.announced.isoformat().replace("-", "/")


def test_a_feed_says_what_the_records_say(named):
    query = urlencode({"q": '"open ran"'})
    feed = feedparser.parse(fetch(f"/commitments.atom?{query}"))
    entries = {entry.id.rpartition("/")[2]: entry for entry in feed.entries}

    assert not feed.bozo
    record = named["quad-open-ran-palau"]
    entry = entries[record.slug]
    assert (entry.title, entry.link) == (record.title, expected(record)["url"])
    assert all(fact in entry.summary for fact in facts_of(record))
    assert {tag.term for tag in entry.tags} == {row.name for row in record.technologies.all()}
    assert pandas.Timestamp(entry.updated) == pandas.Timestamp(record.updated_at).floor("s")


@pytest.mark.parametrize("noun", ["statements", "sources"])
def test_the_bibliographies_of_texts_are_whole(demo_data, noun):
    keys = set(pandas.read_csv(io.BytesIO(fetch(f"/{noun}.csv")), dtype=str)["slug"])
    library = bibtexparser.parse_string(fetch(f"/{noun}.bib").decode())
    ris = rispy.loads(fetch(f"/{noun}.ris").decode())

    assert (
        {key.partition("-")[2] for key in library.entries_dict}
        == {entry["id"].partition("-")[2] for entry in ris}
        == keys
    )
    assert library.failed_blocks == []


@pytest.mark.parametrize(
    "noun", ["groupings", "states", "technologies", "summits", "statements", "sources", "memberships", "follow-ups"]
)
def test_the_files_of_a_noun_agree(demo_data, noun):
    table = pandas.read_csv(io.BytesIO(fetch(f"/{noun}.csv")), dtype=str, keep_default_na=False)
    document = json.loads(fetch(f"/{noun}.json"))
    sheet = openpyxl.load_workbook(io.BytesIO(fetch(f"/{noun}.xlsx"))).worksheets[0]

    assert len(table) == len(document["records"]) == document["count"] == sheet.max_row - 1
    assert list(table.columns) == list(document["records"][0]) == [cell.value for cell in sheet[1]]
    assert list(table["url"]) == [row["url"] for row in document["records"]]
