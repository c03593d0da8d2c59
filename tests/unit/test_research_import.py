"""The research import: all or nothing, a second run changes nothing, and edits of curators stay."""

import io

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from initiatives.editorial.transitions import transition
from initiatives.importing import research
from initiatives.importing.research import ASSESSED_NOTE, import_facts
from initiatives.importing.research_schema import FACTS_SCHEMA, OptionalCheck, load_facts
from initiatives.models import (
    Commitment,
    FollowUp,
    Grouping,
    Membership,
    Participation,
    PublicVersion,
    Source,
    State,
    Statement,
    Summit,
    Technology,
)
from tests.loops import each
from tests.unit.small_research import row, small_research, tables, write
from tests.world import person

pytestmark = pytest.mark.engine

NOUNS = (State, Technology, Source, Grouping, Membership, Summit, Statement, Commitment, Participation, FollowUp)
ALL_NEW = {
    "states": 3,
    "technologies": 2,
    "sources": 2,
    "groupings": 1,
    "memberships": 2,
    "summits": 1,
    "statements": 1,
    "commitments": 2,
    "participations": 3,
    "follow-ups": 3,
}


@pytest.fixture
def facts():
    return small_research()


@pytest.fixture
def run(tmp_path, db):
    """Import some facts; gives the report."""

    def run(facts, dry_run=False, **files):
        return import_facts(load_facts(write(tmp_path, facts, **files)), dry_run)

    return run


def told(report) -> dict:
    """Outcomes that are not “unchanged”, by noun."""
    counts = {
        noun: {name: n for name, n in count.items() if n and name != "unchanged"}
        for noun, count in report.counts.items()
    }
    return {noun: count for noun, count in counts.items() if count}


def fails_at(report):
    return {(problem.record, problem.field) for problem in report.problems}


# --- the first import ---------------------------------------------------------------------------------------------------


def test_a_first_import_creates_every_record(run, facts):
    report = run(facts)
    assert (report.problems, report.lines) == ([], [])
    assert told(report) == {noun: {"created": count} for noun, count in ALL_NEW.items()}
    assert [model.objects.count() for model in NOUNS] == list(ALL_NEW.values())


def test_every_value_of_a_commitment_arrives(run, facts):
    run(facts)
    palau = Commitment.objects.get(slug="palau")
    assert (palau.title, palau.summary, palau.locator) == ("Open RAN in Palau", "A network.", "paragraph 3")
    assert (palau.statement.slug, palau.source.slug, palau.evidence) == ("joint", "sheet", "verified")
    assert (palau.target_date.isoformat(), palau.status_as_of.isoformat()) == ("2025", "2024-03")
    assert sorted(palau.technologies.values_list("slug", flat=True)) == ["open-ran"]
    assert sorted(palau.modes.values_list("code", flat=True)) == ["deployment", "investment"]
    assert {(p.state.iso3, p.role) for p in palau.participations.all()} == {("JPN", "lead"), ("PLW", "beneficiary")}
    assert (palau.amount_value, palau.amount_currency) == (20_000_000, "USD")
    assert (palau.amount_bound, palau.amount_scope, palau.amount_note) == ("about", "whole", "About")
    rows = [(f.number, f.date.isoformat(), f.kind, f.source.slug, f.note) for f in palau.follow_ups.all()]
    assert rows == [
        (1, "2023-09-22", "reaffirmed", "sheet", "Taken forward."),
        (2, "2024-03", "progress", "report", "Signed."),
    ]


def test_a_technology_may_come_before_its_parent_in_the_file(run, facts):
    run(facts)
    assert Technology.objects.get(slug="open-ran").parent.slug == "telecoms"


def test_a_state_without_codes_gets_its_address_from_its_name(run, facts):
    run(facts)
    state = State.objects.get(iso3="USA")
    assert (state.slug, state.kind, state.iso2) == ("united-states", "state", "")


