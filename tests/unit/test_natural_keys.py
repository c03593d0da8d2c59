"""Loading many records: natural keys are read once for each model."""

import io

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from initiatives.models import Commitment, FollowUp, Membership, Participation, PublicVersion
from initiatives.models.natural_keys import cached_natural_keys

pytestmark = [pytest.mark.engine, pytest.mark.django_db]


def test_a_cached_key_leads_to_the_same_record(world):
    with cached_natural_keys():
        found = {
            model: [(row.pk, model.objects.get_by_natural_key(*row.natural_key()).pk) for row in model.objects.all()]
            for model in (Commitment, FollowUp, Membership, Participation, PublicVersion)
        }

    assert all(found.values())
    assert [pair for pairs in found.values() for pair in pairs if pair[0] != pair[1]] == []


def test_a_cached_key_is_the_key_of_the_record(world):
    rows = [*FollowUp.objects.all(), *Membership.objects.all(), *Participation.objects.all()]
    keys = [row.natural_key() for row in rows]
    with cached_natural_keys():
        assert [row.natural_key() for row in rows] == keys


def test_a_record_saved_meanwhile_is_found_by_its_new_key_alone(world):
    palau = world.commitments["palau"]
    with cached_natural_keys():
        assert Commitment.objects.get_by_natural_key("palau").pk == palau.pk
        palau.slug = "palau-renamed"
        palau.save()
        assert Commitment.objects.get_by_natural_key("palau-renamed").pk == palau.pk
        with pytest.raises(Commitment.DoesNotExist):
            Commitment.objects.get_by_natural_key("palau")


def test_a_fixture_is_loaded_over_itself_without_a_query_for_each_reference(world, tmp_path):
    path = tmp_path / "again.jsonl"
    call_command("write_fixture", str(path), stdout=io.StringIO())
    records = len(path.read_text(encoding="utf-8").splitlines())
    before = Participation.objects.count(), PublicVersion.objects.count()
    with CaptureQueriesContext(connection) as made:
        call_command("loaddata", str(path), verbosity=0)

    asked = [query["sql"] for query in made if query["sql"].startswith("SELECT")]
    assert (Participation.objects.count(), PublicVersion.objects.count()) == before
    assert len(asked) < records
