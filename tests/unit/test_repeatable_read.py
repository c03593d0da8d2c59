"""Within ``repeatable_read`` the database does not change, and writers do not wait for it."""

import threading

import pytest
from django.db import connection

from initiatives.models import State
from initiatives.models.db import repeatable_read

pytestmark = pytest.mark.engine


@pytest.mark.django_db(transaction=True)
def test_a_snapshot_does_not_see_what_others_write_and_does_not_stop_them():
    def write():
        State.objects.create(slug="chile", iso3="CHL", name="Chile")
        connection.close()

    connection.close()  # as in a command that begins with it
    with repeatable_read():
        assert State.objects.count() == 0
        writer = threading.Thread(target=write)
        writer.start()
        writer.join(timeout=10)
        assert not writer.is_alive()
        assert State.objects.count() == 0
    assert State.objects.count() == 1
    State.objects.create(slug="peru", iso3="PER", name="Peru")  # afterwards this connection writes as usual