def test_imported_records_are_published_by_the_research_import(run, facts):
    run(facts)
    for model in (Grouping, Summit, Statement, Commitment, FollowUp):
        assert set(model.objects.values_list("state", flat=True)) == {"published"}
        assert model.objects.published().count() == model.objects.count() > 0
        for record in model.objects.all():
            assert {h.history_user.username for h in record.history.all()} == {"research-import"}
            assert {h.history_change_reason for h in record.history.all()} == {"Research import"}
    actor = get_user_model().objects.get(username="research-import")
    assert (actor.is_active, actor.has_usable_password(), actor.is_staff) == (False, False, False)


def test_a_coded_status_that_the_rows_do_not_support_becomes_an_assessment_of_its_day(run, facts):
    run(facts)
    (row,) = Commitment.objects.get(slug="rules").follow_ups.all()
    assert (row.kind, row.supports, row.date.isoformat(), row.note) == (
        "assessed",
        "unknown",
        "2025-01-31",
        ASSESSED_NOTE,
    )
    assert (row.source.slug, row.statement) == ("sheet", None)
    assert not Commitment.objects.get(slug="palau").follow_ups.filter(kind="assessed").exists()


@pytest.mark.parametrize("status", ["announced", "under-way", "completed", "stalled", "superseded", "unknown"])
def test_on_its_day_a_commitment_has_its_coded_status(run, facts, status):
    for commitment in facts["commitments"]:
        commitment["status"] = status
    run(facts)
    for commitment in each(Commitment.objects.all()):
        on = commitment.status_as_of.latest
        assert Commitment.objects.with_status(on=on).get(pk=commitment.pk).status == status


def test_a_status_without_a_day_is_read_on_the_day_of_the_statement(run, facts):
    row(facts, "commitments", "rules")["status_as_of"] = None
    run(facts)
    assert Commitment.objects.get(slug="rules").follow_ups.get().date.isoformat() == "2023-05-20"


def test_the_coding_of_a_text_is_mapped(run, facts):
    for number, said in enumerate(("all", "technology part", "none")):
        facts["statements"].append({**facts["statements"][0], "slug": f"text-{number}", "paragraphs_read": said})
    run(facts)
    coding = Statement.objects.filter(slug__startswith="text-").order_by("slug").values_list("coding", flat=True)
    assert list(coding) == ["complete", "technology-part", "not-read"]


# --- again --------------------------------------------------------------------------------------------------------------


def test_a_second_import_changes_nothing_in_any_table(run, facts):
    run(facts)
    before = tables()
    report = run(facts)
    assert report.changes_nothing
    assert {noun: dict(count) for noun, count in report.counts.items()} == {
        noun: {"unchanged": count} for noun, count in ALL_NEW.items()
    }
    assert report.lines == []
    assert tables() == before


def test_the_order_of_rows_in_a_file_means_nothing_the_second_time(run, facts):
    run(facts)
    before = tables()
    for array in facts.values():
        array.reverse()
    facts["commitments"][1]["follow_ups"].reverse()
    facts["commitments"][1]["modes"].reverse()
    assert run(facts).changes_nothing
    assert tables() == before


@pytest.mark.parametrize(
    ("array", "key", "field", "value", "noun", "read_back"),
    [
        ("states", "JPN", "official_name", "Nippon", "states", lambda: State.objects.get(iso3="JPN").official_name),
        (
            "technologies",
            "open-ran",
            "parent",
            None,
            "technologies",
            lambda: Technology.objects.get(slug="open-ran").parent,
        ),
        (
            "sources",
            "sheet",
            "published",
            "2023",
            "sources",
            lambda: str(Source.objects.get(slug="sheet").published_on),
        ),
        ("groupings", "pair", "aliases", ["Duo"], "groupings", lambda: Grouping.objects.get().aliases),
        ("summits", "hiroshima", "format", "hybrid", "summits", lambda: Summit.objects.get().format),
        ("statements", "joint", "issuer", "Tokyo", "statements", lambda: Statement.objects.get().issuer),
        (
            "commitments",
            "palau",
            "amount",
            None,
            "commitments",
            lambda: Commitment.objects.get(slug="palau").amount_value,
        ),
    ],
)
def test_a_corrected_file_updates_the_record_and_nothing_else(run, facts, array, key, field, value, noun, read_back):
    run(facts)
    row(facts, array, key)[field] = value
    assert told(run(facts)) == {noun: {"changed": 1}}
    assert read_back() == value
    assert run(facts).changes_nothing


