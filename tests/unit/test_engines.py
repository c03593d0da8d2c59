"""The comparison of the two test runs: what makes `make test` fail."""

import pytest

from tests.engines import IN_BROWSER, Run, counts, find_problems

pytestmark = pytest.mark.once


def run(name, exit=0, once=(), **tests):
    records = {test: {"outcome": outcome, "reason": "", "once": test in once} for test, outcome in tests.items()}
    return Run(engine=name, name=name, tests=records, exit=exit)


def problems(one, other, strict=False):
    return find_problems([one, other], strict)


def test_two_equal_runs_have_no_problem():
    assert problems(run("A", a="passed"), run("B", a="passed")) == []


def test_a_failure_on_one_engine_is_a_problem():
    assert problems(run("A", a="passed"), run("B", exit=1, a="failed")) == ["1 failed on B."]


def test_a_test_that_only_one_engine_ran_is_a_problem():
    found = problems(run("A", a="passed", b="passed"), run("B", a="passed"))
    assert found == ["1 ran on A but not on B: b"]


def test_a_test_skipped_on_one_engine_counts_as_not_run_there():
    found = problems(run("A", a="passed", b="passed"), run("B", a="passed", b="skipped"))
    assert found == ["1 ran on A but not on B: b"]


def test_tests_for_one_engine_only_may_differ():
    assert problems(run("A", once={"b"}, a="passed", b="passed"), run("B", a="passed")) == []


def test_the_tests_in_a_browser_are_a_run_of_their_own():
    browser = Run("sqlite", "C", marks=IN_BROWSER, exit=1, tests=run("C", c="failed").tests)
    found = find_problems([run("A", a="passed"), run("B", a="passed"), browser], strict=False)
    assert found == ["1 failed on C."]


def test_skips_are_a_problem_only_where_all_must_run():
    one, other = run("A", a="passed", b="skipped"), run("B", a="passed", b="skipped")
    assert problems(one, other) == []
    assert problems(one, other, strict=True) == [
        "1 did not run on A, and with CI=true all must run.",
        "1 did not run on B, and with CI=true all must run.",
    ]


def test_no_test_at_all_is_a_problem():
    assert problems(run("A", exit=5), run("B", exit=5)) == [
        "no test ran on A.",
        "no test ran on B.",
    ]


def test_a_run_that_broke_off_is_a_problem():
    found = problems(run("A", exit=-9, a="passed"), run("B", a="passed"))
    assert found == ["pytest ended with code -9 on A."]


def test_the_counts_name_what_there_is():
    runs = [run("A", a="passed", b="skipped"), run("B", a="passed", b="failed")]
    assert counts(runs) == "2 passed, 1 failed, 1 skipped"
    assert counts(runs[:1]) == "1 passed, 1 skipped"
    assert counts(runs[:1], always=("passed", "failed")) == "1 passed, 0 failed, 1 skipped"
