"""A release loaded into an empty database gives the same site and release; a damaged one writes nothing."""

import hashlib
import io
import json
import shutil
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.contrib.redirects.models import Redirect
from django.core.management import CommandError, call_command

from initiatives import search
from initiatives.history.recording import write_first_versions
from initiatives.models import Commitment, FollowUp, Grouping, PublicVersion, SearchLogEntry, State
from initiatives.publishing.releases.dump import PLACEHOLDER_SLUG, PUBLIC_FIELDS
from tests.contract.addresses import plain, queries
from tests.contract.test_leaks import everything, with_more_drafts
from tests.releases import contents, empty_the_database, release_at
from tests.world import follow_up, person

pytestmark = [pytest.mark.engine, pytest.mark.django_db]

# Pages that are worked out from the same records, and files that hold the same rows in another way.
COMPUTED = ("/explore/", "/answers/", "/compare", "/codebook/", "/data/")
OTHERWISE = (".xlsx", ".bib", ".ris", ".csl.json", ".csv-metadata.json")
# The history of changes, with the people in it, stays where it was made.
LEFT_OUT = (*OTHERWISE, "/history/", "/history.atom", "/changes/", "/changes.atom")


def rebuild(path) -> str:
    out = io.StringIO()
    call_command("rebuild", str(path), stdout=out)
    search.flush_changes()
    return out.getvalue()


@pytest.fixture
def released(world, tmp_path) -> Path:
    """A release of the world, and the database empty."""
    folder = release_at(tmp_path / "first")
    empty_the_database()
    return folder


def rewrite(folder: Path, change):
    """Change the lines of the dump, and its checksum with it, as somebody would who means harm."""
    file, sums = folder / "minilat.jsonl", folder / "SHA256SUMS"
    was = hashlib.sha256(file.read_bytes()).hexdigest()
    file.write_text("\n".join(change(file.read_text(encoding="utf-8").splitlines())) + "\n", encoding="utf-8")
    sums.write_text(sums.read_text().replace(was, hashlib.sha256(file.read_bytes()).hexdigest()))


def counts():
    return {model.__name__: model.objects.count() for model in (*PUBLIC_FIELDS, Redirect)}


def test_a_rebuilt_site_answers_as_the_old_one_and_releases_the_same_bytes(client, world, sample, tmp_path):
    drafts = with_more_drafts(world)
    palau = world.commitments["palau"]
    follow_up(palau, "2024", "progress", state="withdrawn", note="Wrong.", state_reason="It was another island.")
    SearchLogEntry.objects.create(
        commitment=palau,
        field="amount",
        question="How much?",
        where="Here.",
        done_on="2026-01-01",
        done_by=person("cora", "Curators"),
        outcome="nothing-found",
    )
    Commitment.objects.filter(pk=palau.pk).update(blanks={"amount": "searched"})
    gone = Grouping.objects.create(
        slug="old",
        name="Old",
        short_name="Old",
        state="withdrawn",
        published_at=palau.published_at,
        state_reason="Never met.",
    )
    Redirect.objects.create(site_id=1, old_path="/groupings/four/", new_path="/groupings/quad/")
    Redirect.objects.create(site_id=1, old_path="/summits/secret/", new_path=drafts["summit"].get_absolute_url())
    PublicVersion.objects.all().delete()  # a release holds no histories: they begin anew in a rebuilt site
    write_first_versions()
    search.flush_changes()
    pages = [address for address in plain(world) if not address.startswith(COMPUTED) and not address.endswith(LEFT_OUT)]
    addresses = [
        *sample(pages, 40),
        *sample(list(queries())[::40], 10),
        "/commitments/gone/",
        gone.get_absolute_url(),
        "/groupings/four/",
    ]
    addresses += [
        "/statements/text-of-a-secret-meeting/",
        "/commitments/?ordering=-updated",
        f"/statements/{PLACEHOLDER_SLUG}/",
    ]
    before = everything(client, addresses)
    first = contents(release_at(tmp_path / "first"))
    moments = Commitment.objects.filter(slug="palau").values_list("created_at", "updated_at", "published_at").get()

    empty_the_database()
    PublicVersion.objects.all().delete()
    assert not any(counts().values())
    rebuild(tmp_path / "first" / "2026.1" / "minilat-2026.1.zip")

    after = everything(client, addresses)
    assert {address for address in before if before[address] != after[address]} == set()
    assert (after["/commitments/gone/"][0], after["/groupings/old/"][0], after["/groupings/four/"][0]) == (
        410,
        410,
        301,
    )
    assert "a text not yet published" in after["/follow-ups.csv"][2]
    assert (
        Commitment.objects.filter(slug="palau").values_list("created_at", "updated_at", "published_at").get() == moments
    )
    assert contents(release_at(tmp_path / "second")) == first
    assert not Redirect.objects.filter(old_path="/summits/secret/").exists()
    call_command("check_record", stdout=io.StringIO())