@pytest.mark.parametrize(("field", "value"), [("technologies", ["telecoms"]), ("modes", ["standards"])])
def test_a_corrected_list_replaces_the_old_one(run, facts, field, value):
    run(facts)
    row(facts, "commitments", "palau")[field] = value
    assert told(run(facts)) == {"commitments": {"changed": 1}}
    palau = Commitment.objects.get(slug="palau")
    assert ["/".join(item.natural_key()) for item in getattr(palau, field).all()] == value
    newest = palau.history.order_by("-history_id").first()
    kept = getattr(newest, field).all()
    assert [
        getattr(item, {"technologies": "technology", "modes": "mode"}[field]).natural_key()[0] for item in kept
    ] == value


def test_a_correction_is_in_the_history_under_the_imports_name(run, facts):
    run(facts)
    row(facts, "commitments", "palau")["title"] = "New title"
    run(facts)
    newest = Commitment.objects.get(slug="palau").history.order_by("-history_id").first()
    assert (newest.title, newest.history_user.username) == ("New title", "research-import")


def test_a_correction_keeps_the_day_of_first_publication(run, facts):
    run(facts)
    first = Commitment.objects.get(slug="palau").published_at
    row(facts, "commitments", "palau")["title"] = "New title"
    run(facts)
    assert Commitment.objects.get(slug="palau").published_at == first


def test_a_record_that_left_the_files_is_reported_and_left_alone(run, facts):
    run(facts)
    facts["commitments"] = facts["commitments"][:1]
    report = run(facts)
    assert report.changes_nothing
    assert report.lines == ["not in the files, left unchanged: commitment rules"]
    assert Commitment.objects.get(slug="rules").state == "published"


def test_a_record_entered_by_hand_is_not_missed_in_the_files(run, facts):
    run(facts)
    Source.objects.create(slug="by-hand", title="T", publisher="P", level="primary")
    assert run(facts).lines == []


# --- a person's work ----------------------------------------------------------------------------------------------------


def test_a_record_that_a_person_edited_is_in_conflict_and_left_alone(run, facts):
    run(facts)
    palau = Commitment.objects.get(slug="palau")
    palau.title = "A better title"
    palau.save()
    row(facts, "commitments", "palau")["locator"] = "paragraph 4"
    report = run(facts)
    assert told(report) == {"commitments": {"in conflict": 1}}
    assert report.lines == ["in conflict: commitment palau was edited here since its last import: title, locator"]
    palau.refresh_from_db()
    assert (palau.title, palau.locator) == ("A better title", "paragraph 3")


def test_a_field_that_the_last_import_did_not_know_is_filled_in(run, facts):
    run(facts)
    of_old = research.json_values(
        Technology.objects.get(slug="open-ran"), ("slug", "name", "parent", "aliases", "definition")
    )
    assert Technology.objects.get(slug="open-ran").imported_digest == research.values_digest(of_old)
    row(facts, "technologies", "open-ran")["borderline"] = "More suppliers alone do not count."

    assert told(run(facts)) == {"technologies": {"changed": 1}}
    assert Technology.objects.get(slug="open-ran").borderline == "More suppliers alone do not count."


def test_an_edit_is_in_conflict_even_where_the_file_did_not_change(run, facts):
    run(facts)
    Source.objects.filter(slug="sheet").update(title="A better title")
    report = run(facts)
    assert report.lines == ["in conflict: source sheet was edited here since its last import: title"]
    assert Source.objects.get(slug="sheet").title == "A better title"


