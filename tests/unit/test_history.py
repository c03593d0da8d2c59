"""What a record said at each time, and what readers are told of its changes."""

import pytest

from initiatives import changes
from initiatives.changes import newest_changes, public_history
from initiatives.history import compare, put_back, versions_of
from initiatives.models import Commitment, FollowUp, Participation
from tests.world import commitment, follow_up, person


@pytest.fixture
def edith(world):
    return person("edith", "Editors")


def test_smoke(world, edith):
    palau = world.commitments["palau"]
    for v in versions_of(palau):
        print(v.number, v.moment, v.user, v.reason, v.state, {k: len(x) for k, x in v.parts.items()})
    print(public_history(palau))
    for c in newest_changes():
        print(c)
    assert 0
