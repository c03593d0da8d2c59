"""Reading the research files: valid files become rows, each error names file, record and field."""

import json

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from initiatives.importing.research_schema import FACTS_SCHEMA, Problem, load_facts
from tests.unit.small_research import row, small_research, write


@pytest.fixture
def facts():
    return small_research()


def problems(folder, facts, **files):
    """What is wrong, as (file, record, field) with the message."""
    found = load_facts(write(folder, facts, **files)).problems
    return {(problem.file, problem.record, problem.field): problem.message for problem in found}


def test_sound_facts_have_no_problems_and_lose_no_row(tmp_path, facts):
    read_facts = load_facts(write(tmp_path, facts))
    assert read_facts.problems == []
    assert {array: len(rows) for array, rows in read_facts.rows.items()} == {
        array: len(rows) for array, rows in facts.items()
    }
    assert [{**row, "file": "facts.json"} for row in facts["commitments"]] == read_facts.rows["commitments"]


def test_the_facts_of_the_project_are_sound():
    assert load_facts(settings.BASE_DIR / "fixtures" / "facts").problems == []


def test_the_order_of_files_is_that_of_their_names(tmp_path, facts):
    more = {"technologies": [{**facts["technologies"][0], "summary": "Another summary.", "aliases": ["o-ran", "ORAN"]}]}
    read_facts = load_facts(write(tmp_path, facts, name="b.json", a=more, c=more))
    (open_ran,) = [row for row in read_facts.rows["technologies"] if row["slug"] == "open-ran"]
    assert (open_ran["summary"], open_ran["aliases"], open_ran["file"]) == (
        "Another summary.",
        ["o-ran", "ORAN"],
        "a.json",
    )


# --- problems -----------------------------------------------------------------------------------------------------------


def test_a_broken_reference_an_impossible_date_and_an_unknown_mode_are_all_named(tmp_path, facts):
    palau = row(facts, "commitments", "palau")
    palau["statement"], palau["target_date"], palau["modes"] = "no-such-text", "2023-02-30", ["deployment", "magic"]
    assert problems(tmp_path, facts) == {
        ("facts.json", "commitments palau", "statement"): "no file has “no-such-text” among its statements",
        ("facts.json", "commitments palau", "target_date"): "“2023-02-30” is not a day of the calendar",
        (
            "facts.json",
            "commitments palau",
            "modes",
        ): "“magic” is unknown; known values: research-development, deployment, "
        "standards, technology-protection, people-exchange, investment, supply-chain, capacity-building, "
        "information-sharing, dialogue, principles",
    }
    assert (
        str(Problem("a.json", "commitments palau", "modes", "unknown")) == "a.json: commitments palau: modes: unknown"
    )


@pytest.mark.parametrize(
    ("array", "key", "field", "value", "message"),
    [
        ("sources", "sheet", "slug", "Sheet One", "is not a slug"),
        ("sources", "sheet", "title", "  ", "a text is expected"),
        ("sources", "sheet", "title", None, "a text is expected"),
        ("sources", "sheet", "url", "example.org", "is not an address"),
        ("sources", "sheet", "url", "https://example.org/" + "x" * 2000, "is not an address"),
        ("sources", "sheet", "published", "20 May 2023", "is not a date"),
        ("sources", "sheet", "level", "tertiary", "is unknown; known values: primary, secondary"),
        ("states", "JPN", "iso3", "jpn", "is not an ISO code"),
        ("states", "JPN", "name", "", "a text is expected"),
        ("technologies", "open-ran", "parent", "radio", "among its technologies"),
        ("technologies", "open-ran", "aliases", "O-RAN", "a list of texts is expected"),
        ("technologies", "open-ran", "aliases", ["O-RAN", 5], "a list of texts is expected"),
        ("groupings", "pair", "source", "gone", "among its sources"),
        ("groupings", "pair", "established", "2020-13", "is not a day of the calendar"),
        ("groupings", "pair", "summary", "See [[source:gone]].", "links to source:gone, which no file contains"),
        ("summits", "hiroshima", "level", "kings", "is unknown"),
        ("summits", "hiroshima", "status", None, "is unknown"),
        ("summits", "hiroshima", "format", "by post", "is unknown"),
        ("summits", "hiroshima", "country", "XXX", "among its states"),
        ("statements", "joint", "kind", "song", "is unknown"),
        ("statements", "joint", "summit", "gone", "among its summits"),
        ("statements", "joint", "paragraphs_read", "some", "is unknown; known values: all, technology part, none"),
        ("commitments", "palau", "technologies", [], "a list of at least 1 is expected"),
        ("commitments", "palau", "technologies", "open-ran", "a list of at least 1 is expected"),
        ("commitments", "palau", "technologies", ["open-ran", "gone"], "no file has “gone” among its technologies"),
        ("commitments", "palau", "modes", [], "a list of at least 1 is expected"),
        ("commitments", "palau", "status", "begun", "is unknown"),
        ("commitments", "palau", "confidence", "sure", "is unknown"),
        ("commitments", "palau", "source", None, "among its sources"),
    ],
)
def test_a_value_that_does_not_hold_is_named_with_its_field(tmp_path, facts, array, key, field, value, message):
    row(facts, array, key)[field] = value
    found = problems(tmp_path, facts)
    label = value if field in ("slug", "iso3") else key
    assert message in found["facts.json", f"{array} {label}", field]