@pytest.mark.parametrize("relation", ["technologies", "modes"])
def test_an_edited_list_is_a_conflict_too(run, facts, relation):
    run(facts)
    palau = Commitment.objects.get(slug="palau")
    getattr(palau, relation).add(getattr(Commitment.objects.get(slug="rules"), relation).get())
    report = run(facts)
    assert report.lines == [f"in conflict: commitment palau was edited here since its last import: {relation}"]
    assert getattr(palau, relation).count() == (2 if relation == "technologies" else 3)


def test_the_same_edit_in_the_file_and_by_a_person_is_no_conflict(run, facts):
    run(facts)
    Source.objects.filter(slug="sheet").update(title="The right title")
    row(facts, "sources", "sheet")["title"] = "The right title"
    assert run(facts).changes_nothing
    row(facts, "sources", "sheet")["title"] = "An even better title"
    assert told(run(facts)) == {"sources": {"changed": 1}}


def test_what_a_person_filled_in_and_the_research_does_not_know_is_no_conflict(run, facts):
    run(facts)
    palau = Commitment.objects.get(slug="palau")
    palau.wording, palau.blanks = "“We will build it.”", {"amount": "silent"}
    palau.save()
    row(facts, "commitments", "palau")["title"] = "New title"
    assert told(run(facts)) == {"commitments": {"changed": 1}}
    palau.refresh_from_db()
    assert (palau.title, palau.wording, palau.blanks) == ("New title", "“We will build it.”", {"amount": "silent"})


def test_a_record_that_was_entered_by_hand_under_the_same_slug_is_in_conflict(run, facts):
    Source.objects.create(slug="sheet", title="By hand", publisher="P", level="primary")
    assert told(run(facts))["sources"] == {"created": 1, "in conflict": 1}
    assert Source.objects.get(slug="sheet").title == "By hand"


def test_what_an_editor_withdrew_is_not_published_again_by_a_corrected_file(run, facts):
    run(facts)
    transition(Commitment.objects.get(slug="palau"), "withdraw", person("edith", "Editors"), "It is wrong.")
    row(facts, "commitments", "palau")["title"] = "New title"
    run(facts)
    assert Commitment.objects.get(slug="palau").state == "withdrawn"


def test_what_an_editor_withdrew_stays_withdrawn_while_the_file_stays(run, facts):
    run(facts)
    transition(Commitment.objects.get(slug="palau"), "withdraw", person("edith", "Editors"), "It is wrong.")
    assert run(facts).changes_nothing
    assert Commitment.objects.get(slug="palau").state == "withdrawn"


# --- parts --------------------------------------------------------------------------------------------------------------


def test_a_party_that_left_the_file_is_removed_and_reported(run, facts):
    run(facts)
    row(facts, "commitments", "palau")["participants"].pop()
    report = run(facts)
    assert told(report) == {"participations": {"removed": 1}}
    assert report.lines == ["removed: participation Palau (beneficiary)"]
    palau = Commitment.objects.get(slug="palau")
    assert [party.state.iso3 for party in palau.participations.all()] == ["JPN"]
    gone = Participation.history.filter(commitment=palau, history_type="-").get()
    assert gone.history_change_reason == "Research import: gone from the file"


def test_a_membership_that_left_the_file_is_removed_and_reported(run, facts):
    run(facts)
    facts["groupings"][0]["members"].pop()
    report = run(facts)
    assert told(report) == {"memberships": {"removed": 1}}
    assert report.lines == ["removed: membership United States, member of Pair"]
    assert run(facts).changes_nothing


def test_a_follow_up_that_left_the_file_is_withdrawn_and_reported(run, facts):
    run(facts)
    row(facts, "commitments", "palau")["follow_ups"].pop(0)
    report = run(facts)
    assert told(report) == {"follow-ups": {"removed": 1}}
    assert report.lines == ["removed: follow-up of palau: Reaffirmed, 22 September 2023 (withdrawn)"]
    gone = FollowUp.objects.get(commitment__slug="palau", number=1)
    assert (gone.state, gone.state_reason) == ("withdrawn", "No longer in the research that it came from.")
    before = tables()
    assert run(facts).changes_nothing
    assert tables() == before


