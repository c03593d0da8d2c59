"""Files at the desk: what goes out comes back as it was; what comes in is shown first, is refused as a whole or written as a
whole, and passes no door that a person could not pass."""

import datetime as dt
import io
import random
import zipfile
from urllib.parse import urlencode

import hypothesis
import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from initiatives import search
from initiatives.importing.spreadsheets import (
    RESOURCES,
    carry_out,
    export_file,
    preview,
    read_file,
    write_file,
)
from initiatives.importing.spreadsheets.sheet_files import MAX_BYTES, MAX_UNPACKED
from initiatives.importing.spreadsheets.widgets import join, split
from initiatives.models import (
    Commitment,
    FollowUp,
    ImportRecord,
    Membership,
    Participation,
    SearchLogEntry,
    Source,
    State,
    Statement,
    Technology,
)
from initiatives.models.formulas import escape_formula
from tests.admin.desk import log_in, url
from tests.admin.files import (
    KINDS,
    PROMISE,
    bring_in,
    confirm,
    everything,
    faults,
    faulty,
    outcomes,
    places,
    send,
    table,
    token_of,
    workbook,
)
from tests.world import build_drafts

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12) | st.sampled_from(
    [
        "=1+1",
        "'=1",
        "''-1",
        "-",
        "'",
        "@a",
        "\t",
        "\r",
        "+",
        "_x0041_",
        "a\r\nb",
        "\n",
        " a ",
        "\\",
        "a;b",
        "\\;",
        "\ufffe",
    ]
)


@pytest.fixture
def curator(world):
    return log_in("carla", "Curators")


@pytest.fixture
def editor(world):
    return log_in("edith", "Editors")


def row(slug="promise", **values):
    return {"slug": slug, **PROMISE, **values}


# --- files and cells


@given(st.lists(TEXT, min_size=1, max_size=3))
def test_any_text_goes_into_a_file_and_comes_back_as_it_was(texts):
    for kind in ("csv", "xlsx"):
        sheet = read_file(f"t.{kind}", write_file(kind, ["a", *"bcd"[: len(texts)]], [["key", *texts]]))
        assert (sheet.numbers, [*sheet]) == ([2], [("key", *texts)])


@given(st.lists(TEXT, max_size=4))
def test_a_list_in_a_cell_keeps_its_values(texts):
    values = [text.strip() for text in texts if text.strip()]
    assert split(join(values)) == values


def test_a_cell_that_would_start_a_formula_gets_an_apostrophe():
    for text in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"):
        assert escape_formula(text) == f"'{text}"
    written = openpyxl_cells(write_file("xlsx", ["a"], [["=1+1"]]))
    assert written[1] == ("'=1+1", "s")
    assert escape_formula("a=1") == "a=1"


def openpyxl_cells(content):
    import openpyxl

    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return [(cell.value, cell.data_type) for (cell,) in sheet.iter_rows()]


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b"0" * (MAX_UNPACKED + 1))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("rows.csv", b"slug,title\nx,\xff\xfe", "not UTF-8"),
        ("rows.csv", b"slug;title\nx;y", "separated by semicolons"),
        ("rows.csv", b"slug\ttitle\nx\ty", "separated by tabs"),
        ("rows.csv", b"slug\0title", "zero bytes"),
        ("rows.csv", b'slug\n"open', "no usable CSV"),
        ("rows.csv", b"\n\n", "its first row names the columns"),
        ("rows.xlsx", b"PK\x03\x04 broken", "no workbook"),
        ("rows.xlsx", b"slug,title\na,b", "no workbook"),
        ("rows.xlsx", bomb(), "far larger than it looks"),
        ("rows.ods", b"x", "neither a .csv nor an .xlsx"),
        ("rows.csv", b"slug\n" + b"x\n" * 20_001, "20,001 rows"),
        ("rows.csv", b"slug\n" + b"x" * 6_000_000, "at most 5 MB"),
        ("rows.csv", b"", "empty"),
    ],
)
def test_what_is_no_table_is_said_beside_the_file(curator, name, content, says):
    response = send(curator, content, name=name)

    assert response.status_code == 200
    assert says in " ".join(response.context["form"].errors["import_file"])
    assert Commitment.objects.count() == 5


