"""The character NUL, which PostgreSQL cannot hold, in addresses and forms of the desk: never a 500, and nothing is lost."""

import pytest

from initiatives.editorial.fingerprint import record_fingerprint
from initiatives.models import Commitment, DismissedDuplicate, FollowUp, Source, Summit
from tests.admin.desk import add, log_in, move, url
from tests.admin.files import bring_in, table
from tests.admin.test_duplicates import say, twin  # noqa: F401 (a fixture)

pytestmark = pytest.mark.engine

NUL = "%00"


@pytest.fixture
def root(world):
    return log_in("root")


def addresses(palau):
    """Every kind of address that takes a text, with a NUL in it."""
    listed, key = url(Commitment, "changelist"), palau.pk
    yield from (f"{listed}?{name}={NUL}" for name in ("q", "state", "queue", "o", "p", "evidence", "modes__id__exact"))
    yield f"{listed}?{NUL}=1"
    yield f"{url(Commitment, 'table', 'csv')}?q={NUL}"
    yield f"{url(Commitment, 'merge', key)}?into={NUL}"
    yield f"{url(Commitment, 'merge', key)}?into=palau{NUL}"
    yield f"{url(Commitment, 'history', key)}?from={NUL}&to=1"
    yield f"{url(Commitment, 'transition', 'withdraw')}?ids={key}{NUL}"
    yield f"{url(Commitment, 'add')}?statement={NUL}&title={NUL}"
    yield f"{url(Source, 'changelist')}?q={NUL}"
    autocomplete = "app_label=initiatives&model_name=commitment&field_name=statement"
    yield f"/admin/autocomplete/?term={NUL}&{autocomplete}"
    yield f"/admin/autocomplete/?term=x&{autocomplete}{NUL}"
    for page in ("change", "history", "merge", "duplicates", "comments", "delete"):
        yield url(Commitment, page, "x").replace("/x/", f"/{NUL}/")
    yield url(Commitment, "simple_history", key, "x").replace("/x/", f"/{NUL}/")
    yield url(Commitment, "transition", "x").replace("/x/", f"/{NUL}/")
    yield url(Commitment, "table", "x").replace(".x", f".{NUL}")
    yield url(Summit, "package", key, "x").replace("/x/", f"/{NUL}/")
    yield f"/admin/{NUL}/"


def test_an_address_with_a_nul_is_a_bad_request(world, root):
    answers = {address: root.get(address).status_code for address in addresses(world.commitments["palau"])}
    assert {address: code for address, code in answers.items() if code not in (400, 404)} == {}
    assert root.post(f"{url(Commitment, 'merge', world.commitments['palau'].pk)}?into={NUL}").status_code == 400


def test_a_log_in_with_a_nul_is_refused(db, client):
    told = client.post("/admin/login/?next=%00", {"username": "a\0", "password": "b\0"})
    assert told.status_code == 200 and told.context["form"].errors


def test_a_nul_in_a_typed_text_is_left_out_wherever_it_is_typed(world, root, twin):  # noqa: F811 (the fixture above)
    palau = world.commitments["palau"]
    move(root, "send_back", twin, reason="Say\0 more.")
    assert Commitment.objects.get(pk=twin.pk).state_reason == "Say more."
    say(root, twin, palau, reason="Not\0 the same.")
    assert DismissedDuplicate.objects.get().reason == "Not the same."
    seen = {"seen": record_fingerprint(twin), "reason": "Put\0 back."}
    Commitment.objects.filter(pk=twin.pk).update(summary="Worse.")
    assert (
        root.post(url(Commitment, "simple_history", twin.pk, 1), {**seen, "seen": record_fingerprint(twin)}).status_code
        == 302
    )
    note = {"commitment": palau.pk, "date": "2024", "kind": "progress", "source": palau.source_id, "note": "A\0 note."}
    assert add(root, FollowUp, **note).status_code == 302
    assert palau.follow_ups.get(date_earliest="2024-01-01").note == "A note."
    row = {"slug": "palau", "title": "Open RAN"}
    made = bring_in(root, table(row), reason="A\0 reason.")
    undo = made["Location"].replace("change/", "undo/")
    assert root.post(undo, {"reason": "An\0other."})["Location"] == made["Location"]
    data = {"seen-lost": record_fingerprint(twin), "seen-kept": record_fingerprint(palau), "reason": "The\0 same."}
    assert root.post(f"{url(Commitment, 'merge', twin.pk)}?into=palau", data).status_code == 302