def test_a_follow_up_that_comes_back_into_the_file_is_public_again(run, facts):
    run(facts)
    run({**small_research(), "commitments": [{**facts["commitments"][0], "follow_ups": []}, facts["commitments"][1]]})
    run(facts)
    assert Commitment.objects.get(slug="palau").follow_ups.public_rows().exclude(kind="assessed").count() == 2


def test_a_changed_party_keeps_its_row(run, facts):
    run(facts)
    before = Participation.objects.get(state__iso3="PLW").pk
    row(facts, "commitments", "palau")["participants"][1]["role"] = "host"
    assert told(run(facts)) == {"participations": {"changed": 1}}
    assert (Participation.objects.get(state__iso3="PLW").pk, Participation.objects.get(state__iso3="PLW").role) == (
        before,
        "host",
    )


def test_a_changed_follow_up_keeps_its_number(run, facts):
    run(facts)
    row(facts, "commitments", "palau")["follow_ups"][1]["note"] = "Signed in Koror."
    assert told(run(facts)) == {"follow-ups": {"changed": 1}}
    assert FollowUp.objects.get(commitment__slug="palau", number=2).note == "Signed in Koror."


def test_a_new_part_is_added_to_those_that_are_there(run, facts):
    run(facts)
    row(facts, "commitments", "palau")["participants"].append({"state": "USA", "role": "lead"})
    facts["groupings"][0]["members"].append(
        {"state": "PLW", "role": "partner", "joined": "2024", "left": None, "note": None, "source": None}
    )
    assert told(run(facts)) == {"participations": {"created": 1}, "memberships": {"created": 1}}


def test_parts_entered_by_hand_stay(run, facts):
    run(facts)
    palau = Commitment.objects.get(slug="palau")
    state = State.objects.get(iso3="USA")
    Participation.objects.create(commitment=palau, state=state, role="host")
    FollowUp.objects.create(commitment=palau, date="2025", kind="progress", source=palau.source)
    Membership.objects.create(grouping=Grouping.objects.get(), state=State.objects.get(iso3="PLW"), role="observer")
    row(facts, "commitments", "palau")["participants"] = [{"state": "JPN", "role": "lead"}]
    assert told(run(facts)) == {"participations": {"removed": 1}}
    assert {(p.state.iso3, p.role) for p in palau.participations.all()} == {("JPN", "lead"), ("USA", "host")}
    assert palau.follow_ups.get(number=3).state == "draft"
    assert Membership.objects.count() == 3


def test_a_part_that_stands_in_the_file_and_was_entered_by_hand_too_is_in_conflict(run, facts):
    run(facts)
    palau = Commitment.objects.get(slug="palau")
    Participation.objects.create(commitment=palau, state=State.objects.get(iso3="USA"), role="host")
    row(facts, "commitments", "palau")["participants"].append({"state": "USA", "role": "host"})
    report = run(facts)
    assert told(report) == {"participations": {"in conflict": 1}}
    assert report.lines == ["in conflict: participation palau: United States was also entered by hand"]


def test_a_part_that_a_person_edited_is_in_conflict_whether_it_changes_or_goes(run, facts):
    run(facts)
    FollowUp.objects.filter(commitment__slug="palau", number=2).update(note="By a person.")
    report = run(facts)
    assert told(report) == {"follow-ups": {"in conflict": 1}}
    row(facts, "commitments", "palau")["follow_ups"].pop()
    report = run(facts)
    # Without the row the coded status needs an assessment.
    assert told(report) == {"follow-ups": {"in conflict": 1, "created": 1}}
    assert report.lines == ["in conflict: follow-up Progress, March 2024 was edited here and is no longer in the file"]
    assert FollowUp.objects.get(commitment__slug="palau", number=2).state == "published"


