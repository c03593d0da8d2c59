"""Runs all tests on SQLite and on PostgreSQL at the same time and compares the two runs.

    python -m tests.engines [--engine sqlite|postgresql] [arguments for pytest]

The whole suite (no arguments) runs as three: the tests in Chromium, which often wait for it, run beside the others.

It fails when a test fails, when PostgreSQL does not start, when no test ran, or when the two
engines ran different tests. Tests marked `browser` or `once` are for SQLite only. A skipped
test did not run: it is listed, and with CI=true it fails the whole run.
"""

import argparse
import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests import postgresql

ROOT = Path(__file__).resolve().parent.parent
ENGINES = ("sqlite", "postgresql")
PYTEST_FOUND_NO_TEST = 5
WITHOUT_BROWSER, IN_BROWSER = "not drill and not browser", "browser and not drill"


@dataclass
class Run:
    """One run of the suite on one engine, and what came of it; ``marks`` chooses a part of the suite."""

    engine: str
    name: str
    url: str = ""
    marks: str = ""
    tests: dict = field(default_factory=dict)
    exit: int | None = None
    seconds: float = 0
    output: str = ""

    def ended(self, outcome):
        return {name for name, test in self.tests.items() if test["outcome"] == outcome}

    @property
    def in_browser(self):
        return self.marks == IN_BROWSER

    @property
    def key(self):
        return f"{self.engine}-browser" if self.in_browser else self.engine

    @property
    def executed(self):
        return self.ended("passed") | self.ended("failed")

    @property
    def shared(self):
        """The tests that ran here and that the other engine must have run too."""
        return {name for name in self.executed if not self.tests[name]["once"]}


def main(arguments):
    chosen, pytest_arguments = parse(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with contextlib.ExitStack() as stack:
            runs = [prepare(engine, stack) for engine in chosen]
            if len(runs) == 2 and not pytest_arguments:
                runs = divided(*runs)
            print(f"Running the tests on {', '.join(run.name for run in runs)}.", flush=True)
            run_all(runs, pytest_arguments, stack)
    except postgresql.DidNotStart as error:
        sys.exit(f"No test ran: PostgreSQL did not start or does not answer ({error}).")
    except KeyboardInterrupt:
        sys.exit("Stopped before the tests had ended.")
    return report(runs, strict=os.environ.get("CI") == "true")


def parse(arguments):
    parser = argparse.ArgumentParser(
        prog="python -m tests.engines",
        description="Run the tests on both engines; other arguments go to pytest.",
        allow_abbrev=False,
    )
    parser.add_argument("--engine", choices=ENGINES, help="run on this engine only")
    options, pytest_arguments = parser.parse_known_args(arguments)
    return [options.engine] if options.engine else ENGINES, pytest_arguments


def prepare(engine, stack):
    """PostgreSQL is the server in DATABASE_URL if that names one, else one of our own."""
    if engine == "sqlite":
        return Run(engine, f"SQLite {sqlite3.sqlite_version}")
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith(("postgres://", "postgresql://")):
        url = stack.enter_context(postgresql.server())
    return Run(engine, f"PostgreSQL {postgresql.version(url)}", url)


def divided(sqlite, other):
    sqlite.marks = WITHOUT_BROWSER
    return [sqlite, other, Run(sqlite.engine, f"{sqlite.name} with Chromium", marks=IN_BROWSER)]


def run_all(runs, pytest_arguments, stack):
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="minilat-run-")))
    processes = {}
    for run in runs:
        processes[run.key] = begin(run, folder, pytest_arguments)
        stack.callback(end, processes[run.key])
    wait_for(runs, processes)
    for run in runs:
        read_results(run, folder)


def begin(run, folder, pytest_arguments):
    command = [sys.executable, "-m", "pytest", "-p", "tests.recorder"]
    # Each engine remembers its own failures for --last-failed.
    command += ["-o", f"cache_dir=.pytest_cache/{run.key}"]
    command += ["-m", run.marks] if run.marks else []
    command += [f"--color={'yes' if sys.stdout.isatty() else 'no'}", *pytest_arguments]
    environment = {
        **os.environ,
        "DATABASE_URL": run.url,
        "RECORD_TO": str(folder / f"{run.key}.json"),
    }
    with open(folder / f"{run.key}.txt", "wb") as output:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )


def end(process):
    if process.poll() is None:
        process.terminate()
        process.wait()


def wait_for(runs, processes):
    started = time.monotonic()
    waiting = list(runs)
    while waiting:
        time.sleep(0.1)
        for run in [run for run in waiting if processes[run.key].poll() is not None]:
            run.exit = processes[run.key].returncode
            run.seconds = time.monotonic() - started
            print(f"{run.name} has ended after {run.seconds:.0f} s.", flush=True)
            waiting.remove(run)


def read_results(run, folder):
    run.output = (folder / f"{run.key}.txt").read_text(errors="replace")
    record = folder / f"{run.key}.json"
    if record.exists():
        run.tests = json.loads(record.read_text())["tests"]


def report(runs, strict):
    for run in runs:
        print(f"\n======== {run.name} ========\n{run.output.strip()}")
    print("\n======== Result ========")
    for run in runs:
        for name in sorted(run.ended("skipped")):
            print(f"Not run on {run.name}: {name} ({run.tests[name]['reason'] or 'no reason'})")
    problems = find_problems(runs, strict)
    for problem in problems:
        print(f"Problem: {problem}")
    print("; ".join(f"{run.name}: {counts([run])}" for run in runs))
    print(counts(runs, always=("passed", "failed")))
    return 1 if problems else 0


def find_problems(runs, strict):
    problems = [problem for run in runs for problem in problems_of(run, strict)]
    compared = [run for run in runs if not run.in_browser]
    if len(compared) == 2:
        problems += differences(*compared)
    return problems


def problems_of(run, strict):
    failed, skipped = run.ended("failed"), run.ended("skipped")
    if failed:
        yield f"{len(failed)} failed on {run.name}."
    elif run.exit not in (0, PYTEST_FOUND_NO_TEST):
        yield f"pytest ended with code {run.exit} on {run.name}."
    if not run.executed:
        yield f"no test ran on {run.name}."
    if strict and skipped:
        yield f"{len(skipped)} did not run on {run.name}, and with CI=true all must run."


def differences(one, other):
    for here, there in ((one, other), (other, one)):
        missing = sorted(here.shared - there.shared)
        if missing:
            examples = ", ".join(missing[:5]) + (" ..." if len(missing) > 5 else "")
            yield f"{len(missing)} ran on {here.name} but not on {there.name}: {examples}"


def counts(runs, always=("passed",)):
    numbers = {word: sum(len(run.ended(word)) for run in runs) for word in ("passed", "failed", "skipped")}
    return ", ".join(f"{n} {word}" for word, n in numbers.items() if n or word in always)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