@pytest.mark.parametrize(
    ("way", "change"),
    [
        ("members[1].role", lambda facts: facts["groupings"][0]["members"][1].update(role="friend")),
        ("members[0].state", lambda facts: facts["groupings"][0]["members"][0].update(state="XXX")),
        ("members[0].left", lambda facts: facts["groupings"][0]["members"][0].update(left="soon")),
        ("participants[1].role", lambda facts: facts["commitments"][0]["participants"][1].update(role="guest")),
        ("participants[0]", lambda facts: facts["commitments"][0].update(participants=["JPN"])),
        ("follow_ups[1].date", lambda facts: facts["commitments"][0]["follow_ups"][1].update(date="2023-04-31")),
        ("follow_ups[0].kind", lambda facts: facts["commitments"][0]["follow_ups"][0].update(kind="assessed")),
        ("follow_ups[0].statement", lambda facts: facts["commitments"][0]["follow_ups"][0].update(statement="gone")),
        ("amount.bound", lambda facts: facts["commitments"][0]["amount"].update(bound="roughly")),
        ("amount.scope", lambda facts: facts["commitments"][0]["amount"].pop("scope")),
        ("amount.value", lambda facts: facts["commitments"][0]["amount"].update(value=-1)),
        ("amount.value", lambda facts: facts["commitments"][0]["amount"].update(value="20 million")),
        ("amount.value", lambda facts: facts["commitments"][0]["amount"].update(value=True)),
        ("amount", lambda facts: facts["commitments"][0].update(amount=20)),
        ("colour", lambda facts: facts["commitments"][0].update(colour="red")),
        ("follow_ups[0].colour", lambda facts: facts["commitments"][0]["follow_ups"][0].update(colour="red")),
    ],
)
def test_a_value_inside_a_row_is_named_by_the_way_to_it(tmp_path, facts, way, change):
    change(facts)
    found = {field.rstrip(".") for _, _, field in problems(tmp_path, facts)}
    assert found == {way}


def test_two_records_of_one_slug_are_a_problem_of_the_second_file(tmp_path, facts):
    again = {"commitments": [row(small_research(), "commitments", "palau")]}
    assert problems(tmp_path, facts, more=again) == {
        ("more.json", "commitments palau", "slug"): "another record already has this slug"
    }


def test_two_records_of_one_slug_in_one_file_are_a_problem(tmp_path, facts):
    facts["sources"].append(dict(facts["sources"][0]))
    assert problems(tmp_path, facts) == {
        ("facts.json", "sources sheet", "slug"): "another record already has this slug"
    }


def test_a_state_or_a_technology_may_stand_in_several_files(tmp_path, facts):
    again = {
        "states": [{**facts["states"][0], "official_name": "Nippon"}],
        "technologies": [{**facts["technologies"][0], "aliases": ["o-ran", "Open Radio"], "summary": "Later."}],
    }
    read_facts = load_facts(write(tmp_path, facts, later=again))
    assert read_facts.problems == []
    assert [row["official_name"] for row in read_facts.rows["states"] if row["iso3"] == "JPN"] == ["Japan"]
    (open_ran,) = [row for row in read_facts.rows["technologies"] if row["slug"] == "open-ran"]
    assert (open_ran["summary"], open_ran["aliases"]) == ("Radio.", ["O-RAN", "Open Radio"])