@pytest.mark.parametrize(
    "change",
    [{"kind": "completed"}, {"source": "sheet"}, {"kind": "reaffirmed", "statement": "joint", "source": "sheet"}],
)
def test_a_follow_up_of_the_same_day_with_another_text_source_or_kind_is_the_same_row(run, facts, change):
    run(facts)
    row(facts, "commitments", "palau")["follow_ups"][1].update(change)
    report = run(facts)
    rows = Commitment.objects.get(slug="palau").follow_ups.exclude(kind="assessed")

    assert [(follow_up.number, follow_up.state) for follow_up in rows] == [(1, "published"), (2, "published")]
    assert told(report)["follow-ups"]["changed"] == 1
    assert "removed" not in told(report)["follow-ups"]


def test_of_two_rows_of_a_day_the_one_with_the_same_text_keeps_the_number(run, facts):
    palau = row(facts, "commitments", "palau")
    run(facts)
    palau["follow_ups"].insert(1, {**palau["follow_ups"][1], "kind": "expanded", "note": "A second island."})
    run(facts)
    rows = Commitment.objects.get(slug="palau").follow_ups.exclude(kind="assessed")

    assert [(f.number, f.kind) for f in rows] == [(1, "reaffirmed"), (2, "progress"), (3, "expanded")]


def test_a_row_put_before_another_of_its_day_leaves_the_coded_status(run, facts):
    palau = row(facts, "commitments", "palau")
    run(facts)
    done = {**palau["follow_ups"][1], "kind": "completed"}
    palau["follow_ups"].insert(1, done)  # same month, before the progress: still under way by the file
    run(facts)
    stored = Commitment.objects.get(slug="palau")
    assert Commitment.objects.with_status(on=stored.status_as_of.latest).get(pk=stored.pk).status == "under-way"


# --- all or nothing -----------------------------------------------------------------------------------------------------


def test_with_a_problem_nothing_is_written(run, facts):
    before = tables()
    row(facts, "commitments", "palau")["statement"] = "gone"
    report = run(facts)
    assert fails_at(report) == {("commitments palau", "statement")}
    assert tables() == before


def test_what_only_the_models_can_see_is_reported_and_nothing_is_written(run, facts):
    row(facts, "commitments", "palau")["follow_ups"][0]["date"] = "2023-05-19"
    row(facts, "commitments", "rules")["title"] = "x" * 501
    before = tables()
    report = run(facts)
    assert {record for record, _ in fails_at(report)} == {"palau", "rules"}
    assert ("rules", "title") in fails_at(report)
    assert sorted(problem.message for problem in report.problems) == [
        "19 May 2023 lies before the announcement (20 May 2023); a follow-up comes after it.",
        "Ensure this value has at most 500 characters (it has 501).",
    ]
    assert tables() == before


REFERRED = "a refused record is missing for those that refer to it: KeyError"
BY_DATABASE = "constraints are left to the database: IntegrityError instead of a problem with file, record and field"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        pytest.param(
            lambda facts: row(facts, "sources", "sheet").update(title="x" * 501),
            "sheet",
            id="a source that others cite",
        ),
        pytest.param(
            lambda facts: row(facts, "technologies", "telecoms").update(name="x" * 101),
            "telecoms",
            id="a technology",
        ),
        pytest.param(
            lambda facts: row(facts, "summits", "hiroshima").update(end_date="2023-05-19"),
            "hiroshima",
            id="a meeting that ends before it starts",
        ),
        pytest.param(
            lambda facts: row(facts, "groupings", "pair")["members"][0].update(left="2019"),
            "pair",
            id="a member that left before it joined",
        ),
        pytest.param(
            lambda facts: row(facts, "states", "USA").update(name="Japan"),
            "USA",
            id="two states of one name",
        ),
        pytest.param(
            lambda facts: row(facts, "commitments", "palau")["participants"].append({"state": "JPN", "role": "lead"}),
            "palau",
            id="a party twice",
        ),
        pytest.param(
            lambda facts: row(facts, "technologies", "telecoms").update(parent="open-ran"),
            "telecoms",
            id="a technology below itself",
        ),
        pytest.param(
            lambda facts: row(facts, "groupings", "pair").update(ended="2019"),
            "pair",
            id="a grouping that ended before it was founded",
        ),
        pytest.param(
            lambda facts: row(facts, "groupings", "pair")["members"].append(
                {"state": "JPN", "role": "member", "joined": "2021", "left": None, "note": None, "source": None}
            ),
            "pair",
            id="two periods that overlap",
        ),
    ],
)
def test_a_rule_that_is_broken_is_reported_as_a_problem(run, facts, change, named):
    change(facts)
    before = tables()
    assert named in {record for record, _ in fails_at(run(facts))}
    assert tables() == before