def test_a_number_that_was_public_is_not_given_again(world, tmp_path):
    palau = world.commitments["palau"]
    last = follow_up(palau, "2024", "progress", state="withdrawn", note="Wrong.", state_reason="It was another island.")
    folder = release_at(tmp_path)
    empty_the_database()
    rebuild(folder)

    again = Commitment.objects.get(slug="palau")
    assert follow_up(again, "2025", "progress").number == last.number + 1
    assert not FollowUp.objects.published().filter(number=last.number).exists()


def test_a_folder_is_read_like_its_archive(released):
    assert "records rebuilt from" in rebuild(released)
    assert counts()["Commitment"] == 5


def test_a_database_that_holds_anything_is_refused(released):
    State.objects.create(slug="chile", iso3="CHL", name="Chile")

    with pytest.raises(CommandError, match="not empty: it has states"):
        rebuild(released)
    assert counts() == {**dict.fromkeys(counts(), 0), "State": 1}


def tampered(folder):
    file = folder / "csv" / "states.csv"
    file.write_text(file.read_text().replace("Japan", "Nippon"))


def without_a_file(folder):
    (folder / "codebook.json").unlink()


def without_sums(folder):
    (folder / "SHA256SUMS").unlink()


def with_an_account(folder):
    account = {"model": "auth.user", "fields": {"username": "eve", "password": "!", "is_superuser": True}}
    rewrite(folder, lambda lines: [*lines, json.dumps(account)])


def with_a_private_field(folder):
    rewrite(folder, lambda lines: [line.replace('"state": "published"', '"id": 1', 1) for line in lines])


def with_a_record_twice(folder):
    rewrite(folder, lambda lines: [*lines, lines[-1]])


def with_a_broken_rule(folder):
    old = '"date_earliest": "2023-06-01","date_latest": "2023-06-30"'
    rewrite(folder, lambda lines: [line.replace(old, old.replace("2023", "2020")) for line in lines])


def with_a_missing_parent(folder):
    rewrite(folder, lambda lines: [line for line in lines if "initiatives.statement" not in line])


def with_an_unknown_code(folder):
    rewrite(folder, lambda lines: [line.replace('"evidence": "verified"', '"evidence": "sure"') for line in lines])


def with_a_torn_line(folder):
    rewrite(folder, lambda lines: [*lines[:-1], lines[-1][:40]])


@pytest.mark.parametrize(
    "harm, why",
    [
        (tampered, "csv/states.csv was changed after the release"),
        (without_a_file, "codebook.json is missing"),
        (without_sums, "has no file SHA256SUMS"),
        (with_an_account, "is not a record"),
        (with_a_private_field, "has fields that a release may not have"),
        (with_a_record_twice, "different records"),
        (with_a_broken_rule, "before the announcement"),
        (with_a_missing_parent, "does not fit this database"),
        (with_an_unknown_code, "does not fit this database"),
        (with_a_torn_line, "is not a record"),
    ],
)
def test_a_bad_release_is_refused_and_nothing_is_written(released, tmp_path, harm, why):
    folder = tmp_path / "copy"
    shutil.copytree(released, folder)
    harm(folder)

    with pytest.raises(CommandError, match=why):
        rebuild(folder)
    assert not any(counts().values())
    assert not User.objects.filter(username="eve").exists()


def test_what_is_no_release_is_refused(released, tmp_path):
    (tmp_path / "text").write_text("a text")

    with pytest.raises(CommandError, match="neither a folder nor a zip"):
        rebuild(tmp_path / "text")
    with pytest.raises(CommandError, match="neither a folder nor a zip"):
        rebuild(tmp_path / "nothing")
