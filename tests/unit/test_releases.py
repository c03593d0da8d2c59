"""A release: the same content gives the same bytes, nothing private is in it, a failed one leaves nothing."""

import csv
import datetime as dt
import io
import json
import sqlite3
import subprocess
import zipfile

import pytest
from django.contrib.redirects.models import Redirect
from django.core.management import CommandError, call_command

from initiatives.editorial.merging import merge
from initiatives.models import Commitment, FollowUp, SearchLogEntry
from initiatives.publishing import dictionary
from initiatives.publishing.citations.items import page_item
from initiatives.publishing.releases import building, catalogue
from initiatives.publishing.releases.dump import PRIVATE, PUBLIC_FIELDS
from tests.contract.test_leaks import with_more_drafts
from tests.loops import each
from tests.releases import contents, release_at, releases_in
from tests.world import SECRETS, commitment, follow_up, person, source

pytestmark = pytest.mark.django_db

# What carries the version and the day, and what is a sum of those.
PAPERS = {"README.md", "CHANGES.md", "changes.json", "CITATION.cff", "datacite.json", "datapackage.json"}
SUMS = {"SHA256SUMS"}


@pytest.fixture
def releases_folder(tmp_path):
    with releases_in(tmp_path / "releases") as folder:
        yield folder


def lines(folder):
    return [json.loads(line) for line in (folder / "minilat.jsonl").read_text(encoding="utf-8").splitlines()]


