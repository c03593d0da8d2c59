"""The fixture equals the research: every record and field is compared with the committed research files.

The facts are read here with plain Python, without the application's own import.
"""

import io
import json
from collections import Counter, defaultdict
from contextlib import contextmanager
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.http import QueryDict

from initiatives.importing.research import import_facts
from initiatives.importing.research_schema import load_facts
from initiatives.lists.filters import CommitmentFilterSet
from initiatives.models import (
    Commitment,
    FollowUp,
    Grouping,
    Membership,
    Participation,
    SearchLogEntry,
    Source,
    State,
    Statement,
    Summit,
    Technology,
)
from initiatives.models.dates import PartialDate
from initiatives.models.vocabularies import Vocabulary
from initiatives.publishing.crosswalk import MATCHES
from tests.loops import each
from tests.unit.small_research import tables

FIXTURES = settings.BASE_DIR / "fixtures"
ALL_LINES = (FIXTURES / "demo.jsonl").read_text(encoding="utf-8").splitlines()
VERSIONS = [line for line in ALL_LINES if line.startswith('{"model": "initiatives.publicversion"')]
LINES = ALL_LINES[: -len(VERSIONS)]
NOUNS = ["state", "technology", "source", "grouping", "membership", "summit", "statement"]
NOUNS += ["commitment", "participation", "followup", "searchlogentry"]
MEMBERSHIPS, PARTICIPATIONS, ASSESSED = 251, 1672, 114
CODING = {"complete": "all", "technology-part": "technology part", "not-read": "none"}


@pytest.fixture(scope="module")
def demo(demo_data):
    """The database with the fixture in it. Use ``tried()`` for what writes."""
    return demo_data