def test_a_technology_named_twice_changes_nothing_the_second_time(run, facts):
    row(facts, "commitments", "palau")["technologies"] = ["open-ran", "open-ran"]
    run(facts)
    assert Commitment.objects.get(slug="palau").technologies.count() == 1


def test_a_mode_or_technology_named_twice_is_not_a_change_on_every_run(run, facts):
    row(facts, "commitments", "palau")["technologies"] = ["open-ran", "open-ran"]
    run(facts)
    assert run(facts).changes_nothing


@pytest.mark.parametrize("after", [0, 5, 11])
def test_an_error_of_the_database_leaves_everything_as_it_was(run, facts, monkeypatch, after):
    run(facts)
    for array, key in (("sources", "sheet"), ("states", "JPN")):
        row(facts, array, key)["publisher" if array == "sources" else "official_name"] = "Changed"
    facts["sources"] += [{**facts["sources"][0], "slug": f"new-{number}"} for number in range(12)]
    before, saved, save = tables(), [], research._Importer._save

    def break_down(self, record, values, digest):
        if len(saved) == after:
            raise IntegrityError("the database broke down")
        saved.append(record)
        return save(self, record, values, digest)

    monkeypatch.setattr(research._Importer, "_save", break_down)
    with pytest.raises(IntegrityError, match="broke down"):
        run(facts)
    assert len(saved) == after
    assert tables() == before


def test_readers_are_told_the_reason_of_an_import_with_each_change(tmp_path, run, facts):
    run(facts)
    row(facts, "sources", "sheet")["title"] = "New title"
    palau = row(facts, "commitments", "palau")
    palau["title"] = "Open RAN for Palau"
    palau["participants"].pop()
    palau["follow_ups"].pop(0)
    error, _, _ = command(write(tmp_path, facts), "--reason", "Second edition of the research.")
    newest = {
        (version.noun, version.key): (version.kind, version.decider_role, version.reason)
        for version in PublicVersion.objects.filter(number__gt=1).exclude(kind="part")
    }

    assert error is None
    assert newest == {
        ("source", "sheet"): ("imported", "research", "Second edition of the research."),
        ("commitment", "palau"): ("imported", "research", "Second edition of the research."),
        ("followup", "palau/1"): ("withdrawn", "research", "Second edition of the research."),
    }


# --- a dry run ----------------------------------------------------------------------------------------------------------


def test_a_dry_run_on_an_empty_database_writes_nothing_and_says_what_would_come(run, facts):
    before = tables()
    dry = run(facts, dry_run=True)
    assert tables() == before
    assert told(dry) == told(run(facts))


def test_a_dry_run_says_what_the_import_then_does(run, facts):
    run(facts)
    row(facts, "sources", "sheet")["title"] = "New title"
    palau = row(facts, "commitments", "palau")
    palau["participants"].pop()
    palau["follow_ups"].pop(0)
    Grouping.objects.update(name="By a person")
    before = tables()
    dry = run(facts, dry_run=True)
    assert tables() == before
    real = run(facts)
    assert tables() != before
    assert (dry.counts, dry.lines, dry.problems) == (real.counts, real.lines, real.problems)
    assert told(real) == {
        "sources": {"changed": 1},
        "groupings": {"in conflict": 1},
        "participations": {"removed": 1},
        "follow-ups": {"removed": 1},
    }


# --- the command --------------------------------------------------------------------------------------------------------


def command(folder, *options):
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_facts", str(folder), *options, stdout=out, stderr=err)
    except CommandError as error:
        return str(error), out.getvalue(), err.getvalue()
    return None, out.getvalue(), err.getvalue()