# --- out and in again


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_of_every_noun_changes_nothing_when_it_is_imported(world, kind):
    build_drafts(world)
    nasty = Source.objects.create(
        slug="nasty", title="=HYPERLINK(1)", publisher="'-x", level="primary", published_on="2023-05", language="en"
    )
    Technology.objects.filter(slug="5g").update(aliases=["a; b", "c\\d", "=5G"], definition="Two\r\nlines.")
    client = log_in("root")
    before = everything()
    for model in RESOURCES:
        exported = client.get(url(model, "table", kind)).content
        preview = send(client, exported, model, f"rows.{kind}")
        assert faults(preview) == []
        assert outcomes(preview) == {"unchanged": model.objects.count()}
        confirm(client, preview, model)
    assert nasty.title == "=HYPERLINK(1)"
    assert everything() == before


def test_an_export_holds_the_rows_of_the_list_as_it_is_filtered(world, curator):
    build_drafts(world)
    exported = read_file("t.csv", curator.get(url(Commitment, "table", "csv") + "?state__exact=draft").content)
    assert exported["slug"] == ["zqcommitmentwx"]
    nothing = curator.get(url(Commitment, "table", "csv") + "?q=nosuchpromise").content
    assert list(read_file("t.csv", nothing)) == []
    assert curator.get(url(Commitment, "table", "csv") + "?statement__nonsense=1").status_code == 302
    assert curator.get(url(Commitment, "table", "pdf")).status_code == 404


def test_a_template_names_and_explains_every_column(world, curator):
    import openpyxl

    for model, declared in RESOURCES.items():
        if curator.get(url(model, "import")).status_code == 403:
            assert model in (State, Technology)
            continue
        book = openpyxl.load_workbook(io.BytesIO(curator.get(url(model, "template", "xlsx")).content))
        assert [cell.value for cell in book["Rows"][1]] == list(declared().columns)
        notes = {found[0].value: [cell.value for cell in found[1:]] for found in book["Columns"].iter_rows(min_row=2)}
        assert list(notes) == list(declared().columns)
        assert all(what for name, (_, what, _) in notes.items())
    assert notes["outcome"][2] == "nothing-found, found, out-of-reach"


# --- a preview


def test_a_preview_writes_nothing_at_all(world, editor, django_capture_on_commit_callbacks):
    content = table(row(), row("palau", title="Another title"), row("labs", statement="camp-david-text"))
    before = everything()

    with django_capture_on_commit_callbacks() as called:
        preview = send(editor, content)

    assert outcomes(preview) == {"new": 1, "changed": 2}
    assert called == []
    assert everything() == before
    changed = {change.column: (change.before, change.after) for change in preview.context["result"].rows[1].changes}
    assert changed["title"] == ("Open RAN in Palau", "Another title")
    assert changed["technologies"] == ("open-ran; telecommunications", "5g; open-ran")
    assert "source" not in changed
    differences = confirm(editor, preview, differences="Download the differences")
    assert [int(value) if value.isdecimal() else value for value in read_file("d.csv", differences.content)[0]] == [
        2,
        "promise",
        "new",
        "slug",
        "",
        "promise",
    ]
    assert everything() == before


def test_faults_of_twelve_kinds_are_all_named_with_row_and_column_and_the_mended_file_is_imported_once(world, curator):
    rows, mended, planted = faulty(200, 40)
    assert len(KINDS) == 12
    before = everything()

    preview = send(curator, table(*rows))

    assert places(preview) == planted
    assert len(planted) == 40
    assert token_of(preview) == ""
    assert everything() == before
    assert bring_in(curator, table(*mended)).status_code == 302
    assert Commitment.objects.filter(slug__startswith="row-", state="draft").count() == 200
    assert search.count_stale_texts() == {}
    after = everything()
    again = send(curator, table(*mended))
    assert outcomes(again) == {"unchanged": 200}
    confirm(curator, again)
    assert everything() == after


