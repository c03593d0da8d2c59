"""Runs the tests: on SQLite all, in Chromium those of pages, on PostgreSQL those whose answers depend on the engine.

    python -m tests.engines [--drill] [--engine sqlite|postgresql] [arguments for pytest]

`--drill` runs the long tests instead, and on PostgreSQL all that otherwise run on SQLite alone. With arguments for pytest
both engines run what the arguments choose. The runs go on at the same time.

It fails when a test fails, when PostgreSQL does not start, when a run has no test, or when a test marked `engine` ran on one
engine only. A skipped test did not run: it is listed, and with CI=true it fails the whole run.
"""

import argparse
import contextlib
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from tests import postgresql

ROOT = Path(__file__).resolve().parent.parent
BROWSER = "tests/browser"
TIMES = ROOT / "var" / "test-times.txt"  # how long the last whole run took; `make figures` prints it
PYTEST_FOUND_NO_TEST = 5


@dataclass
class Run:
    """One run of pytest, and what came of it: the outcome of each test, and which tests are marked `engine`."""

    name: str
    arguments: list[str] = field(default_factory=list)
    url: str = ""
    outcomes: dict[str, str] = field(default_factory=dict)
    engine_tests: set[str] = field(default_factory=set)
    exit: int | None = None
    output: str = ""

    def ended(self, outcome: str) -> set[str]:
        return {test for test, found in self.outcomes.items() if found == outcome}

    @property
    def executed(self) -> set[str]:
        return self.ended("passed") | self.ended("failed")


def main(arguments):
    parser = argparse.ArgumentParser(prog="python -m tests.engines", allow_abbrev=False)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), help="run on this engine only")
    parser.add_argument("--drill", action="store_true", help="run the long tests")
    options, chosen = parser.parse_known_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    started = time.monotonic()
    try:
        with contextlib.ExitStack() as stack:
            runs = [
                *(sqlite_runs(options.drill, chosen) if options.engine != "postgresql" else ()),
                *(postgresql_runs(options.drill, chosen, stack) if options.engine != "sqlite" else ()),
            ]
            print(f"Running the tests on {', '.join(run.name for run in runs)}.", flush=True)
            carry_out(runs, stack)
    except postgresql.DidNotStart as error:
        sys.exit(f"No test ran: PostgreSQL did not start or does not answer ({error}).")
    except KeyboardInterrupt:
        sys.exit("Stopped before the tests had ended.")
    code = report(runs, strict=os.environ.get("CI") == "true")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = f"{used.ru_utime + used.ru_stime:.0f} s of processor time in {time.monotonic() - started:.0f} s"
    print(took)
    if not (chosen or options.drill or options.engine):
        TIMES.parent.mkdir(exist_ok=True)
        TIMES.write_text(took, encoding="utf-8")
    return code


def sqlite_runs(drill: bool, chosen: list[str]) -> list[Run]:
    name = f"SQLite {sqlite3.sqlite_version}"
    if drill or chosen:
        return [Run(name, ["-m", "drill", *chosen] if drill else chosen)]
    return [
        Run(name, ["-m", "not drill", "--ignore", BROWSER, "--numprocesses", "2", "--dist", "loadfile"]),
        Run(f"{name} with Chromium", ["-m", "not drill", BROWSER]),
    ]


