"""Two transactions that change what each other's checks read: the second waits for the first, then checks again."""

import threading
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from initiatives.editorial.checks import problems_of
from initiatives.editorial.merging import merge
from initiatives.editorial.transitions import TransitionRequest, transition, transition_all
from initiatives.history.recording import differences
from initiatives.models import Commitment, FollowUp, Grouping, Statement
from tests.admin.desk import REASON, filled, log_in, state_of, url
from tests.admin.test_conflicts_at_once import at_once
from tests.world import build, commitment, follow_up, person, source

pytestmark = [pytest.mark.engine, pytest.mark.django_db(transaction=True)]
ORDERS = pytest.mark.parametrize("first", ["publish", "withdraw"])


@pytest.fixture
def world(transactional_db):
    return build()


@pytest.fixture
def edith(world):
    return person("edith")


def overlapping(*calls):
    """Run two calls in transactions of their own: the second begins while the first is done and not committed.

    Gives what each came to; a refusal counts as a result.
    """
    results, done, go_on = [None, None], threading.Event(), threading.Event()

    def first():
        with transaction.atomic():
            results[0] = calls[0]()
            done.set()
            go_on.wait(10)

    def second():
        assert done.wait(10)
        threading.Timer(0.5, go_on.set).start()
        results[1] = calls[1]()

    def run(place, work):
        try:
            work()
        except Exception as error:
            results[place] = error
        finally:
            done.set()
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate((first, second))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def together(*calls):
    """Run the calls in threads that start at once; gives what each came to."""

    def outcome(call):
        try:
            return call()
        except Exception as error:
            return error

    return at_once(*(partial(outcome, call) for call in calls))


def publish(record, user, *seen):
    acknowledged = {"target_date": "silent", **dict.fromkeys(("source", "locator", "address", *seen), "seen")}
    return lambda: transition(record, "publish", user, acknowledged=acknowledged)


def withdraw(record, user):
    return lambda: transition(record, "withdraw", user, "A doubt.")


def ordered(first, **calls):
    return [calls[name] for name in sorted(calls, key=lambda name: name != first)]


def resting_on(of, text, **values):
    """A draft of a follow-up that has no source but a text."""
    return follow_up(of, "2024-05", "progress", state="draft", statement=text, source=None, locator="1", **values)


@ORDERS
@pytest.mark.parametrize("withdrawn", ["statement", "grouping"])
def test_a_follow_up_is_not_published_while_the_text_that_it_rests_on_is_withdrawn(world, edith, first, withdrawn):
    text = world.statements["camp_david"]
    row = resting_on(world.commitments["palau"], text)
    taken_back = text if withdrawn == "statement" else text.grouping

    results = overlapping(*ordered(first, publish=publish(row, edith), withdraw=withdraw(taken_back, edith)))

    assert [type(result) for result in results][1] is ValidationError
    assert (state_of(row), state_of(taken_back)) == (
        ("published", "published") if first == "publish" else ("draft", "withdrawn")
    )
    assert problems_of(FollowUp.objects.get(pk=row.pk)) == []


@pytest.mark.parametrize("noun", ["grouping of a meeting", "grouping", "statement", "commitment"])
def test_nothing_is_published_while_what_it_hangs_on_is_withdrawn(world, edith, noun):
    palau, parties = world.commitments["palau"], {world.states["JPN"]: "lead"}
    values = {"state": "draft", "published_at": None}
    if noun == "grouping of a meeting":
        above, record = world.groupings["trio"], world.summits["camp_david"]
    elif noun == "grouping":
        above, record = world.groupings["trio"], world.statements["camp_david"]
    elif noun == "statement":
        above = world.statements["hiroshima"]
        record = commitment("new", above, [world.technologies["5g"]], parties, state="draft")
    else:
        above, record = palau, follow_up(palau, "2024-05", "progress", state="draft")
    type(record).objects.filter(pk=record.pk).update(**values)

    _, refused = overlapping(withdraw(above, edith), publish(record, edith))

    assert isinstance(refused, ValidationError) and "publish it first" in str(refused)
    assert state_of(record) == "draft"


@pytest.mark.parametrize("first", ["publish", "save"])
def test_a_text_is_not_published_while_its_meeting_moves_to_another_grouping(world, edith, first):
    text, summit, editor = world.statements["camp_david"], world.summits["camp_david"], log_in("otto", "Editors")
    Statement.objects.filter(pk=text.pk).update(state="draft", published_at=None)
    address = url(type(summit), "change", summit.pk)
    typed = {**filled(editor.get(address)), "grouping": world.groupings["quad"].pk, "change_reason": REASON}

    results = overlapping(
        *ordered(first, publish=publish(text, edith), save=lambda: editor.post(address, typed).status_code)
    )

    summit.refresh_from_db()
    if first == "publish":
        assert results[1] == 200 and summit.grouping == world.groupings["trio"], "the form is shown again"
    else:
        assert results[0] == 302 and "another grouping" in str(results[1])
        assert state_of(text) == "draft"