def test_the_head_is_read_strictly(world, editor):
    assert faults(send(editor, table({"slug": "palau", "titel": "x"}))) == [
        (1, "titel", "This column is not known. Is it “title”?")
    ]
    assert places(send(editor, table({"title": "x"}))) == [(1, "slug")]
    missing = send(editor, table({"slug": "fresh", "title": "x"}))
    assert places(missing) == [(1, name) for name in ("evidence", "modes", "statement", "summary", "technologies")]
    twice = send(editor, b"slug,title,title\npalau,a,b\n")
    assert places(twice) == [(1, "title")]
    longer = send(editor, b"slug,title\n\npalau,a,b\n")
    assert faults(longer) == [(3, "", "It has more cells than the head, which has 2.")]
    unnamed = send(editor, b"slug,,title\npalau,a,b\n")
    assert faults(unnamed) == [(1, "", "Column 2 has no name.")]
    assert "No valid data" in " ".join(send(editor, b"slug,title\n").context["form"].errors["import_file"])


def test_cells_of_a_workbook_are_read_as_what_they_are(world, editor):
    content = workbook(
        ["slug", "target_date", "amount_value", "amount_currency", "amount_bound", "amount_scope", "locator"],
        ["palau", dt.datetime(2025, 3, 1), 8000000.5, "USD", "exact", "whole", 12],
        [],
        ["report", 2026, None, None, None, None, True],
        ["labs", dt.datetime(2025, 3, 1, 12, 30), None, None, None, None, "=1+1"],
    )
    preview = send(editor, content, name="rows.xlsx")
    assert places(preview) == [(5, "locator"), (5, "target_date")]
    rows = {
        found.label: {change.column: change.after for change in found.changes}
        for found in preview.context["result"].writing
    }
    assert rows["palau"] == {
        "target_date": "2025-03-01",
        "amount_value": "8000000.50",
        "amount_currency": "USD",
        "amount_bound": "exact",
        "amount_scope": "whole",
        "locator": "12",
    }
    assert rows["report"] == {"target_date": "2026", "locator": "TRUE"}


KNOWN = [
    "palau",
    "quad",
    "trio",
    "JPN",
    "paper",
    "5g",
    "hiroshima-text",
    "lead",
    "progress",
    "2023-05",
    "1",
    "",
    "2024-05-20",
]
WRONG = ["amount:silent", "5g; open-ran", "99999999", "-1", "x" * 600, "none"]


@pytest.mark.parametrize("model", RESOURCES)
def test_whatever_stands_in_a_file_is_planned_or_refused_and_what_is_imported_is_not_imported_again(world, model):
    SearchLogEntry.objects.create(
        commitment=world.commitments["palau"],
        field="amount",
        question="?",
        where="x",
        done_on="2026-01-01",
        outcome="found",
    )
    user, ended = log_in("root").user, {"refused": 0, "written": 0}
    sheet = read_file("t.csv", export_file("csv", model))
    cell = st.sampled_from([*KNOWN, *WRONG]) | TEXT

    @given(st.data())
    @hypothesis.settings(max_examples=40)
    def try_one(data):
        places = data.draw(st.sets(st.integers(0, len(sheet) - 1), min_size=1, max_size=2))
        rows = [list(sheet[place]) for place in places]
        for _ in range(data.draw(st.integers(1, 2))):
            found = data.draw(st.sampled_from(rows))
            found[data.draw(st.integers(0, len(sheet.headers) - 1))] = data.draw(cell)
        width = data.draw(st.integers(len(sheet.headers) - 2, len(sheet.headers)))
        content = write_file("csv", sheet.headers[:width], [found[:width] for found in rows])
        plan = preview(model, "t.csv", content, user)
        if plan.faults:
            ended["refused"] += 1
            assert all(fault.row >= 1 and fault.message for fault in plan.faults)
            return
        with transaction.atomic():
            ended["written"] += bool(carry_out(model, "t.csv", content, user, plan.digest, "Because."))
            again = preview(model, "t.csv", content, user)
            assert (again.faults, again.writing) == ([], [])
            transaction.set_rollback(True)

    try_one()
    assert ended["refused"] + ended["written"] > 20, ended