def postgresql_runs(drill: bool, chosen: list[str], stack: contextlib.ExitStack) -> list[Run]:
    """The run on the server that DATABASE_URL names, or else on one of our own."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith(("postgres://", "postgresql://")):
        url = stack.enter_context(postgresql.server())
    arguments = ["--ignore", BROWSER, *chosen]
    if drill:
        arguments += ["-m", "drill or not engine"]
    elif not chosen:
        arguments = ["-m", "engine and not drill", *modules_marked("engine")]
    return [Run(f"PostgreSQL {postgresql.version(url)}", arguments, url)]


def modules_marked(mark: str) -> list[str]:
    """The modules that use a mark, so that pytest does not read the others."""
    modules = sorted(ROOT.glob("tests/*/test_*.py"))
    return [
        str(path.relative_to(ROOT)) for path in modules if f"pytest.mark.{mark}" in path.read_text(encoding="utf-8")
    ]


def carry_out(runs: list[Run], stack: contextlib.ExitStack):
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="minilat-run-")))
    started, waiting = time.monotonic(), []
    for number, run in enumerate(runs):
        process = begin(run, folder / str(number), number)
        stack.callback(end, process)
        waiting.append((run, process, folder / str(number)))
    while waiting:
        time.sleep(0.1)
        for run, process, path in [each for each in waiting if each[1].poll() is not None]:
            run.exit = process.returncode
            read_results(run, path)
            print(f"{run.name} has ended after {time.monotonic() - started:.0f} s.", flush=True)
            waiting.remove((run, process, path))


def begin(run: Run, path: Path, number: int) -> subprocess.Popen:
    command = [sys.executable, "-m", "pytest", f"--color={'yes' if sys.stdout.isatty() else 'no'}"]
    # Each run remembers its own failures for --last-failed.
    command += [f"--junitxml={path.with_suffix('.xml')}", "-o", f"cache_dir=.pytest_cache/{number}", *run.arguments]
    environment = {**os.environ, "DATABASE_URL": run.url}
    with path.with_suffix(".txt").open("wb") as output:
        return subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )


def end(process: subprocess.Popen):
    if process.poll() is None:
        process.terminate()
        process.wait()


def read_results(run: Run, path: Path):
    run.output = path.with_suffix(".txt").read_text(errors="replace")
    if path.with_suffix(".xml").exists():
        run.outcomes, run.engine_tests = read_junit(ElementTree.parse(path.with_suffix(".xml")))


def read_junit(tree) -> tuple[dict[str, str], set[str]]:
    """The outcomes by test, and the tests with the property `engine`; an expected failure has passed."""
    outcomes, marked = {}, set()
    for case in tree.iter("testcase"):
        test = f"{case.get('classname')}::{case.get('name')}"
        skipped = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            outcomes[test] = "failed"
        elif skipped is not None and skipped.get("type") != "pytest.xfail":
            outcomes.setdefault(test, "skipped")
        else:
            outcomes.setdefault(test, "passed")
        if case.find("properties/property[@name='engine']") is not None:
            marked.add(test)
    return outcomes, marked


def report(runs: list[Run], strict: bool) -> int:
    for run in runs:
        print(f"\n======== {run.name} ========\n{run.output.strip()}")
    print("\n======== Result ========")
    for run in runs:
        for test in sorted(run.ended("skipped")):
            print(f"Not run on {run.name}: {test}")
    problems = find_problems(runs, strict)
    for problem in problems:
        print(f"Problem: {problem}")
    print("; ".join(f"{run.name}: {counts([run])}" for run in runs))
    print(counts(runs, always=("passed", "failed")))
    return 1 if problems else 0


def find_problems(runs: list[Run], strict: bool) -> list[str]:
    problems = [problem for run in runs for problem in problems_of(run, strict)]
    on_postgresql = [run for run in runs if run.url]
    if on_postgresql and len(runs) > 1:
        elsewhere = [run for run in runs if not run.url]
        marked = {test for run in elsewhere for test in run.engine_tests & run.executed}
        here = on_postgresql[0].engine_tests & on_postgresql[0].executed
        for missing, run in ((marked - here, on_postgresql[0]), (here - marked, elsewhere[0])):
            if missing:
                examples = ", ".join(sorted(missing)[:5]) + (" ..." if len(missing) > 5 else "")
                problems.append(f"{len(missing)} for both engines did not run on {run.name}: {examples}")
    return problems


def problems_of(run: Run, strict: bool):
    failed, skipped = run.ended("failed"), run.ended("skipped")
    if failed:
        yield f"{len(failed)} failed on {run.name}."
    elif run.exit not in (0, PYTEST_FOUND_NO_TEST):
        yield f"pytest ended with code {run.exit} on {run.name}."
    if not run.executed:
        yield f"no test ran on {run.name}."
    if strict and skipped:
        yield f"{len(skipped)} did not run on {run.name}, and with CI=true all must run."


def counts(runs: list[Run], always=("passed",)) -> str:
    numbers = {word: sum(len(run.ended(word)) for run in runs) for word in ("passed", "failed", "skipped")}
    return ", ".join(f"{n} {word}" for word, n in numbers.items() if n or word in always)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