def test_the_command_prints_a_table_of_outcomes(db, tmp_path, facts):
    error, out, err = command(write(tmp_path, facts))
    assert (error, err) == (None, "")
    lines = [line.split() for line in out.splitlines()]
    assert lines[0] == ["created", "changed", "unchanged", "removed", "in", "conflict"]
    assert lines[1:-1] == [[noun, str(count), "0", "0", "0", "0"] for noun, count in ALL_NEW.items()]
    assert lines[-1] == ["Imported."]


def test_the_command_says_what_it_removed_what_is_in_conflict_and_which_choice_it_made(db, tmp_path, facts):
    command(write(tmp_path, facts))
    row(facts, "commitments", "palau")["participants"].pop()
    row(facts, "technologies", "open-ran")["aliases"].append("ICT")
    Grouping.objects.update(name="By a person")
    error, out, err = command(write(tmp_path, facts))
    assert (error, err) == (None, "")
    assert out.splitlines()[:3] == [
        "choice: the alias “ICT” belongs to open-ran; it was removed from telecoms",
        "in conflict: grouping pair was edited here since its last import: name",
        "removed: participation Palau (beneficiary)",
    ]


def test_the_command_names_every_problem_and_fails_without_writing(db, tmp_path, facts):
    palau = row(facts, "commitments", "palau")
    palau["statement"], palau["target_date"], palau["modes"] = "gone", "2023-02-30", ["magic"]
    before = tables()
    for options in ((), ("--dry-run",)):
        error, out, err = command(write(tmp_path, facts), *options)
        assert error == "3 problems; nothing was written."
        assert out == ""
        assert sorted(line.split(": ")[:3] for line in err.splitlines()) == [
            ["facts.json", "commitments palau", field] for field in ("modes", "statement", "target_date")
        ]
    assert tables() == before


def test_the_command_says_that_a_dry_run_wrote_nothing(db, tmp_path, facts):
    before = tables()
    error, out, err = command(write(tmp_path, facts), "--dry-run")
    assert (error, err, out.splitlines()[-1]) == (None, "", "Dry run: nothing was written.")
    assert tables() == before


def test_the_command_needs_a_folder_that_is_there(db, tmp_path):
    assert command(tmp_path / "nowhere")[0] == f"The folder {tmp_path / 'nowhere'} does not exist."
    assert command(tmp_path)[0] == "1 problems; nothing was written."


def optional_keys(schema, path=()):
    """The path of each optional key of a schema; what stands in a list has the name of the list before it."""
    for name, check in schema.items():
        if isinstance(check, OptionalCheck):
            yield (*path, name)
            check = check.check
        inner = check[0] if isinstance(check, list) else check
        if isinstance(inner, dict):
            yield from optional_keys(inner, (*path, name))


OPTIONAL = [(array, *path) for array, schema in FACTS_SCHEMA.items() for path in optional_keys(schema)]


def without(rows, path, **put):
    """Take the key away from each of the rows, or from what stands in them; or write the value ``put`` there."""
    name, *rest = path
    for value in rows:
        if not rest:
            value.pop(name, None)
            value.update({name: put["put"]} if put else {})
        elif inner := value.get(name):
            without(inner if isinstance(inner, list) else [inner], rest, **put)


@pytest.mark.parametrize(("array", "path"), [(array, path) for array, *path in OPTIONAL], ids=map("-".join, OPTIONAL))
def test_a_missing_optional_key_means_null(tmp_path, array, path):
    missing, empty = small_research(), small_research()
    without(missing[array], path)
    without(empty[array], path, put=None)

    assert missing != empty
    assert load_facts(write(tmp_path, missing)).rows == load_facts(write(tmp_path, empty)).rows


def test_a_file_that_has_no_optional_key_is_imported(run):
    content = small_research()
    for array, *path in OPTIONAL:
        without(content[array], path)
    report = run(content)

    assert report.problems == []
    assert report.counts