# --- what an import does


def test_an_import_makes_drafts_with_history_and_is_itself_a_record(world, curator):
    response = bring_in(curator, table(row(target_date="2027-05")), name="quad.csv")

    made = Commitment.objects.get(slug="promise")
    assert (made.state, made.published_at, made.target_date.isoformat()) == ("draft", None, "2027-05")
    assert {technology.slug for technology in made.technologies.all()} == {"5g", "open-ran"}
    entry = made.history.get()
    assert (entry.history_type, entry.history_user, entry.history_change_reason) == (
        "+",
        curator.user,
        "Import of quad.csv",
    )
    assert entry.technologies.count() == 2
    kept = ImportRecord.objects.get()
    assert (kept.file_name, kept.user, kept.noun) == ("quad.csv", curator.user, "commitments")
    assert (kept.new, kept.changed, kept.unchanged) == (1, 0, 0)
    assert [(found["row"], found["record"], found["pk"]) for found in kept.rows] == [(2, "promise", made.pk)]
    import hashlib

    assert kept.sha256 == hashlib.sha256(table(row(target_date="2027-05"))).hexdigest()
    page = curator.get(response.url)
    assert "promise" in page.content.decode()
    assert curator.post(response.url, {"file_name": "x"}).status_code == 403


def test_what_is_public_is_changed_by_editors_only_with_a_reason_that_stays(world, curator, editor):
    content = table(row("palau", title="New words"), row("promise"))
    preview = send(curator, content)
    assert faults(preview) == [(2, "", "“palau” is published; only an editor changes it.")]

    preview = send(editor, content)
    assert preview.context["result"].needs_reason
    refused = confirm(editor, preview, reason=" ")
    assert "give a reason" in refused.context["problem"]
    assert Commitment.objects.get(slug="palau").title == "Open RAN in Palau"

    assert confirm(editor, refused, reason="The text says so.").status_code == 302
    palau = Commitment.objects.get(slug="palau")
    assert (palau.title, palau.state) == ("New words", "published")
    entry = palau.history.first()
    assert entry.history_change_reason == "Import of rows.csv: The text says so."
    assert {link.technology.slug for link in entry.technologies.all()} == {"5g", "open-ran"}
    assert Commitment.objects.get(slug="promise").state == "draft"


def test_parts_follow_the_record_that_they_belong_to(world, curator, editor):
    cases = {
        Membership: {"grouping": "quad", "state": "PLW", "role": "partner", "joined": "2024"},
        Participation: {"commitment": "palau", "state": "AUS", "role": "host"},
    }
    for model, values in cases.items():
        assert "only an editor" in faults(send(curator, table(values), model))[0][2]
        assert bring_in(editor, table(values), model, reason="Read again.").status_code == 302
        assert model.objects.filter(state__iso3=values["state"], role=values["role"]).exists()
    draft = {
        "commitment": "palau",
        "number": "",
        "date": "2025",
        "kind": "progress",
        "source": "paper",
        "note": "More.",
    }
    bring_in(curator, table(draft), FollowUp)
    made = FollowUp.objects.get(note="More.")
    assert (made.state, made.number) == ("draft", 4)
    assert (
        "only an editor"
        in faults(send(curator, table({"commitment": "palau", "number": "1", "note": "Mine"}), FollowUp))[0][2]
    )
    assert faults(send(curator, table({"slug": "paper", "title": "Mine"}), Source)) == [
        (2, "", "You may not change sources.")
    ]
    assert curator.get(url(State, "import")).status_code == 403


def test_nobody_publishes_through_a_file(world, editor):
    for values in ({"slug": "palau", "editorial_state": "withdrawn"}, row(editorial_state="published")):
        preview = send(editor, table(values))
        assert faults(preview) == [(2, "editorial_state", "The editorial state is not changed through a file.")]


def test_rows_that_a_file_does_not_name_stay(world, editor):
    bring_in(editor, table({"slug": "palau", "locator": "II"}), reason="Counted.")
    assert Commitment.objects.count() == 5
    palau = Commitment.objects.get(slug="palau")
    assert (palau.locator, palau.title, palau.technologies.count()) == ("II", "Open RAN in Palau", 2)


