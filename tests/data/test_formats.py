"""The demo data in every file format, read with tools of somebody else: the same records with the same values.

A further format of the list joins the comparison by one function in ``READERS``.
"""

import datetime as dt
import io
import json
import random
import re
from urllib.parse import urlencode

import bibtexparser
import feedparser
import icalendar
import openpyxl
import pandas
import pytest
import rispy
from django.conf import settings
from django.test import Client
from rdflib import Graph, Namespace, URIRef

from initiatives.lists.filters import CommitmentFilterSet
from initiatives.models import Commitment, PublicVersion, Summit
from initiatives.models.vocabularies import ParticipationRole
from tests.data.ten_commitments import spaced
from tests.loops import each
from tests.pages.page_text import RESULT

pytestmark = pytest.mark.django_db

NEWEST, PAGE = 50, 100
SDO = Namespace("https://schema.org/")
LINKED_DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


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
    listed = {name: list(filterset.filters[name].options()) for name in CommitmentFilterSet.facet_rules()}
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
    changed = {row.slug: changed_at(row) for row in Commitment.objects.published()}
    queries = sample(random_queries(), 6)
    for query in queries:
        page, count = page_of(query)
        files = {extension: read(query) for extension, read in READERS.items()}
        assert {extension: (keys[:PAGE], len(keys)) for extension, keys in files.items()} == dict.fromkeys(
            files, (page, count)
        ), query
        assert all(keys == files["csv"] for keys in files.values()), query
        newest = sorted(sorted(files["csv"]), key=changed.get, reverse=True)
        assert read_feed(query) == newest[:NEWEST], query
        filled, empty = filled + bool(page), empty + (not page)
        excluding += "=-" in query.replace("ordering=-", "")

    share = len(queries) / 50
    assert filled >= 30 * share and empty >= 5 * share and excluding >= 5 * share


# --- ten records


def test_pandas_reads_what_the_records_say(named):
    table = read_csv().set_index("slug", drop=False)

    for slug, said in each(named.items()):
        row = table.loc[slug]
        assert (row["announced"], row["status"], row["amount_value"], row["url"]) == (
            said.announced,
            said.status,
            said.amount,
            said.url,
        )
        assert set(row["parties"].split("; ")) == said.parties
        assert row["summary"] and row["title"] == said.record.title


def number(said) -> float | None:
    return float(said.amount) if said.amount else None


def test_a_workbook_has_days_as_days_and_numbers_as_numbers(named):
    rows = {row["slug"]: row for row in read_workbook()}

    for slug, said in each(named.items()):
        row, announced = rows[slug], said.record.announced
        if announced and announced.precision == "day":
            assert row["announced"].date() == announced.earliest
        else:
            assert (row["announced"] or "") == said.announced
        assert (set(row["parties"].split("; ")), row["status"], row["url"]) == (said.parties, said.status, said.url)
        assert row["amount_value"] == number(said)


def test_json_has_lists_as_lists_and_null_for_nothing(named):
    rows = {row["slug"]: row for row in read_json()}

    for slug, said in each(named.items()):
        row = rows[slug]
        assert (set(row["parties"]), row["status"], row["url"]) == (said.parties, said.status, said.url)
        assert ((row["announced"] or ""), row["amount_value"]) == (said.announced, number(said))


def test_bibtex_names_the_record_and_the_text_it_stands_in(named):
    library = bibtexparser.parse_string(
        fetch("/commitments.bib").decode(), append_middleware=[bibtexparser.middlewares.LatexDecodingMiddleware()]
    )
    assert library.failed_blocks == []
    assert len(library.entries) > 400
    assert (plain(library.entries[0]["title"]), library.entries[0]["url"]) == (
        "Commitments",
        f"{settings.SITE_URL}/commitments/",
    )

    for slug, said in named.items():
        own = library.entries_dict[f"minilat-commitment-{slug}"]
        text = library.entries_dict[f"statement-{said.record.statement.slug}"]
        assert plain(own["title"]) == " ".join(said.record.title.split())
        assert own["url"] == said.url
        assert [fact for fact in said.facts if spaced(fact) not in spaced(own["note"])] == []
        assert plain(text["title"]) == said.record.statement.title
        assert ("date" in text and text["date"] or "") == said.announced


def plain(text: str) -> str:
    return text.replace("{", "").replace("}", "")


def test_ris_names_the_record_and_the_text_it_stands_in(named):
    first, *rest = rispy.loads(fetch("/commitments.ris").decode())
    entries = {entry["id"]: entry for entry in rest}
    assert (first["title"], first["urls"]) == ("Commitments", [f"{settings.SITE_URL}/commitments/"])

    for slug, said in named.items():
        own, text = entries[f"minilat-commitment-{slug}"], entries[f"statement-{said.record.statement.slug}"]
        assert (own["title"], own["urls"]) == (said.record.title, [said.url])
        assert own["authors"] == ["Minilat"]
        assert [fact for fact in said.facts if spaced(fact) not in spaced(own["notes"][0])] == []
        assert text["title"] == said.record.statement.title
        assert text.get("date", "") == said.announced.replace("-", "/")


