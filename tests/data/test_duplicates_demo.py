"""The demo data has exactly the probable duplicates that a comparison of all with all finds."""

import pytest

from initiatives.editorial.duplicates import cached_duplicate_index
from initiatives.models import Commitment
from tests.all_pairs import BUCKETS, all_with_all, found, one_by_one

pytestmark = pytest.mark.django_db


def test_the_demo_data_has_the_pairs_that_a_comparison_of_all_with_all_finds(demo_data):
    for model in BUCKETS:
        assert found(model) == all_with_all(model), model
    with cached_duplicate_index():
        assert one_by_one(Commitment.objects.select_related("statement")) == found(Commitment)
