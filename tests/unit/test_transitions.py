"""Transitions: who may change which editorial state, and what the history keeps."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F

from initiatives.editorial import transitions
from initiatives.editorial.merging import merge
from initiatives.editorial.transitions import (
    TRANSITIONS,
    is_editor,
    last_author,
    publish_imported,
    publishing_problems,
    transition,
    transition_problems,
)
from initiatives.importing.spreadsheets import carry_out, preview, write_file
from initiatives.models import (
    Commitment,
    FollowUp,
    Grouping,
    Membership,
    Participation,
    SearchLogEntry,
    Statement,
    Summit,
)
from initiatives.models.vocabularies import EditorialState
from tests.loops import each
from tests.world import commitment, person, published

pytestmark = pytest.mark.engine

STATES = [state.value for state in EditorialState]


@pytest.fixture
def people(db):
    return {
        "curator": person("carla", "Curators"),
        "editor": person("edith", "Editors"),
        "other editor": person("egon", "Editors"),
        "administrator": person("adam", "Administrators"),
        "superuser": person("sue"),
        "stranger": person("stan", "Curators"),
    }


@pytest.fixture
def people_without_roles(people):
    people["stranger"].groups.clear()
    return people


@pytest.fixture
def draft(world, people):
    """A sound draft that the curator saved."""
    made = commitment(
        "draft",
        world.statements["hiroshima"],
        [world.technologies["5g"]],
        {world.states["JPN"]: "lead"},
        state="draft",
        locator="paragraph 3",
        target_date="2027",
    )
    return saved_by(people["curator"], made)


def saved_by(user, record):
    record._history_user = user
    record.save()
    return type(record).objects.get(pk=record.pk)


def put(record, state):
    """The record in another state, as if it had come there long ago."""
    published_at = record.published_at or record.created_at if state in ("published", "withdrawn") else None
    type(record).objects.filter(pk=record.pk).update(state=state, published_at=published_at)
    return type(record).objects.get(pk=record.pk)


# --- from where to where ------------------------------------------------------------------------------------------------


def test_these_are_the_moves():
    told = {code: (set(step.start), step.end, step.by_editors, step.needs_reason) for code, step in TRANSITIONS.items()}
    assert told == {
        "submit": ({"draft"}, "in-review", False, False),
        "publish": ({"draft", "in-review"}, "published", True, False),
        "send_back": ({"in-review"}, "draft", True, True),
        "withdraw": ({"published"}, "withdrawn", True, True),
        "restore": ({"withdrawn"}, "published", True, False),
    }


@pytest.mark.parametrize("start", STATES)
@pytest.mark.parametrize("code", list(TRANSITIONS))
def test_a_move_starts_from_its_own_states_only(draft, people, code, start):
    record = put(draft, start)
    if start in TRANSITIONS[code].start:
        assert transition(record, code, people["editor"], "A reason.").state == TRANSITIONS[code].end
    else:
        with pytest.raises(ValidationError, match="is not possible from this state"):
            transition(record, code, people["editor"], "A reason.")
        assert Commitment.objects.get(pk=record.pk).state == start


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        ("curator", {"submit"}),
        ("editor", {"submit", "publish", "send_back", "withdraw", "restore"}),
        ("administrator", {"submit", "publish", "send_back", "withdraw", "restore"}),
        ("superuser", {"submit", "publish", "send_back", "withdraw", "restore"}),
        ("stranger", set()),
    ],
)
def test_each_role_makes_its_own_moves(draft, people_without_roles, who, allowed):
    user, made = people_without_roles[who], set()
    for code, step in TRANSITIONS.items():
        record = put(saved_by(people_without_roles["other editor"], draft), step.start[0])
        try:
            transition(record, code, user, "A reason.")
        except (PermissionDenied, ValidationError):
            assert Commitment.objects.get(pk=record.pk).state == step.start[0]
        else:
            made.add(code)
    assert made == allowed


def test_what_only_editors_may_do_is_denied_to_curators_whatever_the_state(draft, people):
    for state in each(STATES):
        with pytest.raises(PermissionDenied, match="Only an editor may do this: publish"):
            transition(put(draft, state), "publish", people["curator"])


def test_editors_are_known_by_their_role(people):
    assert {who for who, user in people.items() if is_editor(user)} == {
        "editor",
        "other editor",
        "administrator",
        "superuser",
    }


@pytest.mark.parametrize("code", ["send_back", "withdraw"])
@pytest.mark.parametrize("reason", ["", "   \n"])
def test_sending_back_and_withdrawing_need_a_reason(draft, people, code, reason):
    record = put(draft, TRANSITIONS[code].start[0])
    with pytest.raises(ValidationError, match="needs a reason"):
        transition(record, code, people["editor"], reason)
    assert Commitment.objects.get(pk=record.pk).state == record.state


def test_a_reason_stays_on_the_record_until_the_next_move(draft, people):
    record = transition(put(draft, "in-review"), "send_back", people["editor"], "  The locator is missing. ")
    assert record.state_reason == "The locator is missing."
    assert transition(record, "submit", people["curator"]).state_reason == ""
    withdrawn = transition(put(draft, "published"), "withdraw", people["editor"], "Entered twice.")
    assert withdrawn.state_reason == "Entered twice."
    assert transition(withdrawn, "restore", people["other editor"]).state_reason == ""


def test_an_unknown_move_is_an_error_of_the_caller(draft, people):
    with pytest.raises(KeyError):
        transition(draft, "delete", people["superuser"])


# --- two people ---------------------------------------------------------------------------------------------------------


def test_the_last_author_does_not_publish_alone(draft, people):
    record = saved_by(people["editor"], draft)
    with pytest.raises(ValidationError, match="You were the last to change “Draft”. Another editor must publish it."):
        transition(record, "publish", people["editor"])
    assert transition(record, "publish", people["other editor"]).state == "published"


def test_an_editor_who_sent_a_draft_to_review_has_not_reviewed_it(draft, people):
    record = transition(saved_by(people["editor"], draft), "submit", people["editor"])
    with pytest.raises(ValidationError, match="Another editor must publish it"):
        transition(record, "publish", people["editor"])


def test_a_colleague_who_only_sends_it_to_review_does_not_free_its_author_to_publish(draft, people):
    record = transition(saved_by(people["editor"], draft), "submit", people["curator"])
    with pytest.raises(ValidationError, match="Another editor must publish it"):
        transition(record, "publish", people["editor"])


def in_a_minute():
    """What is written from here on comes after all that was."""
    for model in (Commitment, FollowUp, Grouping, Membership, Participation, SearchLogEntry):
        model.history.update(history_date=F("history_date") - dt.timedelta(minutes=1))


def by(user, row, **values):
    """The row with these values, saved by the user."""
    for name, value in values.items():
        setattr(row, name, value)
    row._history_user = user
    row.save()
    return row


LOOKED = {"field": "amount", "question": "?", "where": "Web", "done_on": "2026-01-01", "outcome": "nothing-found"}
PART_CHANGES = {
    "a party added": lambda draft, user, world: by(user, Participation(commitment=draft, state=world.states["PLW"])),
    "a party changed": lambda draft, user, world: by(user, draft.participations.get(), role="host"),
    "a party taken off": lambda draft, user, world: taken_off(draft.participations.get(), user),
    "a party moved elsewhere": lambda draft, user, world: by(
        user, draft.participations.get(), commitment=world.commitments["loose"]
    ),
    "a technology": lambda draft, user, world: with_technology(draft, user, world),
    "a search": lambda draft, user, world: by(user, SearchLogEntry(commitment=draft, **LOOKED)),
    "a file of parties": lambda draft, user, world: from_file(draft, user),
    "a merge": lambda draft, user, world: merged_into(draft, user, world),
}


def taken_off(row, user):
    row._history_user = user
    row.delete()


def with_technology(draft, user, world):
    draft._history_user = user
    draft.technologies.add(world.technologies["open-ran"])


def from_file(draft, user):
    content = write_file("csv", ["commitment", "state", "role"], [[draft.slug, "PLW", "host"]])
    plan = preview(Participation, "t.csv", content, user)
    carry_out(Participation, "t.csv", content, user, plan.digest)


def merged_into(draft, user, world):
    twin = commitment("twin", draft.statement, [world.technologies["5g"]], {world.states["PLW"]: "host"}, state="draft")
    merge(twin, draft, user, "The same.")


@pytest.mark.parametrize("what", PART_CHANGES)
def test_who_changed_a_part_last_does_not_publish_alone(world, draft, people, what):
    in_a_minute()
    PART_CHANGES[what](draft, people["editor"], world)
    assert last_author(draft) == people["editor"]
    assert transition_problems(draft, TRANSITIONS["publish"], people["editor"]) == [
        "You were the last to change “Draft”. Another editor must publish it."
    ]
    assert transition_problems(draft, TRANSITIONS["publish"], people["other editor"]) in ([], ["It has no party."])


def test_a_member_counts_as_a_part_and_what_a_row_did_elsewhere_does_not(world, people):
    quad, trio = world.groupings["quad"], world.groupings["trio"]
    in_a_minute()
    row = by(people["editor"], quad.memberships.first(), note="Again.")
    assert (last_author(quad), last_author(trio)) == (people["editor"], None)
    in_a_minute()
    by(people["curator"], row, grouping=trio, joined="2023", left=None)
    in_a_minute()
    by(people["other editor"], row, note="Once more.")
    assert (last_author(quad), last_author(trio)) == (people["curator"], people["other editor"])


def test_a_draft_follow_up_of_a_colleague_does_not_free_an_author_to_publish(world, draft, people):
    record = saved_by(people["editor"], draft)
    in_a_minute()
    by(people["curator"], FollowUp(commitment=record, kind="progress", date="2024", source=world.sources["paper"]))

    assert last_author(record) == people["editor"]
    with pytest.raises(ValidationError, match="Another editor must publish it"):
        transition(record, "publish", people["editor"])


def test_a_command_does_not_free_an_author_to_publish(draft, people):
    record = saved_by(people["editor"], draft)
    in_a_minute()
    record._history_user = None
    record.summary = "Changed by a command."
    record.save()

    with pytest.raises(ValidationError, match="Another editor must publish it"):
        transition(record, "publish", people["editor"])


def test_moving_a_follow_up_is_no_change_of_what_its_commitment_says(world, people):
    palau = world.commitments["palau"]
    in_a_minute()
    transition(palau.follow_ups.get(number=1), "withdraw", people["editor"], "A doubt.")
    assert last_author(palau) is None


def test_what_an_editor_changed_while_it_was_public_does_not_keep_her_from_restoring_it(world, people):
    """Readers saw the party that she added; only what is changed after the withdrawal needs a second person."""
    palau = world.commitments["palau"]
    in_a_minute()
    party = palau.participations.model(commitment=palau, state=world.states["AUS"], role="lead")
    party._history_user = people["editor"]
    party.save()
    in_a_minute()
    withdrawn = transition(palau, "withdraw", people["editor"], "A doubt.")
    assert last_author(withdrawn) is None

    in_a_minute()
    party.role, party._history_user = "host", people["editor"]
    party.save()
    assert last_author(withdrawn) == people["editor"]
    with pytest.raises(ValidationError, match="Another editor must publish it"):
        transition(withdrawn, "restore", people["editor"])


def test_one_person_may_publish_alone_where_the_site_says_so(draft, people, settings):
    settings.TWO_PERSON_REVIEW = False
    assert transition(saved_by(people["editor"], draft), "publish", people["editor"]).state == "published"


def test_a_superuser_may_override_and_it_shows(draft, people):
    record = transition(saved_by(people["superuser"], draft), "publish", people["superuser"])
    newest = record.history.order_by("-history_id").first()
    assert (newest.history_user, newest.history_change_reason) == (people["superuser"], "Publish")


def test_a_record_that_nobody_is_named_for_may_be_published_by_any_editor(world, people):
    record = commitment(
        "x",
        world.statements["hiroshima"],
        [world.technologies["5g"]],
        {world.states["JPN"]: "lead"},
        state="draft",
        locator="paragraph 3",
        target_date="2027",
    )
    assert last_author(record) is None
    assert transition(record, "publish", people["editor"]).state == "published"


# --- what is kept -------------------------------------------------------------------------------------------------------


def test_the_first_day_of_publication_stays(draft, people):
    first = transition(draft, "publish", people["editor"])
    assert first.published_at is not None
    gone = transition(first, "withdraw", people["editor"], "A doubt.")
    again = transition(gone, "restore", people["other editor"])
    assert (
        first.published_at
        == gone.published_at
        == again.published_at
        == Commitment.objects.get(pk=draft.pk).published_at
    )


def test_sending_to_review_and_back_publishes_nothing(draft, people):
    record = transition(draft, "submit", people["curator"])
    record = transition(record, "send_back", people["editor"], "Not yet.")
    assert (record.published_at, record.was_public, record.is_public) == (None, False, False)


def test_every_move_leaves_who_and_why_in_the_history(draft, people):
    record = transition(draft, "submit", people["curator"])
    record = transition(record, "send_back", people["editor"], "The locator is missing.")
    rows = record.history.order_by("history_id")
    assert [(row.state, row.history_user, row.history_change_reason) for row in rows][-2:] == [
        ("in-review", people["curator"], "Send to review"),
        ("draft", people["editor"], "Send back: The locator is missing."),
    ]


def test_a_very_long_reason_is_kept_in_full_on_the_record(draft, people):
    reason = "why " * 400
    record = transition(put(draft, "in-review"), "send_back", people["editor"], reason)
    assert record.state_reason == reason.strip()
    assert len(record.history.order_by("-history_id").first().history_change_reason) == 500


# --- two people at once -------------------------------------------------------------------------------------------------


def test_a_move_goes_by_what_is_stored_not_by_what_the_caller_holds(draft, people):
    stale = Commitment.objects.get(pk=draft.pk)
    transition(draft, "submit", people["curator"])
    with pytest.raises(ValidationError, match="is not possible from this state"):
        transition(stale, "submit", people["curator"])


def test_a_move_does_not_write_back_an_old_copy(draft, people):
    stale = Commitment.objects.get(pk=draft.pk)
    Commitment.objects.filter(pk=draft.pk).update(title="Changed meanwhile")
    stale.title = "Old copy"
    assert transition(stale, "submit", people["curator"]).title == "Changed meanwhile"
    assert Commitment.objects.get(pk=draft.pk).title == "Changed meanwhile"


def test_the_record_and_what_it_hangs_on_are_locked_while_it_moves(draft, people, engine):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        transition(draft, "submit", people["curator"])
    locking = [query["sql"] for query in seen if "FOR NO KEY UPDATE" in query["sql"]]
    # The grouping, the meeting, the text and the commitment, from the top. SQLite has no row locks: its transactions
    # begin with the lock on the file (settings).
    tables = ["grouping", "summit", "statement", "commitment"] if engine == "postgresql" else []
    assert [f'FROM "initiatives_{table}"' in sql for table, sql in zip(tables, locking, strict=True)] == [True] * len(
        tables
    )


def test_a_refused_move_changes_nothing_on_the_callers_copy(draft, people):
    with pytest.raises(ValidationError):
        transition(draft, "withdraw", people["editor"], "No.")
    assert (draft.state, draft.state_reason) == ("draft", "")


# --- what publishing asks for -------------------------------------------------------------------------------------------


def test_a_sound_draft_has_no_problems(draft):
    assert publishing_problems(draft) == []


@pytest.mark.parametrize(
    ("relation", "problem"),
    [
        ("technologies", "It has no technology."),
        ("modes", "It has no mode."),
        ("participations", "It has no party."),
    ],
)
def test_a_commitment_needs_a_technology_a_mode_and_a_party(draft, people, relation, problem):
    rows = getattr(draft, relation)
    rows.all().delete() if relation == "participations" else rows.clear()
    assert publishing_problems(draft) == [problem]
    with pytest.raises(ValidationError, match=problem):
        transition(draft, "publish", people["editor"])
    assert Commitment.objects.get(pk=draft.pk).state == "draft"


@pytest.mark.parametrize("model", [Grouping, Summit, Statement])
def test_a_record_needs_a_source(world, model):
    row = model.objects.exclude(source=None).order_by("pk").first()
    assert publishing_problems(row) == []
    row.source = None
    assert publishing_problems(row) == ["It has no source."]


def test_a_follow_up_needs_a_statement_or_a_source(world):
    row = FollowUp(commitment=world.commitments["palau"], kind="progress", date="2024", number=9)
    assert publishing_problems(row) == ["It has no source."]
    row.statement = world.statements["readout"]
    assert publishing_problems(row) == []


def test_a_statement_belongs_to_the_grouping_of_its_meeting(world):
    text = world.statements["camp_david"]
    text.summit = world.summits["hiroshima"]
    assert publishing_problems(text) == ["Its meeting belongs to another grouping."]


def test_a_link_in_a_text_leads_to_a_record(draft):
    draft.summary = "See [[source:paper]] and [[source:nowhere]]."
    assert publishing_problems(draft) == ["It links to source:nowhere, which does not exist."]


def test_what_the_models_refuse_is_not_published(world):
    row = world.commitments["palau"].follow_ups.get(number=1)
    row.date = "2020"
    (problem,) = publishing_problems(row)
    assert "lies before the announcement" in problem


def test_a_refusal_says_why_and_an_allowed_move_says_nothing(draft, people):
    assert transition_problems(draft, TRANSITIONS["publish"], people["editor"]) == []
    assert transition_problems(draft, TRANSITIONS["publish"], people["curator"]) == [
        "Only an editor may do this: publish."
    ]
    assert transition_problems(draft, TRANSITIONS["withdraw"], people["editor"]) == [
        "“Draft” is draft. “Withdraw” is not possible from this state."
    ]


def test_a_user_without_the_right_to_change_a_noun_moves_none_of_it(draft, people_without_roles):
    assert transition_problems(draft, TRANSITIONS["submit"], people_without_roles["stranger"]) == [
        "You may not change a commitment."
    ]


@pytest.mark.parametrize("noun", ["groupings", "summits", "statements", "commitments"])
def test_the_door_is_the_same_for_every_noun(world, people, noun):
    for record in each(getattr(world, noun).values()):
        gone = transition(record, "withdraw", people["editor"], "A try.")
        assert (gone.state, gone.is_public) == ("withdrawn", False)
        break


def test_follow_ups_have_a_state_of_their_own(world, people):
    row = world.commitments["palau"].follow_ups.get(number=2)
    transition(row, "withdraw", people["editor"], "A doubt.")
    assert world.commitments["palau"].is_public
    assert Commitment.objects.with_status().get(slug="palau").status == "announced"


# --- the research import ------------------------------------------------------------------------------------------------


def test_the_import_publishes_and_keeps_the_first_day(world):
    fresh = Grouping(slug="x")
    publish_imported(fresh, "now")
    assert (fresh.state, fresh.published_at) == ("published", "now")
    old = published(Grouping, slug="y", name="Y", short_name="Y")
    first = old.published_at
    publish_imported(old, "now")
    assert old.published_at == first


def test_nothing_but_the_door_writes_an_editorial_state():
    """Looks for an assignment to ``.state`` in the application's code."""
    import ast
    from pathlib import Path

    root = Path(transitions.__file__).parent
    writers = set()
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                names = [part for target in targets for part in ast.walk(target)]
                if any(isinstance(part, ast.Attribute) and part.attr == "state" for part in names):
                    writers.add(path.name)
    assert writers == {"transitions.py"}
