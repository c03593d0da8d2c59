"""The memory of the server grows by less than 20 MB while it writes a hundred thousand commitments as CSV."""

import gc
from pathlib import Path

import pytest
from django.utils import timezone

from initiatives.models import Commitment, FollowUp, Mode, Participation

pytestmark = pytest.mark.drill

MANY, BATCH, ALLOWED = 100_000, 5_000, 20
SUMMARY = "They promise to build, to test and to share what comes of it, see [[source:paper]]. " * 4


def memory() -> float:
    """The memory of this process now, in MB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("this system does not tell the memory of a process")


def many_commitments(world, number: int):
    """Commitments with two parties, two technologies, a mode and a follow-up each."""
    statements, states = list(world.statements.values()), list(world.states.values())
    technologies, mode = list(world.technologies.values()), Mode.objects.first()
    public = {"state": "published", "published_at": timezone.now()}
    for first in range(0, number, BATCH):
        made = Commitment.objects.bulk_create(
            Commitment(
                slug=f"many-{n}",
                title=f"Promise {n}",
                summary=f"{n}: {SUMMARY}",
                statement=statements[n % len(statements)],
                source=world.sources["paper"],
                evidence="verified",
                **public,
            )
            for n in range(first, first + BATCH)
        )
        Participation.objects.bulk_create(
            Participation(commitment=row, state=states[(n + k) % len(states)], role="participant")
            for n, row in enumerate(made)
            for k in (0, 1)
        )
        about = Commitment.technologies.through
        about.objects.bulk_create(
            about(commitment=row, technology=technologies[(n + k) % len(technologies)])
            for n, row in enumerate(made)
            for k in (0, 1)
        )
        through = Commitment.modes.through
        through.objects.bulk_create(through(commitment=row, mode=mode) for row in made)
        FollowUp.objects.bulk_create(
            FollowUp(commitment=row, number=1, date="2025-05-01", kind="progress", **public) for row in made
        )


@pytest.fixture
def collected_as_in_a_server():
    """The garbage is collected as often as Python does by itself, and not as seldom as in other tests."""
    seldom = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield
    gc.set_threshold(*seldom)


@pytest.mark.usefixtures("collected_as_in_a_server")
def test_a_hundred_thousand_commitments_leave_without_filling_the_memory(client, world):
    many_commitments(world, MANY)
    b"".join(
        client.get("/commitments.csv?grouping=trio&ordering=title").streaming_content
    )  # what is loaded once is loaded now
    before = most = memory()
    lines = 0
    for number, _piece in enumerate(client.get("/commitments.csv?ordering=-announced").streaming_content):
        lines += 1
        if number % 500 == 0:
            most = max(most, memory())

    assert lines == MANY + len(world.commitments) + 1
    print(f"{before:.0f} MB before, {most - before:.1f} MB more at most")
    assert most - before < ALLOWED
