"""The summary of the test runs: what makes `make test` fail."""

from xml.etree import ElementTree

from tests.engines import ROOT, Run, counts, find_problems, modules_marked, read_junit

JUNIT = """<testsuites><testsuite>
  <testcase classname="tests.a" name="test_one"><properties><property name="engine" value="both"/></properties></testcase>
  <testcase classname="tests.a" name="test_two"><failure message="no">...</failure></testcase>
  <testcase classname="tests.a" name="test_three"><skipped type="pytest.skip" message="no Chromium"/></testcase>
  <testcase classname="tests.a" name="test_four"><skipped type="pytest.xfail" message="known"/></testcase>
  <testcase classname="tests.a" name="test_five"/>
  <testcase classname="tests.a" name="test_five"><error message="in its teardown">...</error></testcase>
</testsuite></testsuites>"""


def run(name, exit=0, engine=(), url="", **outcomes):
    return Run(name, url=url, outcomes=outcomes, engine_tests=set(engine), exit=exit)


def problems(*runs, strict=False):
    return find_problems(list(runs), strict)


def test_the_outcomes_are_read_from_the_file_of_pytest():
    outcomes, marked = read_junit(ElementTree.fromstring(JUNIT))

    assert outcomes == {
        "tests.a::test_one": "passed",
        "tests.a::test_two": "failed",
        "tests.a::test_three": "skipped",
        "tests.a::test_four": "passed",
        "tests.a::test_five": "failed",
    }
    assert marked == {"tests.a::test_one"}


def test_runs_without_failures_have_no_problem():
    assert problems(run("A", engine="a", a="passed", b="passed"), run("B", engine="a", url="x", a="passed")) == []


def test_a_failure_is_a_problem():
    found = problems(run("A", engine="a", a="passed"), run("B", exit=1, engine="a", url="x", a="failed"))
    assert found == ["1 failed on B."]


def test_a_test_for_both_engines_that_ran_on_one_is_a_problem():
    one, other = run("A", engine="ab", a="passed", b="passed"), run("B", engine="a", url="x", a="passed")
    assert problems(one, other) == ["1 for both engines did not run on B: b"]
    one, other = run("A", engine="a", a="passed"), run("B", engine="ab", url="x", a="passed", b="passed")
    assert problems(one, other) == ["1 for both engines did not run on A: b"]


def test_a_test_skipped_on_one_engine_did_not_run_there():
    one = run("A", engine="ab", a="passed", b="passed")
    other = run("B", engine="ab", url="x", a="passed", b="skipped")
    assert problems(one, other) == ["1 for both engines did not run on B: b"]


def test_skips_are_a_problem_only_where_all_must_run():
    one = run("A", a="passed", b="skipped")
    assert problems(one) == []
    assert problems(one, strict=True) == ["1 did not run on A, and with CI=true all must run."]


def test_no_test_at_all_is_a_problem():
    assert problems(run("A", exit=5)) == ["no test ran on A."]


def test_a_run_that_broke_off_is_a_problem():
    assert problems(run("A", exit=-9, a="passed")) == ["pytest ended with code -9 on A."]


def test_the_counts_name_what_there_is():
    runs = [run("A", a="passed", b="skipped"), run("B", a="passed", b="failed")]
    assert counts(runs) == "2 passed, 1 failed, 1 skipped"
    assert counts(runs[:1]) == "1 passed, 1 skipped"
    assert counts(runs[:1], always=("passed", "failed")) == "1 passed, 0 failed, 1 skipped"


def test_the_modules_for_both_engines_are_found():
    found = modules_marked("engine")
    assert "tests/unit/test_search.py" in found and "tests/unit/test_engines.py" not in found


def test_what_two_connections_do_at_once_is_tested_on_both_engines():
    at_once = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").glob("*/test_*.py")
        if path.parent.name != "drill"
        and path.name != "test_engines.py"
        and "django_db(transaction=True)" in path.read_text(encoding="utf-8")
    ]
    assert at_once
    assert set(at_once) <= set(modules_marked("engine"))