def test_an_alias_stays_with_the_first_that_claims_it_and_the_choice_is_said(tmp_path, facts):
    row(facts, "technologies", "open-ran")["aliases"] = ["O-RAN", "ict"]
    read_facts = load_facts(write(tmp_path, facts))
    assert {row["slug"]: row["aliases"] for row in read_facts.rows["technologies"]} == {
        "open-ran": ["O-RAN", "ict"],
        "telecoms": [],
    }
    assert read_facts.notices == ["the alias “ICT” belongs to open-ran; it was removed from telecoms"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not readable as JSON"),
        ("[]", "an object that holds arrays is expected"),
        ('{"sources": {}}', "an object that holds arrays is expected"),
        ("\udcff", "not readable as JSON"),
    ],
)
def test_a_file_that_is_not_an_object_of_arrays_is_a_problem(tmp_path, facts, text, message):
    write(tmp_path, facts)
    (tmp_path / "odd.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    (problem,) = load_facts(tmp_path).problems
    assert (problem.file, message in problem.message) == ("odd.json", True)


def test_an_unknown_array_is_a_problem(tmp_path, facts):
    assert problems(tmp_path, {**facts, "promises": [{}]}) == {("facts.json", "promises", "-"): "unknown array"}


def test_a_folder_without_facts_is_a_problem(tmp_path):
    (problem,) = load_facts(tmp_path).problems
    assert problem.message == "the folder has no research files (*.json)"


# --- parts of the format ------------------------------------------------------------------------------------------------


def test_a_follow_up_of_another_file_joins_its_commitment(tmp_path, facts):
    later = {
        "commitment": "palau",
        "commitment_hint": "the one in Palau",
        "date": "2024-09-21",
        "kind": "expanded",
        "statement": "joint",
        "source": "report",
        "locator": None,
        "note": None,
    }
    read_facts = load_facts(write(tmp_path, facts, a={"follow_ups_elsewhere": [later]}))
    assert read_facts.problems == []
    (palau,) = [row for row in read_facts.rows["commitments"] if row["slug"] == "palau"]
    kept = {name: value for name, value in later.items() if not name.startswith("commitment")}
    assert palau["follow_ups"][2] == {**kept, "elsewhere": True}


def test_a_follow_up_of_another_file_needs_a_commitment_that_is_there(tmp_path, facts):
    row_elsewhere = {"commitment": "gone", "kind": "progress", "source": "sheet"}
    assert problems(tmp_path, facts, a={"follow_ups_elsewhere": [row_elsewhere]}) == {
        ("a.json", "follow_ups_elsewhere", "commitment"): "no file has “gone” among its commitments"
    }


def test_state_codes_complete_the_states(tmp_path, facts):
    codes = [{"iso3": "JPN", "iso2": "JP", "numeric": "392", "kind": "state", "slug": "japan"}]
    read_facts = load_facts(write(tmp_path, facts, codes={"state_codes": codes}))
    assert read_facts.problems == []
    (japan,) = [row for row in read_facts.rows["states"] if row["iso3"] == "JPN"]
    assert (japan["iso2"], japan["numeric"], japan["kind"], japan["slug"]) == ("JP", "392", "state", "japan")


def test_notes_complete_the_technologies(tmp_path, facts):
    notes = [{"slug": "open-ran", "borderline": "More suppliers without open interfaces do not count."}]
    read_facts = load_facts(write(tmp_path, facts, notes={"technology_notes": notes}))
    assert read_facts.problems == []
    assert {row["slug"]: row.get("borderline") for row in read_facts.rows["technologies"]} == {
        "telecoms": None,
        "open-ran": notes[0]["borderline"],
    }


# --- repairs ------------------------------------------------------------------------------------------------------------


def repaired(folder, facts, *repairs):
    return load_facts(write(folder, facts, repairs={"repairs": [{"why": "A test.", **repair} for repair in repairs]}))


def test_a_repair_replaces_a_value(tmp_path, facts):
    repair = {"action": "replace", "array": "commitments", "record": "palau", "field": "follow_ups[1].date"}
    found = repaired(tmp_path, facts, {**repair, "was": "2024-03", "becomes": "2024-04-01"})
    assert found.problems == []
    assert found.rows["commitments"][0]["follow_ups"][1]["date"] == "2024-04-01"
    assert found.rows["commitments"][0]["follow_ups"][0]["date"] == "2023-09-22"


def test_a_repair_sets_a_value_that_the_research_does_not_have(tmp_path, facts):
    del facts["commitments"][0]["amount"]["bound"]
    repair = {"action": "set", "array": "commitments", "record": "palau", "field": "amount.bound", "becomes": "up-to"}
    found = repaired(tmp_path, facts, repair)
    assert found.problems == []
    assert found.rows["commitments"][0]["amount"]["bound"] == "up-to"


def test_a_repair_adds_a_record_and_a_row(tmp_path, facts):
    state = {"iso3": "EUE", "name": "European Union", "official_name": "European Union", "region": None}
    member = {"state": "EUE", "role": "observer", "joined": None, "left": None, "note": None, "source": "sheet"}
    found = repaired(
        tmp_path,
        facts,
        {"action": "add", "array": "states", "record": None, "field": None, "value": state},
        {"action": "add", "array": "groupings", "record": "pair", "field": "members", "value": member},
    )
    assert found.problems == []
    added = {key: value for key, value in found.rows["states"][-1].items() if value is not None or key in state}
    assert added == {**state, "file": "repairs.json"}
    assert found.rows["groupings"][0]["members"][2] == member


def test_a_repair_finds_a_follow_up_of_another_file(tmp_path, facts):
    later = {"commitment": "palau", "date": "2024-09-21", "kind": "expanded", "source": "report", "note": "Files."}
    which = {"commitment": "palau", "date": "2024-09-21", "kind": "expanded", "source": "report"}
    repair = {"action": "replace", "array": "follow_ups_elsewhere", "record": which, "field": "note"}
    write(tmp_path, {"follow_ups_elsewhere": [later]}, name="a.json")
    found = repaired(tmp_path, facts, {**repair, "was": "Files.", "becomes": "Words."})
    assert found.problems == []
    assert found.rows["commitments"][0]["follow_ups"][2]["note"] == "Words."


@pytest.mark.parametrize(
    "repair",
    [
        {"action": "replace", "record": "palau", "field": "title", "was": "Another", "becomes": "X"},
        {"action": "replace", "record": "gone", "field": "title", "was": "Open RAN in Palau", "becomes": "X"},
        {"action": "replace", "record": "palau", "field": "follow_ups[9].date", "was": "2024", "becomes": "2025"},
        {"action": "replace", "record": "palau", "field": "colour", "was": None, "becomes": "red"},
        {"action": "set", "record": "palau", "field": "amount.bound", "becomes": "exact"},
        {"action": "add", "record": "palau", "field": "nothing", "value": {}},
        {"action": "remove", "record": "palau", "field": "title"},
    ],
    ids=["was differs", "no record", "no row", "no field", "has a value", "no list", "no such action"],
)
def test_a_repair_that_no_longer_fits_is_a_problem(tmp_path, facts, repair):
    (problem,) = repaired(tmp_path, facts, {"array": "commitments", **repair}).problems
    assert (problem.file, problem.record) == ("repairs.json", f"commitments {repair['record']}")
    assert problem.message.startswith("the repair does not fit the facts")


def test_what_a_repair_writes_is_checked_like_the_rest(tmp_path, facts):
    repair = {"action": "replace", "array": "commitments", "record": "palau", "field": "modes", "was": ["principles"]}
    facts["commitments"][0]["modes"] = ["principles"]
    found = repaired(tmp_path, facts, {**repair, "becomes": ["magic"]})
    assert [(problem.record, problem.field) for problem in found.problems] == [("commitments palau", "modes")]


# --- whatever a file holds ----------------------------------------------------------------------------------------------


PLACES = [
    (array, index, name) for array, rows in small_research().items() for index, r in enumerate(rows[:1]) for name in r
]
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.floats(allow_nan=True),
    st.text(max_size=5),
    st.lists(st.one_of(st.none(), st.text(max_size=3), st.dictionaries(st.text(max_size=3), st.none())), max_size=2),
    st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2),
)