@contextmanager
def tried():
    """Whatever is written inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def facts():
    """All rows of the research files by array, in the order of the files, as they are written."""
    arrays = defaultdict(list)
    for path in sorted((FIXTURES / "facts").glob("*.json")):
        for array, rows in json.loads(path.read_text(encoding="utf-8")).items():
            arrays[array] += rows
    return arrays


# --- the file -----------------------------------------------------------------------------------------------------------


def test_the_fixture_holds_one_record_a_line():
    for line in each(LINES):
        assert set(json.loads(line)) == {"model", "fields"}  # natural keys: no database numbers


def key_of(record: dict) -> list[str]:
    def flat(value):
        return flat(value[0]) if isinstance(value, list) else str(value)

    fields, noun = record["fields"], record["model"].removeprefix("initiatives.")
    names = {
        "membership": ("grouping", "state", "role", "joined_earliest"),
        "participation": ("commitment", "state", "role"),
        "followup": ("commitment", "number"),
        "searchlogentry": ("commitment", "number"),
    }
    return [flat(fields[name]) for name in names.get(noun, ("slug",))]


def test_the_lines_are_sorted_by_noun_and_key():
    found = [json.loads(line) for line in LINES]
    order = [(NOUNS.index(record["model"].removeprefix("initiatives.")), key_of(record)) for record in found]
    assert order == sorted(order)
    assert len({(noun, *key) for noun, key in order}) == len(order)


def test_the_public_versions_follow_the_records_and_each_record_has_one():
    assert [*LINES, *VERSIONS] == ALL_LINES
    fields = [json.loads(line)["fields"] for line in VERSIONS]
    parts = {"membership", "participation"}
    records = [line for line in LINES if json.loads(line)["model"].removeprefix("initiatives.") not in parts]
    assert len({(row["noun"], row["key"]) for row in fields if row["number"] == 1}) == len(records) - 2 > 2000


def test_the_fixture_holds_records_and_no_accounts_or_history():
    assert {json.loads(line)["model"] for line in LINES} <= {f"initiatives.{noun}" for noun in NOUNS}
    names = {name for line in LINES for name in json.loads(line)["fields"]}
    assert not names & {"user", "done_by", "password", "email", "history_user", "username"}


def test_moments_are_whole_seconds():
    fields = [json.loads(line)["fields"] for line in LINES]
    moments = {
        fields[name] for fields in fields for name in ("created_at", "updated_at", "published_at") if fields.get(name)
    }
    assert {len(moment) for moment in moments} == {len("2026-01-01T00:00:00Z")}


def test_the_fixture_ends_its_last_line_and_knows_no_other_end_of_line():
    raw = (FIXTURES / "demo.jsonl").read_bytes()
    assert raw.endswith(b"}\n")
    assert b"\r" not in raw


def test_the_fixture_is_loaded_into_a_test_database(demo):
    assert "test" in str(connection.settings_dict["NAME"])


# --- the database -------------------------------------------------------------------------------------------------------


def test_these_many_records_are_loaded(demo):
    counted = {
        model.__name__: model.objects.count()
        for model in (
            State,
            Technology,
            Source,
            Grouping,
            Summit,
            Statement,
            Commitment,
            Participation,
            Membership,
            SearchLogEntry,
        )
    }
    assert counted == {
        "State": 79,  # 78 of the research, and the European Union
        "Technology": 48,
        "Source": 488,
        "Grouping": 36,
        "Membership": MEMBERSHIPS,
        "Summit": 150,
        "Statement": 235,
        "Commitment": 402,
        "Participation": PARTICIPATIONS,
        "SearchLogEntry": 0,
    }
    kinds = Counter(FollowUp.objects.values_list("kind", flat=True))
    assessed = kinds.pop("assessed")
    assert (kinds.total(), assessed) == (748, ASSESSED)
    assert State.objects.filter(kind="union").get().name == "European Union"


def test_everything_of_the_fixture_is_published(demo):
    for model in (Grouping, Summit, Statement, Commitment, FollowUp):
        assert set(model.objects.values_list("state", flat=True)) == {"published"}
        assert model.objects.published().count() == model.objects.count()


def test_loading_the_fixture_twice_is_loading_it_once(demo):
    with tried():
        before = tables()
        call_command("loaddata", "demo", verbosity=0)
        after = tables()
    assert [name for name in before if before[name] != after[name]] == []


def test_the_fixture_is_what_the_facts_give(demo):
    with tried():
        report = import_facts(load_facts(FIXTURES / "facts"))
    assert report.problems == []
    assert {noun: {name: n for name, n in count.items() if n} for noun, count in report.counts.items()} == {
        "states": {"unchanged": 79},
        "technologies": {"unchanged": 48},
        "sources": {"unchanged": 488},
        "groupings": {"unchanged": 36},
        "memberships": {"unchanged": MEMBERSHIPS},
        "summits": {"unchanged": 150},
        "statements": {"unchanged": 235},
        "commitments": {"unchanged": 402},
        "participations": {"unchanged": PARTICIPATIONS},
        "follow-ups": {"unchanged": 748 + ASSESSED},
    }
    assert report.lines == []


def test_the_import_after_the_fixture_writes_no_row(demo):
    with tried():
        before = tables(leave_out=("auth_user",))  # the import has an account of its own
        import_facts(load_facts(FIXTURES / "facts"))
        after = tables(leave_out=("auth_user",))
    assert [name for name in before if before[name] != after[name]] == []


def test_the_record_writes_the_same_fixture_again(demo, tmp_path):
    path = tmp_path / "again.jsonl"
    call_command("write_fixture", str(path), stdout=io.StringIO())
    assert path.read_text(encoding="utf-8").splitlines() == ALL_LINES


def test_the_record_keeps_its_rules(demo):
    out, err = io.StringIO(), io.StringIO()
    call_command("check_record", stdout=out, stderr=err, verbosity=0)
    assert err.getvalue() == ""


def test_foreign_keys_of_the_loaded_fixture_hold(demo):
    connection.check_constraints()


# --- field by field -----------------------------------------------------------------------------------------------------


def text(date: PartialDate | None):
    return date and date.isoformat()


def slug(record):
    return record and record.slug


def source_row(source):
    return {
        "slug": source.slug,
        "title": source.title,
        "publisher": source.publisher,
        "url": source.url or None,
        "read_at": source.read_at or None,
        "published": text(source.published_on),
        "language": source.language,
        "level": source.level,
    }


def grouping_row(grouping):
    return {
        "slug": grouping.slug,
        "name": grouping.name,
        "short_name": grouping.short_name,
        "aliases": grouping.aliases,
        "established": text(grouping.founded),
        "ended": text(grouping.ended),
        "summary": grouping.purpose,
        "source": slug(grouping.source),
        "members": {
            (m.state.iso3, m.role, text(m.joined)): {
                "left": text(m.left),
                "note": m.note or None,
                "source": slug(m.source),
            }
            for m in grouping.memberships.all()
        },
    }


def summit_row(summit):
    return {
        "slug": summit.slug,
        "grouping": summit.grouping.slug,
        "name": summit.name,
        "level": summit.level,
        "format": summit.format or None,
        "status": summit.status,
        "start_date": text(summit.start),
        "end_date": text(summit.end),
        "city": summit.city or None,
        "country": summit.host and summit.host.iso3,
        "venue": summit.venue or None,
        "sidelines_of": summit.sidelines_of or None,
        "note": summit.note or None,
        "source": slug(summit.source),
    }


def statement_row(statement):
    return {
        "slug": statement.slug,
        "grouping": statement.grouping.slug,
        "summit": slug(statement.summit),
        "title": statement.title,
        "kind": statement.kind,
        "issued_on": text(statement.issued_on),
        "issuer": statement.issuer or None,
        "url": statement.url or None,
        "language": statement.language,
        "source": slug(statement.source),
        "paragraphs_read": CODING[statement.coding],
    }


def follow_up_row(follow_up):
    return {
        "date": text(follow_up.date),
        "kind": follow_up.kind,
        "statement": slug(follow_up.statement),
        "source": slug(follow_up.source),
        "locator": follow_up.locator or None,
        "note": follow_up.note or None,
    }


def amount_row(commitment):
    value = commitment.amount_value
    return value is not None and {
        "value": value,
        "currency": commitment.amount_currency,
        "note": commitment.amount_note or None,
        "bound": commitment.amount_bound,
        "scope": commitment.amount_scope,
    }


def commitment_row(commitment):
    day = commitment.status_as_of or commitment.announced
    follow_ups = [row for row in commitment.follow_ups.all() if row.kind != "assessed"]
    return {
        "slug": commitment.slug,
        "title": commitment.title,
        "summary": commitment.summary,
        "statement": commitment.statement.slug,
        "locator": commitment.locator or None,
        "technologies": {technology.slug for technology in commitment.technologies.all()},
        "modes": {mode.code for mode in commitment.modes.all()},
        "participants": {(party.state.iso3, party.role): {} for party in commitment.participations.all()},
        "amount": amount_row(commitment) or None,
        "target_date": text(commitment.target_date),
        "status": Commitment.objects.with_status(on=day.latest).get(pk=commitment.pk).status,
        "status_as_of": text(commitment.status_as_of),
        "source": slug(commitment.source),
        "confidence": commitment.evidence,
        "follow_ups": {f"[{place}]": follow_up_row(row) for place, row in enumerate(follow_ups)},
    }


STORED = {
    "sources": (source_row, Source.objects.all()),
    "groupings": (grouping_row, Grouping.objects.prefetch_related("memberships__state", "memberships__source")),
    "summits": (summit_row, Summit.objects.select_related("grouping", "host", "source")),
    "statements": (statement_row, Statement.objects.select_related("grouping", "summit", "source")),
    "commitments": (
        commitment_row,
        Commitment.objects.select_related("source", "statement").prefetch_related(
            "technologies", "modes", "participations__state", "follow_ups__statement", "follow_ups__source"
        ),
    ),
}


def by_part(row: dict) -> dict:
    """A row of the facts with its lists of rows keyed like the stored ones."""
    row = dict(row)
    if "members" in row:
        row["members"] = {
            (m["state"], m["role"], m["joined"]): {name: m[name] for name in ("left", "note", "source")}
            for m in row["members"]
        }
    if "participants" in row:
        row["participants"] = {(p["state"], p["role"]): {} for p in row["participants"]}
        row["technologies"], row["modes"] = set(row["technologies"]), set(row["modes"])
        row["follow_ups"] = {f"[{place}]": follow_up for place, follow_up in enumerate(row["follow_ups"])}
        if row["amount"]:
            row["amount"] = {**row["amount"], "value": Decimal(str(row["amount"]["value"]))}
    return row


def differences(was, now, path=()):
    """Where two rows differ: the way to the value, what the facts say, what is stored."""
    if isinstance(was, dict) and isinstance(now, dict):
        for name in was.keys() | now.keys():
            yield from differences(was.get(name, "nothing"), now.get(name, "nothing"), (*path, name))
    elif was != now:
        yield path, was, now


def with_elsewhere(facts):
    """The commitments of the facts, each with the follow-ups of other files after its own."""
    rows = {row["slug"]: {**row, "follow_ups": list(row["follow_ups"])} for row in facts["commitments"]}
    places = {}
    for row in facts["follow_ups_elsewhere"]:
        follow_ups = rows[row["commitment"]]["follow_ups"]
        which = tuple(row[name] for name in ("commitment", "source", "date", "kind"))
        places.setdefault(which, len(follow_ups))
        follow_ups.append({name: row[name] for name in ("date", "kind", "statement", "source", "locator", "note")})
    return rows, places


def repaired(facts, commitments, places):
    """What repairs.json says must differ, in the form of ``differences``."""
    said = {}
    for repair in facts["repairs"]:
        array, record, field = repair["array"], repair["record"], repair["field"]
        if array == "states":
            continue  # the European Union, tested by itself
        if array == "follow_ups_elsewhere":
            place = places[tuple(record[name] for name in ("commitment", "source", "date", "kind"))]
            said["commitments", record["commitment"], ("follow_ups", f"[{place}]", field)] = (
                repair["was"],
                repair["becomes"],
            )
        elif repair["action"] == "add":
            value = repair["value"]
            key = tuple(value[name] for name in ("state", "role", "joined") if name in value)
            rest = {name: item for name, item in value.items() if name in ("left", "note", "source")}
            said[array, record, (field, key)] = ("nothing", rest)
        else:
            said[array, record, way(facts, array, record, field)] = (repair.get("was", "nothing"), repair["becomes"])
    return said


def way(facts, array, record, field):
    """`members[3].note` as the way through keyed rows."""
    if not field.startswith("members["):
        return tuple(field.replace("[", ".[").split("."))
    place, name = field.removeprefix("members[").split("].")
    member = next(row for row in facts[array] if row["slug"] == record)["members"][int(place)]
    return "members", (member["state"], member["role"], member["joined"]), name


def test_every_field_of_every_record_is_that_of_the_facts_but_for_the_documented_repairs(demo, facts):
    commitments, places = with_elsewhere(facts)
    found, compared = {}, Counter()
    for array, (row_of, records) in STORED.items():
        stored = {record.slug: row_of(record) for record in records}
        rows = {row["slug"]: row for row in facts[array]} if array != "commitments" else commitments
        assert stored.keys() == rows.keys()
        for key, row in rows.items():
            assert row.keys() == stored[key].keys()
            compared[array] += len(row)
            for path, was, now in differences(by_part(row), stored[key]):
                found[array, key, path] = (was, now)
    assert found == repaired(facts, commitments, places)
    assert len(found) == 118  # and the European Union
    assert compared.total() == 488 * 8 + 36 * 9 + 150 * 14 + 235 * 11 + 402 * 15


def test_the_repairs_are_all_explained_on_their_page(facts):
    page = (settings.BASE_DIR / "docs" / "repairs.md").read_text()
    assert len(facts["repairs"]) == 119
    assert f"There are {len(facts['repairs'])}" in page
    for repair in facts["repairs"]:
        record = repair["record"]["commitment"] if isinstance(repair["record"], dict) else repair["record"]
        assert (record or repair["value"]["iso3"]) in page, repair


def test_every_state_is_that_of_the_facts_with_its_codes(demo, facts):
    first = {}
    for row in facts["states"]:
        first.setdefault(row["iso3"], row)
    (union,) = [repair["value"] for repair in facts["repairs"] if repair["array"] == "states"]
    codes = {row["iso3"]: row for row in facts["state_codes"]}
    expected = {
        iso3: {
            **row,
            **codes[iso3],
            "region": row["region"] or "",
            "numeric": codes[iso3]["numeric"] or "",
            "aliases": [],
        }
        for iso3, row in {**first, union["iso3"]: union}.items()
    }
    names = ("iso3", "name", "official_name", "region", "iso2", "numeric", "kind", "slug", "aliases")
    assert {state.iso3: {name: getattr(state, name) for name in names} for state in State.objects.all()} == expected
    assert len(first) == 78


def test_every_technology_is_that_of_the_first_file_with_the_aliases_of_all(demo, facts):
    expected = {}
    for row in facts["technologies"]:
        kept = expected.setdefault(row["slug"], {**row, "aliases": []})
        known = {alias.casefold() for alias in kept["aliases"]}
        kept["aliases"] = kept["aliases"] + [alias for alias in row["aliases"] if alias.casefold() not in known]
    claimed = Counter(alias.casefold() for row in expected.values() for alias in row["aliases"])
    assert [alias for alias, count in claimed.items() if count > 1] == ["ict"]
    loser = next(slug for slug, row in expected.items() if "ICT" in row["aliases"] and slug != "information-technology")
    expected[loser]["aliases"].remove("ICT")
    stored = {
        technology.slug: {
            "slug": technology.slug,
            "name": technology.name,
            "parent": slug(technology.parent),
            "aliases": technology.aliases,
            "summary": technology.definition,
        }
        for technology in Technology.objects.select_related("parent")
    }
    assert stored == expected
    notes = {row["slug"]: row["borderline"] for row in facts["technology_notes"]}
    assert dict(Technology.objects.values_list("slug", "borderline")) == notes
    assert len(set(notes.values())) == 48
    assert {match.subject for match in MATCHES if not isinstance(match.subject, Vocabulary)} <= set(notes)


def test_names_and_parents_of_technologies_are_the_same_in_every_file(facts):
    """Only aliases and summaries were chosen between; here the first file wins."""
    told = defaultdict(set)
    for row in facts["technologies"]:
        told[row["slug"]].add((row["name"], row["parent"]))
    assert [slug for slug, said in told.items() if len(said) > 1] == []


def test_columns_that_the_facts_do_not_know_are_empty(demo):
    assert set(Commitment.objects.values_list("wording", flat=True)) == {""}
    assert [blanks for blanks in Commitment.objects.values_list("blanks", flat=True) if blanks] == []
    assert set(Source.objects.values_list("archive_url", "accessed_on")) == {("", None)}
    assert set(Statement.objects.values_list("archive_url", flat=True)) == {""}
    assert set(FollowUp.objects.exclude(kind="assessed").values_list("supports", flat=True)) == {""}


def test_links_in_the_texts_lead_to_records(demo):
    """Reworded texts name other records; a slug in brackets that leads nowhere would be shown to readers."""
    from initiatives.editorial.checks import broken_internal_links

    linked = 0
    for model in (Grouping, Membership, Summit, Commitment, FollowUp):
        for record in model.objects.all():
            assert broken_internal_links(record) == []
            linked += any("[[" in str(value) for value in record.__dict__.values())
    assert linked == 21


MOVED = {
    "aukus-industry-forum": ("under-way", "completed"),  # a row of April 2024, coded on the 17th of that month
    "quad-ai-engage": ("announced", "under-way"),
    "quad-asia-open-ran-academy-expansion": ("announced", "under-way"),
    "quad-australia-cable-programme": ("announced", "under-way"),
    "quad-cyber-workforce": ("announced", "under-way"),
    "quad-export-credit-agencies-moc": ("announced", "completed"),
    "quad-health-security-partnership": ("announced", "under-way"),
    "quad-standards-contact-groups": ("announced", "under-way"),
}
"""Coded and present status of those that a later text has moved."""


# --- status -------------------------------------------------------------------------------------------------------------


def test_on_its_day_each_commitment_has_its_coded_status(demo, facts):
    dates = dict(Commitment.objects.values_list("slug", "status_as_of_latest"))
    coded = {row["slug"]: row["status"] for row in facts["commitments"]}
    fallback = dict(Commitment.objects.values_list("slug", "statement__issued_on_latest"))
    days = {slug: dates[slug] or fallback[slug] for slug in coded}
    assert None not in days.values()
    found = {}
    for day in set(days.values()):
        on_day = Commitment.objects.with_status(on=day).filter(slug__in=[slug for slug in days if days[slug] == day])
        found |= dict(on_day.values_list("slug", "status"))
    assert found == coded
    assert len(found) == 402


def test_eight_commitments_have_moved_since_their_coded_day(demo, facts):
    coded = {row["slug"]: row["status"] for row in facts["commitments"]}
    now = dict(Commitment.objects.with_status().values_list("slug", "status"))
    assert {slug: (coded[slug], now[slug]) for slug in coded if coded[slug] != now[slug]} == MOVED


def test_assessments_stand_where_the_rows_do_not_give_the_coded_status_and_nowhere_else(demo, facts):
    """Reckoned here from the facts alone: the newest supporting row up to the day, by end, then start, then place."""
    supports = {"progress": "under-way", "completed": "completed", "stalled": "stalled", "superseded": "superseded"}
    commitments, _ = with_elsewhere(facts)
    repairs = {
        (r["record"], r["field"]): r["becomes"]
        for r in facts["repairs"]
        if r["array"] == "commitments" and "becomes" in r
    }
    issued = {row["slug"]: row["issued_on"] for row in facts["statements"]}
    expected = set()
    for key, row in commitments.items():
        said = repairs.get((key, "status_as_of"), row["status_as_of"]) or issued[row["statement"]]
        until = span(said)[1]
        dated = []
        for place, follow_up in enumerate(row["follow_ups"]):
            date = repairs.get((key, f"follow_ups[{place}].date"), follow_up["date"])
            if date and follow_up["kind"] in supports and span(date)[1] <= until:
                dated.append((span(date)[1], span(date)[0], place, supports[follow_up["kind"]]))
        if (max(dated)[3] if dated else "announced") != row["status"]:
            expected.add((key, said, row["status"]))
    rows = FollowUp.objects.filter(kind="assessed").select_related("commitment")
    assert {(row.commitment.slug, text(row.date), row.supports) for row in rows} == expected
    assert (rows.count(), len(expected)) == (ASSESSED, ASSESSED)


def span(date: str) -> tuple[str, str]:
    """First and last day as text; that every month ends on a 31st is enough to compare."""
    return (date + "-01-01")[:10] if len(date) == 4 else (date + "-01")[:10], (date + "-12-31")[:10] if len(
        date
    ) == 4 else (date + "-31")[:10]


# --- what the acceptance asks for, counted without the ORM --------------------------------------------------------------


class Counted:
    """The commitments of the facts with what the filters ask about them."""

    def __init__(self, facts):
        self.rows = facts["commitments"]
        self.statements = {row["slug"]: row for row in facts["statements"]}
        self.summits = {row["slug"]: row for row in facts["summits"]}
        self.parents = {}
        for row in facts["technologies"]:
            self.parents.setdefault(row["slug"], row["parent"])

    def line(self, technology):
        while technology:
            yield technology
            technology = self.parents[technology]

    def on(self, row, technology):
        return any(technology in self.line(named) for named in row["technologies"])

    def grouping(self, row):
        return self.statements[row["statement"]]["grouping"]

    def level(self, row):
        summit = self.statements[row["statement"]]["summit"]
        return self.summits[summit]["level"] if summit else "none"

    def parties(self, row):
        return {(party["state"], party["role"]) for party in row["participants"]}

    def states(self, row):
        return {state for state, _ in self.parties(row)}

    def slugs(self, holds):
        return {row["slug"] for row in self.rows if holds(row)}


@pytest.fixture(scope="module")
def counted(facts):
    return Counted(facts)


ACCEPTANCE = {
    "grouping=quad&technology=open-ran": (12, lambda c, row: c.grouping(row) == "quad" and c.on(row, "open-ran")),
    "technology=artificial-intelligence&grouping=us-rok-japan": (
        8,
        lambda c, row: c.grouping(row) == "us-rok-japan" and c.on(row, "artificial-intelligence"),
    ),
    "all_states=KOR&all_states=JPN": (85, lambda c, row: {"KOR", "JPN"} <= c.states(row)),
    "all_states=south-korea&all_states=japan": (85, lambda c, row: {"KOR", "JPN"} <= c.states(row)),
    "state=JPN&role=lead": (14, lambda c, row: ("JPN", "lead") in c.parties(row)),
    "technology=telecommunications": (77, lambda c, row: c.on(row, "telecommunications")),
    "level=none": (67, lambda c, row: c.level(row) == "none"),
    "level=leaders&level=none": (None, lambda c, row: c.level(row) in ("leaders", "none")),
    "level=-none": (402 - 67, lambda c, row: c.level(row) != "none"),
    "technology=-telecommunications": (402 - 77, lambda c, row: not c.on(row, "telecommunications")),
    "state=-JPN": (None, lambda c, row: "JPN" not in c.states(row)),
    "mode=standards&mode=principles": (None, lambda c, row: {"standards", "principles"} & set(row["modes"])),
    "evidence=secondary": (None, lambda c, row: row["confidence"] == "secondary"),
    "target_date=none": (None, lambda c, row: row["target_date"] is None),
    "year=2023": (None, lambda c, row: (c.statements[row["statement"]]["issued_on"] or "").startswith("2023")),
    "year=none": (None, lambda c, row: c.statements[row["statement"]]["issued_on"] is None),
    "kind=fact-sheet": (None, lambda c, row: c.statements[row["statement"]]["kind"] == "fact-sheet"),
    "": (402, lambda c, row: True),
}


def found(query) -> list[str]:
    filterset = CommitmentFilterSet(QueryDict(query), queryset=Commitment.objects.published())
    assert filterset.is_valid(), filterset.errors
    rows = list(filterset.qs.values_list("slug", flat=True))
    assert len(rows) == filterset.select().count()
    return rows


@pytest.mark.parametrize("query", list(ACCEPTANCE))
def test_a_filter_finds_what_the_facts_hold(demo, counted, query):
    number, holds = ACCEPTANCE[query]
    rows = found(query)
    expected = counted.slugs(lambda row: holds(counted, row))
    assert len(rows) == len(set(rows))
    assert set(rows) == expected
    assert len(expected) == (len(expected) if number is None else number)
    assert expected


def test_the_two_best_known_open_ran_commitments_of_the_quad_are_among_the_twelve(demo):
    assert {"quad-open-ran-palau", "quad-open-ran-security-report"} <= set(found("grouping=quad&technology=open-ran"))


def test_the_palau_commitment_has_its_announcement_and_september_2023(demo):
    palau = Commitment.objects.get(slug="quad-open-ran-palau")
    assert palau.statement.summit.city == "Hiroshima"
    rows = list(palau.follow_ups.public_rows().in_time())
    dates = [row.date for row in rows if row.date]
    assert "2023-09" in {text(date)[:7] for date in dates}
    assert dates == sorted(dates)
    assert [row.date for row in rows[len(dates) :]] == [None] * (len(rows) - len(dates))


def test_south_korea_is_a_candidate_for_the_quad_and_australia_was_gone_in_2009(demo):
    quad = Grouping.objects.get(slug="quad")
    assert [m.role for m in quad.memberships.filter(state__iso3="KOR")] == ["candidate"]
    members = {
        year: sorted(
            quad.memberships.on(PartialDate.parse(year).latest)
            .filter(role="member")
            .values_list("state__iso3", flat=True)
        )
        for year in ("2007", "2009", "2023")
    }
    assert members == {
        "2007": ["AUS", "IND", "JPN", "USA"],
        "2009": ["IND", "JPN", "USA"],
        "2023": ["AUS", "IND", "JPN", "USA"],
    }


def test_us_rok_japan_has_three_members_and_camp_david_its_texts(demo):
    trio = Grouping.objects.get(slug="us-rok-japan")
    members = trio.memberships.current().filter(role="member").values_list("state__iso3", flat=True)
    assert sorted(members) == ["JPN", "KOR", "USA"]
    assert {"us-rok-japan-leaders-phnom-penh-2022", "us-rok-japan-camp-david-2023"} <= set(
        trio.summits.published().filter(level="leaders").values_list("slug", flat=True)
    )
    (camp_david,) = trio.summits.filter(slug__contains="camp-david", level="leaders")
    assert sorted(camp_david.statements.published().values_list("kind", flat=True)) == [
        "declaration",
        "fact-sheet",
        "joint-statement",
        "principles",
    ]


def test_the_two_leaders_summits_planned_in_india_are_postponed_with_a_reason(demo):
    summits = Summit.objects.filter(grouping__slug="quad", level="leaders", status="postponed")
    assert sorted(summits.values_list("slug", flat=True)) == [
        "quad-leaders-summit-india-2024",
        "quad-leaders-summit-india-2025",
    ]
    assert all(len(note) > 40 for note in summits.values_list("note", flat=True))