def test_follow_ups_without_a_number_are_known_by_what_they_are(world, editor):
    given = {
        "commitment": "palau",
        "date": "2023-06",
        "kind": "progress",
        "statement": "",
        "source": "paper",
        "locator": "",
        "note": "Signed.",
    }
    preview = send(editor, table(given), FollowUp)
    assert outcomes(preview) == {"changed": 1}
    assert [(change.column, change.before) for change in preview.context["result"].rows[0].changes] == [
        ("note", "The grant was signed.")
    ]
    palau = world.commitments["palau"]
    FollowUp.objects.create(
        commitment=palau, date="2023-06", kind="progress", source=world.sources["paper"], note="Twin"
    )
    preview = send(editor, table(given), FollowUp)
    assert faults(preview) == [
        (2, "number", "Several rows of the record fit this one (numbers 2, 4); give the number.")
    ]
    again = {
        "commitment": "palau",
        "number": "1",
        "kind": "reaffirmed",
        "date": "2023-09-22",
        "statement": "readout-text",
        "source": "paper",
    }
    preview = send(editor, table(again, {**again, "number": ""}), FollowUp)
    assert [(place[0]) for place in places(preview)] == [3]


def test_periods_of_membership_are_judged_as_they_will_stand(world, editor):
    before, after = {"grouping": "quad", "state": "IND", "role": "member"}, {"source": "paper"}
    ended = {**before, "joined": "2007-05", "left": "2012", **after}
    back = {**before, "joined": "2017", "left": "", **after}
    assert outcomes(send(editor, table(ended, back), Membership)) == {"changed": 1, "new": 1}
    assert places(send(editor, table(back), Membership)) == [(2, "joined")]
    assert places(send(editor, table(ended, {**back, "joined": "2011"}), Membership)) == [(3, "joined")]
    wrong = send(editor, table({**ended, "left": "2006"}), Membership)
    assert faults(wrong) == [(2, "left", "“left” lies before “joined”.")]


def test_a_tree_is_imported_with_its_branches(world, editor):
    twig = {"slug": "twig", "name": "Twig", "parent": "branch"}
    branch = {"slug": "branch", "name": "Branch", "parent": "5g"}
    bring_in(editor, table(branch, twig), Technology)
    assert Technology.objects.get(slug="twig").parent.parent.slug == "5g"
    loop = send(editor, table({"slug": "branch", "parent": "twig"}), Technology)
    assert places(loop) == [(2, "parent")]
    taken = send(editor, table({"slug": "other", "name": "5G", "parent": ""}), Technology)
    assert faults(taken) == [(2, "name", "“5G” belongs to “5G” (5g) already.")]


# --- preview and confirmation belong together


def test_a_confirmation_is_refused_when_the_record_changed_after_the_preview(world, editor):
    content = table(row("palau", title="From the file"), row())
    preview = send(editor, content)
    palau = world.commitments["palau"]
    palau.wording = "Somebody else’s words."
    palau.save()

    response = confirm(editor, preview, reason="Because.")

    assert "changed after this preview" in response.context["problem"]
    assert response.context["confirm_form"].initial["reason"] == "Because."
    palau.refresh_from_db()
    assert (palau.title, palau.wording) == ("Open RAN in Palau", "Somebody else’s words.")
    assert not Commitment.objects.filter(slug="promise").exists()
    assert confirm(editor, response, reason="Because.").status_code == 302
    palau.refresh_from_db()
    assert (palau.title, palau.wording) == ("From the file", "Somebody else’s words.")


def test_a_key_that_was_taken_after_the_preview_is_no_error_page(world, curator):
    preview = send(curator, table(row()))
    other = Commitment.objects.create(
        slug="promise", title="Other", statement=world.statements["sheet"], evidence="verified"
    )
    response = confirm(curator, preview)
    assert "changed after this preview" in response.context["problem"]
    other.refresh_from_db()
    assert other.title == "Other"


