"""A file of 5,000 rows with errors is refused with all errors named; corrected, it is imported once."""

import pytest

from initiatives.models import Commitment
from tests.admin.desk import log_in
from tests.admin.files import bring_in, confirm, everything, faulty, outcomes, places, send, table

pytestmark = pytest.mark.drill


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_forty_faults_in_5000_rows(world, kind):
    curator, name = log_in("carla", "Curators"), f"rows.{kind}"
    rows, mended, planted = faulty(5000, 40)
    before = everything()

    preview = send(curator, table(*rows, kind=kind), name=name)

    assert len(planted) == 40
    assert places(preview) == planted
    assert everything() == before
    content = table(*mended, kind=kind)
    assert bring_in(curator, content, name=name).status_code == 302
    assert Commitment.objects.filter(slug__startswith="row-", state="draft").count() == 5000
    after = everything()
    again = send(curator, content, name=name)
    assert outcomes(again) == {"unchanged": 5000}
    confirm(curator, again)
    assert everything() == after
