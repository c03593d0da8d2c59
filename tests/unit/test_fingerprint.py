"""The fingerprint of a record changes with each value of the record and its parts."""

import pytest

from initiatives.editorial.fingerprint import record_fingerprint
from initiatives.models import Commitment, Grouping, Participation
from tests.world import follow_up

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "change",
    [
        lambda palau: Commitment.objects.filter(pk=palau.pk).update(title="Another"),
        lambda palau: palau.technologies.clear(),
        lambda palau: palau.participations.first().delete(),
        lambda palau: Participation.objects.filter(pk=palau.participations.first().pk).update(role="beneficiary"),
        lambda palau: follow_up(palau, "2024-05", "progress"),
        lambda palau: Commitment.objects.filter(pk=palau.pk).update(state="withdrawn"),
    ],
    ids=["a value", "its technologies", "a part less", "a part changed", "a part more", "its state"],
)
def test_whatever_changes_in_a_record_or_its_parts_changes_its_version(world, change):
    palau = world.commitments["palau"]
    before = record_fingerprint(palau)
    change(palau)
    assert record_fingerprint(palau) != before


def test_saving_the_same_again_leaves_the_version(world):
    quad = world.groupings["quad"]
    before = record_fingerprint(quad)
    Grouping.objects.get(pk=quad.pk).save()
    assert record_fingerprint(quad) == before


def test_what_is_not_there_has_no_version(world):
    assert record_fingerprint(Commitment()) == ""
    palau = world.commitments["palau"]
    Commitment.objects.filter(pk=palau.pk).delete()
    assert record_fingerprint(palau) == ""