def test_a_preview_is_confirmed_by_who_saw_it_for_the_noun_it_was_made_for(world, curator, editor):
    token = token_of(send(editor, table(row())))
    for client, model, sent in (
        (curator, Commitment, token),
        (editor, Statement, token),
        (editor, Commitment, token[:-2]),
        (editor, Commitment, ""),
    ):
        response = client.post(url(model, "process_import"), {"token": sent}, follow=True)
        assert "Choose the file again" in response.content.decode()
    assert not Commitment.objects.filter(slug="promise").exists()
    assert log_in("nobody", "Curators") and not ImportRecord.objects.exists()


def test_without_the_right_nothing_is_imported(world, client):
    from tests.world import person

    viewer = person("vera", "Curators")
    viewer.groups.clear()
    client.force_login(viewer)
    for page in ("import", "changelist"):
        assert client.get(url(Commitment, page)).status_code == 403
    for page in ("import", "process_import"):
        assert client.post(url(Commitment, page), {}).status_code == 403
    assert client.get(url(Commitment, "table", "csv")).status_code == 403
    assert client.get(url(Commitment, "template", "csv")).status_code == 403


# --- the promised size


def workbook_of(size: int) -> bytes:
    """A workbook of exactly so many bytes that cannot be packed any more, with two commitments in it."""
    content, name = table(row("first"), row("second"), kind="xlsx"), "pad"
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_STORED) as package:
        package.writestr(name, random.Random(1).randbytes(size - len(content) - 76 - 2 * len(name)))
    assert len(out.getvalue()) == size
    return out.getvalue()


def test_a_workbook_of_the_promised_size_is_previewed_and_imported_and_a_larger_one_is_told_so(curator):
    preview = send(curator, workbook_of(MAX_BYTES), name="rows.xlsx")
    assert (faults(preview), outcomes(preview)) == ([], {"new": 2})
    assert f"{MAX_BYTES // 2**20} MB" in curator.get(url(Commitment, "import")).content.decode()
    differences = confirm(curator, preview, differences="1")
    assert differences.content.decode().count("A promise") == 2
    as_browsers_send_it = urlencode({"token": token_of(preview), "reason": "x" * 10_000})
    address, kind = url(Commitment, "process_import"), "application/x-www-form-urlencoded"
    assert curator.post(address, as_browsers_send_it, content_type=kind).status_code == 302
    assert set(Commitment.objects.filter(state="draft").values_list("slug", flat=True)) == {"first", "second"}

    larger = send(curator, workbook_of(MAX_BYTES + 1), name="rows.xlsx").content.decode()
    assert "The file has 5,242,881 bytes; at most 5 MB (5,242,880) are read. Split it." in larger


# --- undoing


def test_an_import_is_undone_apart_from_what_was_touched_since(world, curator, editor):
    from django.urls import reverse

    content = table(row("first"), row("second"), row("third"))
    bring_in(curator, content)
    Commitment.objects.filter(slug="second").update(title="Changed since")
    kept = ImportRecord.objects.get()
    undo = reverse("admin:initiatives_importrecord_undo", args=[kept.pk])
    assert log_in("other", "Curators").post(undo).status_code == 403

    page = curator.post(undo, follow=True).content.decode()

    assert "“second” was changed since." in page
    assert set(Commitment.objects.filter(state="draft").values_list("slug", flat=True)) == {"second"}
    assert curator.post(undo).status_code == 403

    before = everything()["initiatives.Commitment"]
    bring_in(editor, table({"slug": "labs", "title": "Other", "technologies": "5g"}), reason="Try.")
    undo = reverse("admin:initiatives_importrecord_undo", args=[ImportRecord.objects.first().pk])
    assert "give a reason" in editor.post(undo).content.decode()
    editor.post(undo, {"reason": "It was wrong."})
    labs = Commitment.objects.get(slug="labs")
    assert (labs.title, labs.technologies.get().slug) == ("National laboratories", "artificial-intelligence")
    assert labs.history.first().history_change_reason == "Import of rows.csv undone: It was wrong."
    assert len(everything()["initiatives.Commitment"]) == len(before)
