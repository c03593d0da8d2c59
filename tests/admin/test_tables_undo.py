"""An import of many rows is undone in about as many queries as an import of few; what hangs on others is told."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from initiatives import search
from initiatives.models import Commitment, FollowUp, ImportRecord, Participation, Statement
from initiatives.tables import undo
from tests.admin.desk import log_in
from tests.admin.files import PROMISE, bring_in, table
from tests.world import commitment, follow_up

THROUGH = (Commitment.technologies.through, Commitment.modes.through)


@pytest.fixture
def curator(world):
    return log_in("carla", "Curators")


def taken_back(curator, rows, model=Commitment):
    """Import the rows and undo that; gives what was left and the number of queries."""
    assert bring_in(curator, table(*rows), model).status_code == 302
    with CaptureQueriesContext(connection) as queries:
        left = undo(ImportRecord.objects.first(), curator.user)
    return left, len(queries)


def promises(number):
    return [{"slug": f"row-{n}", **PROMISE} for n in range(number)]


def test_undoing_takes_as_many_queries_for_many_rows_as_for_few(world, curator):
    before = [model.objects.count() for model in (Commitment, *THROUGH)]

    few, many = (taken_back(curator, promises(number)) for number in (10, 200))

    assert few[0] == many[0] == []
    assert many[1] <= few[1] + 5
    assert [model.objects.count() for model in (Commitment, *THROUGH)] == before
    last = Commitment.history.filter(slug="row-7", history_type="-").first()
    assert (last.history_user, last.history_change_reason) == (curator.user, "Import of rows.csv undone")
    assert (last.title, last.state) == ("A promise", "draft")
    assert search.stale() == {}


def test_parts_are_taken_out_too(world, curator):
    draft = commitment("draft", world.statements["sheet"], [], {}, state="draft")
    parties = [{"commitment": "draft", "state": code, "role": "lead"} for code in ("JPN", "USA", "IND")]
    rows = [
        {"commitment": "draft", "date": day, "kind": "progress", "source": "paper", "note": "zqword"}
        for day in ("2024", "2025")
    ]
    assert taken_back(curator, parties, Participation)[0] == taken_back(curator, rows, FollowUp)[0] == []
    assert (draft.participations.count(), draft.follow_ups.count()) == (0, 0)
    assert FollowUp.history.filter(commitment=draft, history_type="-").count() == 2
    assert search.stale() == {}


def test_what_others_hang_on_stays_and_parts_of_a_draft_go_with_it(world, curator):
    texts = [
        {"slug": f"text-{n}", "grouping": "quad", "title": f"Text number {n}", "kind": "readout", "source": "paper"}
        for n in range(3)
    ]
    bring_in(curator, table(*texts), Statement)
    commitment("on-text", Statement.objects.get(slug="text-1"), [], {}, state="draft")
    assert undo(ImportRecord.objects.first(), curator.user) == ["“text-1” stays: other records name it."]
    assert set(Statement.objects.filter(slug__startswith="text-").values_list("slug", flat=True)) == {"text-1"}

    bring_in(curator, table(*promises(3)))
    row = follow_up(Commitment.objects.get(slug="row-1"), "2025", "progress", state="draft")
    assert undo(ImportRecord.objects.first(), curator.user) == []
    assert not Commitment.objects.filter(slug__startswith="row-").exists()
    assert FollowUp.history.filter(id=row.pk, history_type="-").exists()


def test_what_became_public_since_stays(world, curator):
    bring_in(curator, table(*promises(2)))
    Commitment.objects.filter(slug="row-0").update(state="published", published_at="2026-01-01T00:00Z")
    made = ImportRecord.objects.first()
    assert set(undo(made, log_in("edith", "Editors").user)) == {"“row-0” was changed since."}