def rows(folder, name):
    text = (folder / "csv" / f"{name}.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_same_content_twice_gives_the_same_bytes(world, tmp_path):
    first, second = (contents(release_at(tmp_path / name)) for name in ("a", "b"))

    assert len(first) == 28
    assert first == second


def test_another_stamp_is_all_that_differs_in_a_later_release(world, tmp_path, monkeypatch):
    first = contents(release_at(tmp_path / "a", "2026.1"))
    monkeypatch.setattr(building, "today", lambda: dt.date(2031, 12, 30))
    later = contents(release_at(tmp_path / "b", "2031.7"))

    def unstamped(text, version, day):
        year = str(day.year)
        for word in (version, day.isoformat(), f"{day:%-d %B %Y}", f'"{year}"', f"({year})"):
            text = text.replace(word.encode(), b"*")
        return text

    with releases_in(tmp_path / "a"):
        day = dt.date.fromisoformat(catalogue.latest_release().day)
    data = {name for name in first if name not in PAPERS | SUMS and ".zip" not in name}
    assert {name: first[name] for name in data} == {name: later[name] for name in data}
    for name in PAPERS:
        assert unstamped(first[name], "2026.1", day) == unstamped(later[name], "2031.7", dt.date(2031, 12, 30)), name


def test_the_checksums_are_those_that_others_compute(world, tmp_path):
    folder = release_at(tmp_path)

    for sums in ("SHA256SUMS", "minilat-2026.1.zip.sha256"):
        subprocess.run(["sha256sum", "--check", "--strict", "--quiet", sums], cwd=folder, check=True)
    with zipfile.ZipFile(folder / "minilat-2026.1.zip") as archive:
        packed = {name.removeprefix("minilat-2026.1/"): archive.read(name) for name in archive.namelist()}
    assert packed == {name: text for name, text in contents(folder).items() if ".zip" not in name}


def test_tables_dump_and_database_hold_the_public_records(world, tmp_path):
    with_more_drafts(world)
    folder = release_at(tmp_path)
    database = sqlite3.connect(folder / "minilat.db")

    for table in dictionary.data_tables():
        public = table.model.objects.published().count()
        label = table.model._meta.label_lower
        dumped = [line for line in lines(folder) if line["model"] == label]
        alive = [line for line in dumped if line["fields"].get("state") not in ("withdrawn", "draft")]
        (in_database,) = database.execute(f'SELECT COUNT(*) FROM "{table.name.replace("-", "_")}"').fetchone()
        assert (table.name, len(rows(folder, table.name)), len(alive), in_database) == (table.name, *[public] * 3)
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    palau = {row["slug"]: row for row in rows(folder, "commitments")}["palau"]
    assert (palau["status"], palau["parties"]) == ("under-way", "JPN:participant; PLW:beneficiary; USA:lead")
    found = database.execute("SELECT title FROM commitments WHERE grouping = 'quad' AND status = 'under-way'")
    assert found.fetchall() == [("Open RAN in Palau",)]


def test_no_word_of_what_is_not_public_is_in_any_byte_of_it(world, tmp_path):
    with_more_drafts(world)
    curator = person("zqcuratorwx", "Curators")
    SearchLogEntry.objects.create(
        commitment=world.commitments["palau"],
        field="amount",
        question="How much?",
        where="The ministry’s pages.",
        done_on="2026-01-01",
        done_by=curator,
        outcome="nothing-found",
    )
    follow_up(
        world.commitments["palau"], "2024", "progress", state="withdrawn", note="zqgonenotewx", state_reason="Wrong."
    )
    files = contents(release_at(tmp_path))
    with zipfile.ZipFile(io.BytesIO(files["minilat-2026.1.zip"])) as archive:
        files |= {f"zip: {name}": archive.read(name) for name in archive.namelist()}

    words = [*SECRETS.values(), "zqcuratorwx", "zqgonenotewx"]
    found = {(name, word) for name, text in files.items() for word in words if word.encode() in text}
    # The name of a withdrawn record stands at its address, and so in the dump.
    stub = SECRETS["withdrawn"]
    assert found == {("minilat.jsonl", stub), ("zip: minilat-2026.1/minilat.jsonl", stub)}
    dump = files["minilat.jsonl"].decode()
    assert dump.count(stub) == 1
    assert "It was entered twice." in dump
    assert "a record not yet published" in dump  # in place of the link to a draft
    assert "How much?" in dump


def test_every_field_of_a_noun_is_public_or_named_private():
    for model, names in each(PUBLIC_FIELDS.items()):
        fields = {field.name for field in (*model._meta.fields, *model._meta.many_to_many)}
        assert fields - set(names) <= PRIVATE, f"{model.__name__}: say in releases/dump.py whether these are public"
        assert set(names) <= fields


def test_the_difference_says_where_a_follow_up_of_a_merged_commitment_is_now(world, releases_folder):
    building.make_release("2026.1")
    merge(world.commitments["report"], world.commitments["palau"], person("root"), "Entered twice.")
    building.make_release("2026.2")

    told = json.loads((releases_folder / "2026.2" / "changes.json").read_text())["nouns"]["follow-ups"]
    assert [entry["key"] for entry in told["added"]] == ["palau/4"]
    (moved,) = told["withdrawn"]
    assert (moved["key"], moved["moved_to"]) == ("report/1", "/commitments/palau/#follow-up-4")


def test_the_difference_names_what_was_added_changed_and_withdrawn(world, releases_folder, client):
    Commitment.objects.filter(slug="report").update(source=source("only-there", title="Cited once"))
    building.make_release("2026.1")
    palau, report, labs = (world.commitments[name] for name in ("palau", "report", "labs"))
    palau.title, palau.target_date = "Open RAN for Palau", "2027-05"
    palau.save()
    follow_up(palau, "2025-01-01", "completed", note="It runs.")
    commitment("new", report.statement, palau.technologies.all(), {world.states["JPN"]: "lead"}, title="A new one")
    Commitment.objects.filter(pk=report.pk).update(state="withdrawn", state_reason="It was entered twice.")
    Commitment.objects.filter(pk=labs.pk).update(slug="laboratories")
    Redirect.objects.create(site_id=1, old_path="/commitments/labs/", new_path="/commitments/laboratories/")
    building.make_release("2026.2")

    told = json.loads((releases_folder / "2026.2" / "changes.json").read_text())
    found = told["nouns"]["commitments"]
    assert told["previous"] == "2026.1"
    assert [entry["key"] for entry in found["added"]] == ["laboratories", "new"]
    (changed,) = found["changed"]
    assert (changed["key"], changed["title"]) == ("palau", "Open RAN for Palau")
    assert changed["fields"] == {
        "status": {"before": "under-way", "after": "completed"},
        "status_on": {"before": "2023-06", "after": "2025-01-01"},
        "target_date": {"before": None, "after": "2027-05"},
        "title": {"before": "Open RAN in Palau", "after": "Open RAN for Palau"},
    }
    assert found["withdrawn"] == [
        {"key": "labs", "title": "National laboratories", "moved_to": "/commitments/laboratories/"},
        {"key": "report", "title": "Report", "reason": "It was entered twice."},
    ]
    (added,) = told["nouns"]["follow-ups"]["added"]
    assert added == {"key": "palau/4", "title": "Open RAN for Palau: 4"}
    text = (releases_folder / "2026.2" / "CHANGES.md").read_text(encoding="utf-8")
    assert "- Open RAN for Palau (`palau`): status, status on, target date, title" in text
    (source_gone,) = told["nouns"]["sources"]["withdrawn"]
    assert source_gone == {"key": "only-there", "title": "Cited once", "reason": "No public record cites it any more."}
    assert set(told["nouns"]) == {"commitments", "participations", "follow-ups", "sources"}


def test_a_release_of_the_same_record_differs_in_nothing(world, releases_folder):
    building.make_release("2026.1")
    building.make_release("2026.2")

    assert catalogue.latest_release().changes == {
        **catalogue.latest_release().changes,
        "previous": "2026.1",
        "nouns": {},
    }
    assert "Nothing has changed since release 2026.1." in (releases_folder / "2026.2" / "CHANGES.md").read_text()


@pytest.mark.parametrize(
    "version", ["", "1", "2026", "2026.0", "2026.01", "v2026.1", "2026.1.1", "../2026.1", "２０２６.1"]
)
def test_a_malformed_version_is_refused(world, releases_folder, version):
    with pytest.raises(CommandError, match="is not a version"):
        call_command("release", version)
    assert not releases_folder.exists()


def test_a_version_that_is_there_or_comes_too_early_is_refused(world, releases_folder):
    call_command("release", "2026.10", stdout=io.StringIO())
    before = contents(releases_folder)

    for version, why in (("2026.10", "exists already"), ("2026.9", "would come before 2026.10"), ("2025.11", "before")):
        with pytest.raises(CommandError, match=why):
            call_command("release", version)
    assert contents(releases_folder) == before


def test_a_record_that_breaks_a_rule_is_not_released(world, releases_folder):
    FollowUp.objects.filter(note="The grant was signed.").update(date_earliest="2020-01-01", date_latest="2020-01-01")

    with pytest.raises(CommandError, match="before the announcement"):
        call_command("release", "2026.1")
    assert list(releases_folder.iterdir()) == []


def test_what_fails_half_way_leaves_nothing(world, releases_folder, monkeypatch):
    def fail(folder, version):
        assert len(contents(folder)) == 26
        assert catalogue.list_releases() == []
        raise OSError("No space left on device")

    monkeypatch.setattr(building, "write_archive", fail)
    with pytest.raises(CommandError, match="No space left on device. No release was made."):
        call_command("release", "2026.1")

    assert list(releases_folder.iterdir()) == []


def test_releases_are_sorted_as_numbers_and_nothing_else_is_one(world, releases_folder):
    for version in ("2025.9", "2026.2", "2026.10"):
        building.make_release(version)
    for other in (".2026.11-abc", "notes", "2026.x"):
        (releases_folder / other).mkdir()

    assert [release.version for release in catalogue.list_releases()] == ["2026.10", "2026.2", "2025.9"]
    assert (catalogue.find_release("2026.11"), catalogue.find_release("notes"), catalogue.find_release("..")) == (
        None,
        None,
        None,
    )


def test_what_changed_after_a_release_is_not_cited_by_it(client, world, releases_folder):
    building.make_release("2026.1")
    palau, labs = world.commitments["palau"], world.commitments["labs"]
    palau.summary = "Said better."
    palau.save()

    def cited(address):
        response = client.get(address)
        return b"".join(response.streaming_content if response.streaming else [response.content]).decode()

    assert "release 2026.1" in cited(f"/commitments/{labs.slug}.bib")
    assert "release 2026.1" not in cited(f"/commitments/{palau.slug}.bib")
    assert "release" not in json.loads(cited("/commitments.csl.json"))[0]["container-title"]


def test_citations_name_the_newest_release(client, world, releases_folder):
    assert "release" not in client.get("/commitments/palau.bib").content.decode()
    building.make_release("2026.1")
    building.make_release("2026.2")

    palau = world.commitments["palau"]
    assert page_item(Commitment.objects.with_status().get(pk=palau.pk))["container-title"].endswith(", release 2026.2")
    assert "release 2026.2" in client.get("/commitments/palau.bib").content.decode()
    assert "release 2026.2" in client.get("/commitments/palau/").content.decode().lower()
    assert client.get("/commitments.csv-metadata.json").json()["notes"][0]["release"] == "2026.2"


def test_every_code_column_says_where_its_codes_are_explained():
    unexplained = {
        (table.name, column.name)
        for table in dictionary.data_tables()
        for column in table.columns
        if column.column.type == "code" and not (column.vocabulary or column.reference or column.standard)
    }

    assert {name for _, name in unexplained} == {"slug"}
    assert {name for table in dictionary.data_tables() for name in dictionary.REQUIRED_COLUMNS[table.name].split()} <= {
        name for table in dictionary.data_tables() for column in table.table.names for name in (column, f"{column}*")
    }
