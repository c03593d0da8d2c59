"""Digests of imported records stay what they were, whatever the fields of the models are called by now."""

import pytest

from initiatives.importing import research
from initiatives.importing.research_schema import load_facts
from initiatives.models import (
    Commitment,
    FollowUp,
    Grouping,
    Membership,
    Participation,
    Source,
    State,
    Statement,
    Summit,
    Technology,
)
from tests.unit.small_research import small_research, write

pytestmark = [pytest.mark.engine, pytest.mark.django_db]

# As the release of 25 November 2026 wrote them. A field that gets another name needs a line in NAMES_IN_DIGESTS.
DIGESTS = {
    State: ({"iso3": "PLW"}, "115857e216446f447517372ac8ac4aa43fe17baa6441b3bd4199750f309b80cf"),
    Technology: ({"slug": "open-ran"}, "3848b36001562021bd4ea59ce7562c5a48d7916f291263df8e3f104ab325be83"),
    Source: ({"slug": "report"}, "6bbf3fee0115290f68721a09a0379f9065ed83f18bb4acaee1f103f888890437"),
    Grouping: ({"slug": "pair"}, "15c51c463b4fb48eb893b3bbeb21c04571c7ce7858587c0fa1a34bafd20e60ad"),
    Membership: ({"state__iso3": "JPN"}, "30065975f20cbcee48e08aef0257d234189749d2e5431c2fc6883fe7db703a5f"),
    Summit: ({"slug": "hiroshima"}, "e505901859342b3fca61b9fb6ada15f497be570176c44379684677a6616c070b"),
    Statement: ({"slug": "joint"}, "5a58fd3d44a479c17dbc4f4ea4a8158e49ba8d450ca9de83864b861a81300bdb"),
    Commitment: ({"slug": "palau"}, "bf676da70631ddab17187766e138584dd3e40c1db130a4de30087e412cae83f4"),
    Participation: ({"state__iso3": "PLW"}, "a19c5664bdd00a7965c1142764cf5be88eb02d8d7d40daf61d0a5a91152af67c"),
    FollowUp: ({"kind": "progress"}, "12d21e9c6afd053bc4bdf2b42562888b785bfcd3a5305134d4a1f5289da45457"),
}


@pytest.fixture
def imported(tmp_path):
    return research.import_facts(load_facts(write(tmp_path, small_research())))


@pytest.mark.parametrize("model", DIGESTS)
def test_a_record_of_each_noun_has_the_digest_that_it_always_had(imported, model):
    wanted, digest = DIGESTS[model]

    assert model.objects.get(**wanted).imported_digest == digest


def test_a_renamed_field_leaves_the_digest_as_it_was(monkeypatch):
    before = research.values_digest({"slug": "hiroshima", "host": "japan"})
    assert research.values_digest({"slug": "hiroshima", "host_state": "japan"}) != before
    monkeypatch.setitem(research.NAMES_IN_DIGESTS, "host_state", "host")

    assert research.values_digest({"slug": "hiroshima", "host_state": "japan"}) == before