@pytest.mark.parametrize("first", ["save", "withdraw"])
def test_a_public_follow_up_does_not_come_to_rest_on_a_text_that_is_withdrawn(world, edith, first):
    text, editor = world.statements["camp_david"], log_in("otto", "Editors")
    row = follow_up(world.commitments["palau"], "2024-05", "progress", note="As it was.")
    address = url(FollowUp, "change", row.pk)
    typed = {**filled(editor.get(address)), "source": "", "statement": text.pk, "change_reason": REASON}

    results = overlapping(
        *ordered(first, save=lambda: editor.post(address, typed).status_code, withdraw=withdraw(text, edith))
    )

    row.refresh_from_db()
    if first == "save":
        assert results[0] == 302 and isinstance(results[1], ValidationError)
    else:
        assert results[1] == 200 and row.statement is None
    assert problems_of(row) == []


@pytest.mark.parametrize("noun", ["commitment", "grouping"])
def test_of_two_records_with_one_name_only_one_is_published(world, edith, noun):
    if noun == "commitment":
        text, topics, parties = world.statements["sheet"], [world.technologies["5g"]], {world.states["JPN"]: "lead"}
        pair = [commitment(slug, text, topics, parties, title="One name", state="draft") for slug in ("one", "two")]
    else:
        paper = world.sources["paper"]
        pair = [
            Grouping.objects.create(slug=slug, name="One name", short_name="One name", source=paper)
            for slug in ("one", "two")
        ]

    results = overlapping(*(publish(record, edith, f"resembles-{other.pk}") for record, other in (pair, pair[::-1])))

    assert [isinstance(result, ValidationError) for result in results] == [False, True]
    assert [state_of(record) for record in pair] == ["published", "draft"]


def test_a_statement_is_not_merged_into_one_that_is_withdrawn_at_once(world, edith):
    lost, kept = world.statements["unread"], world.statements["sheet"]

    _, refused = overlapping(withdraw(kept, edith), lambda: merge(lost, kept, edith, "Entered twice."))

    assert isinstance(refused, ValidationError) and "restore it first" in str(refused)
    assert state_of(lost) == "published"


def test_two_publications_that_cite_one_new_source_at_once_both_have_their_versions(world, edith):
    """The source becomes public by the first; its version is written once, and the commitments have one each."""
    new, parties, topics = source("new"), {world.states["JPN"]: "lead"}, [world.technologies["5g"]]
    pair = [
        commitment(slug, world.statements[text], topics, parties, state="draft", source=new, title=slug)
        for slug, text in (("one", "sheet"), ("two", "camp_david"))
    ]

    results = overlapping(*(publish(record, edith) for record in pair))

    assert [type(result) for result in results] == [Commitment, Commitment]
    assert differences() == []


def test_a_source_keeps_its_version_while_one_record_ceases_to_cite_it_and_another_begins(world, edith):
    new, parties, topics = source("new"), {world.states["JPN"]: "lead"}, [world.technologies["5g"]]
    old = commitment("one", world.statements["sheet"], topics, parties, source=new)
    draft = commitment("two", world.statements["camp_david"], topics, parties, source=new, state="draft")

    results = overlapping(withdraw(old, edith), publish(draft, edith))

    assert [type(result) for result in results] == [Commitment, Commitment]
    assert differences() == []


def test_publications_that_rest_on_each_other_s_texts_never_wait_in_a_circle(world, edith):
    """Each of two bulk publications locks both groupings, in one order."""
    quad, trio = world.commitments["palau"], world.commitments["labs"]
    seen = {"source": "seen"}
    texts = {"quad": world.statements["sheet"], "trio": world.statements["camp_david"]}
    for n in range(4):
        rows = [
            [resting_on(quad, texts["quad"], note=f"A{n}"), resting_on(trio, texts["trio"], note=f"B{n}")],
            [resting_on(trio, texts["quad"], note=f"C{n}"), resting_on(quad, texts["trio"], note=f"D{n}")],
        ]
        requests = [[TransitionRequest(row, acknowledged=seen) for row in some] for some in rows]
        calls = [partial(transition_all, some, "publish", edith) for some in requests]
        assert [type(result) for result in together(*calls)] == [list, list]
    assert differences() == []