def test_csl_json_names_the_record_and_the_text_it_stands_in(named):
    first, *rest = json.loads(fetch("/commitments.csl.json"))
    items = {item["id"]: item for item in rest}
    assert (first["title"], first["type"]) == ("Commitments", "dataset")

    for slug, said in named.items():
        own, text = items[f"minilat-commitment-{slug}"], items[f"statement-{said.record.statement.slug}"]
        assert (own["title"], own["URL"]) == (said.record.title, said.url)
        assert [fact for fact in said.facts if fact not in own["note"]] == []
        parts = text["issued"]["date-parts"][0] if "issued" in text else []
        assert "-".join(f"{part:02}" for part in parts) == said.announced


def test_a_feed_says_what_the_records_say(named):
    for said in each(named.values()):
        feed = feedparser.parse(fetch(f"/commitments.atom?statement={said.record.statement.slug}"))
        assert not feed.bozo
        (entry,) = [entry for entry in feed.entries if entry.link == said.url]
        assert entry.title == said.record.title
        assert [fact for fact in said.facts if fact not in entry.summary] == []
        assert {tag.term for tag in entry.tags} == {row.name for row in said.record.technologies.all()}
        assert pandas.Timestamp(entry.updated) == changed_at(said.record).floor("s")


def changed_at(record) -> pandas.Timestamp:
    """When the latest public version of the record was written."""
    return pandas.Timestamp(PublicVersion.objects.of(record).last().at)


def test_an_rdf_parser_reads_what_the_pages_say(named):
    for slug, said in each(named.items()):
        page = fetch(f"/commitments/{slug}/").decode()
        data = json.loads(LINKED_DATA.search(page)[1])
        # What the context at that address says of the names that we use, so that nothing is asked of the net.
        context = {"@vocab": "https://schema.org/", "url": {"@type": "@id"}, "temporal": {"@type": "Text"}}
        assert data["@context"] == "https://schema.org"
        graph = Graph().parse(data=json.dumps({**data, "@context": context}), format="json-ld")
        own = URIRef(said.url)

        assert str(graph.value(own, SDO.temporal, default="")) == said.announced
        assert str(graph.value(graph.value(own, SDO.isBasedOn), SDO.datePublished, default="")) == said.announced
        assert str(graph.value(graph.value(own, SDO.creativeWorkStatus), SDO.termCode)) == said.status
        assert graph.value(own, SDO.url) == own
        assert {role_in(graph, role) for role in graph.objects(own, SDO.contributor)} == said.parties
        money = graph.value(own, SDO.mentions)
        if said.amount:
            values = [graph.value(money, part) for part in (SDO.value, SDO.minValue, SDO.maxValue)]
            assert [float(value) for value in values if value is not None] == [float(said.amount)]
            assert str(graph.value(money, SDO.currency)) == said.record.amount_currency
        else:
            assert money is None


def role_in(graph, role) -> str:
    """Code and role of a party, as ``PLW:beneficiary``."""
    code = graph.value(graph.value(role, SDO.contributor), SDO.identifier)
    labels = {member.label: member.value for member in ParticipationRole}
    return f"{code}:{labels[str(graph.value(role, SDO.roleName))]}"


def test_a_calendar_program_reads_the_meetings_of_the_ten_as_the_record_has_them(named):
    """The ten were announced at meetings that were held; a calendar holds what is planned, so they are planned here."""
    meetings = Summit.objects.filter(statements__commitments__slug__in=named).distinct()
    dated = {row.slug: row for row in meetings.exclude(start_earliest=None) if row.start.precision == "day"}
    assert len(dated) >= 3
    Summit.objects.filter(slug__in=dated).update(status="planned")
    book = icalendar.Calendar.from_ical(fetch("/summits.ics"))
    events = {str(event["url"]): event for event in book.walk("VEVENT")}

    book.validate()
    assert set(events) == {f"{settings.SITE_URL}/summits/{slug}/" for slug in dated}
    for slug, row in dated.items():
        event = events[f"{settings.SITE_URL}/summits/{slug}/"]
        last = row.end if row.end and row.end.precision == "day" else row.start
        assert (event["dtstart"].dt, event["dtend"].dt) == (row.start.earliest, last.latest + dt.timedelta(days=1))
        assert (str(event["summary"]), str(event.get("location", ""))) == (row.name, row.place)
        assert "planned" in str(event["description"])


@pytest.mark.parametrize("noun", ["statements", "sources"])
def test_the_bibliographies_of_texts_are_whole(demo_data, noun):
    keys = set(pandas.read_csv(io.BytesIO(fetch(f"/{noun}.csv")), dtype=str)["slug"])
    library = bibtexparser.parse_string(fetch(f"/{noun}.bib").decode())
    ris = rispy.loads(fetch(f"/{noun}.ris").decode())

    assert (
        {entry.key.partition("-")[2] for entry in library.entries[1:]}
        == {entry["id"].partition("-")[2] for entry in ris[1:]}
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