@examples(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.sampled_from(PLACES), value=JUNK)
def test_no_value_in_a_file_stops_the_reading(tmp_path, place, value):
    facts = small_research()
    array, index, name = place
    facts[array][index][name] = value
    assert {problem.file for problem in load_facts(write(tmp_path, facts)).problems} <= {"facts.json"}


@pytest.mark.parametrize(
    "facts",
    [
        {"sources": [{"slug": ["a", "list"]}]},
        {"state_codes": [{"slug": "japan"}]},
        {"technology_notes": [{"borderline": "Of nothing."}]},
        {"follow_ups_elsewhere": ["text"]},
        {"technologies": [{"slug": "x", "aliases": []}, {"slug": "x"}]},
    ],
    ids=[
        "slug is a list",
        "code without a state",
        "note of nothing",
        "follow-up is text",
        "technology again without aliases",
    ],
)
def test_a_misshapen_row_is_a_problem(tmp_path, facts):
    assert load_facts(write(tmp_path, facts)).problems


def test_every_array_of_the_facts_has_a_schema_and_every_field_of_it_is_used():
    used = {array: set() for array in FACTS_SCHEMA}
    for path in (settings.BASE_DIR / "fixtures" / "facts").glob("*.json"):
        for array, rows in json.loads(path.read_text()).items():
            if array in used:
                used[array] |= {name for row in rows for name in row}
    from_others = {"states": {"iso2", "numeric", "kind", "slug"}, "technologies": {"borderline"}}
    assert {array: names | from_others.get(array, set()) for array, names in used.items()} == {
        array: set(schema) for array, schema in FACTS_SCHEMA.items()
    }
