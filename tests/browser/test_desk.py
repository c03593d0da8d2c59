"""The curators’ desk in a browser: two sessions on one record, the keyboard alone, and whoever cannot see it."""

import pytest
from django.contrib.auth.models import User

from initiatives.models import Commitment
from tests.world import build, comment, commitment, person

from .conftest import PHONE
from .journey import Journey
from .test_access import WIDTH, violations


@pytest.fixture
def world(transactional_db):
    made = build()
    person("edda", "Editors")
    person("otto", "Editors")
    return made


@pytest.fixture
def desk(browser, live_server):
    """``desk("edda")``: her window, logged in; the test fails on any error in it, the content policy’s too."""
    made = []

    def start(name):
        made.append(Journey(browser, live_server.url))
        made[-1].log_in("/admin/", name)
        return made[-1]

    yield start
    for one in made:
        one.close()


def grave(window):
    """What axe finds; axe itself applies styles that the content policy refuses, and says so in the console."""
    before = list(window.errors)
    found = violations(window.page)
    window.errors[:] = before
    return found


def form_of(record):
    return f"/admin/initiatives/{record._meta.model_name}/{record.pk}/change/"


def test_two_sessions_edit_one_commitment_and_no_edit_is_lost(world, desk):
    palau = world.commitments["palau"]
    edda, otto = desk("edda"), desk("otto")
    for one in (edda, otto):
        one.page.goto(form_of(palau))
    otto.type("#id_summary", "What Otto wrote.")
    otto.page.locator("#id_participations-0-role").select_option("host")
    otto.type("#id_change_reason", "The text says so.")
    otto.follow("[name=_save]")
    edda.type("#id_summary", "What Edda wrote.")
    edda.type("#id_locator", "Section 9")
    edda.type("#id_change_reason", "So it is written.")
    edda.follow("[name=_save]")

    told = edda.page.locator(".conflict")
    for text in ("What Edda wrote.", "What Otto wrote.", "otto", "Section 9", "Host"):
        assert told.get_by_text(text).first.is_visible(), text
    assert (edda.page.locator("#id_summary").input_value(), edda.page.locator("#id_locator").input_value()) == (
        "What Edda wrote.",
        "Section 9",
    )
    assert grave(edda) == []
    assert Commitment.objects.get(pk=palau.pk).summary == "What Otto wrote."

    edda.type("#id_summary", "What Otto and Edda wrote.")
    edda.follow("[name=_save]")
    assert Commitment.objects.get(pk=palau.pk).summary == "What Otto and Edda wrote."
    assert Commitment.objects.get(pk=palau.pk).locator == "Section 9"


def test_a_draft_that_was_deleted_while_somebody_typed_is_entered_anew(world, desk):
    technologies, parties = [world.technologies["5g"]], {world.states["JPN"]: "lead"}
    draft = commitment("draft", world.statements["sheet"], technologies, parties, state="draft")
    edda = desk("edda")
    edda.page.goto(form_of(draft))
    edda.type("#id_summary", "What Edda wrote.\nFor long.")
    draft.delete()
    edda.follow("[name=_save]")

    assert edda.page.get_by_text("What Edda wrote.").is_visible()
    assert grave(edda) == []
    edda.errors.clear()  # the console tells of the answer 409
    edda.follow("[value='Enter it anew']")
    made = Commitment.objects.get(slug="draft")
    assert (made.summary, made.technologies.get().slug) == ("What Edda wrote.\r\nFor long.", "5g")
    assert edda.page.locator("#id_summary").input_value() == "What Edda wrote.\nFor long."


def test_two_that_resemble_each_other_are_told_apart_from_the_list(world, desk):
    technologies = [world.technologies["5g"]]
    for number, title in enumerate(("A network for the islands of Palau", "A network for the islands of Palau today")):
        commitment(f"twin-{number}", world.statements["sheet"], technologies, {}, state="draft", title=title)
    edda = desk("edda")
    edda.page.goto("/admin/initiatives/commitment/?queue=duplicates")
    edda.follow("text=“A network for the islands of Palau today”")
    assert grave(edda) == []
    edda.type("textarea", "One is of today.")
    edda.follow("[value='These two are not duplicates']")
    assert edda.page.get_by_text("One is of today.").is_visible()
    assert grave(edda) == []
    edda.page.goto("/admin/initiatives/commitment/?queue=duplicates")
    assert edda.page.get_by_text("0 commitments").is_visible()


def test_a_lead_noted_on_the_desk_fills_in_the_form_of_a_text(world, desk):
    page = desk("edda").page
    page.goto("/admin/")
    page.get_by_label("A text that you cannot enter yet").fill("https://example.org/new")
    page.get_by_label("Title or subject").fill("A new text")
    page.get_by_role("button", name="Save as a lead").click()
    page.get_by_role("link", name="1 lead").click()
    page.get_by_role("link", name="Enter as a statement").click()
    assert page.locator("#id_url").input_value() == "https://example.org/new"
    assert page.locator("#id_title").input_value() == "A new text"


def test_a_commitment_is_entered_with_the_keyboard_alone(world, desk):
    page = desk("edda").page
    page.goto(f"/admin/initiatives/commitment/add/?statement={world.statements['hiroshima'].pk}")
    page.wait_for_load_state("networkidle")
    keys = page.keyboard

    def on_to(name):
        for _ in range(40):
            keys.press("Tab")
            if page.evaluate(
                "e => { const a = document.activeElement; return a.name === e || !!a.closest('.field-' + e); }", name
            ):
                return
        raise AssertionError(f"Tab does not lead to {name}")

    assert page.evaluate("document.activeElement.name") == "title"
    keys.type("Island relay")
    on_to("slug")
    assert page.locator("#id_slug").input_value() == "island-relay"
    on_to("summary")
    keys.type("A relay.")
    on_to("locator")
    keys.type("Paragraph 2")
    on_to("evidence")
    keys.type("Ver")
    on_to("technologies")
    keys.type("o-ran")
    page.locator(".select2-results__option--highlighted", has_text="Open RAN").wait_for()
    keys.press("Enter")
    on_to("modes")
    keys.press("Tab")
    keys.press("Space")
    on_to("target_date")
    keys.type("2027-05")
    on_to("_save")
    with page.expect_navigation():
        keys.press("Enter")

    made = Commitment.objects.get(slug="island-relay")
    assert (made.locator, made.evidence, made.target_date.isoformat()) == ("Paragraph 2", "verified", "2027-05")
    assert [row.name for row in made.technologies.all()] == ["Open RAN"]
    assert [row.code for row in made.modes.all()] == ["deployment"]
    assert {row.state.iso3 for row in made.participations.all()} == {"AUS", "IND", "JPN", "USA"}


@pytest.mark.parametrize("size", [None, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_grave_that_is_ours(world, desk, size):
    commitment("draft", world.statements["hiroshima"], [], {}, state="draft")
    window = desk("edda")
    if size:
        window.page.set_viewport_size(size)
    text, meeting = world.statements["hiroshima"], world.summits["hiroshima"]
    comment(text, User.objects.get(username="edda"), "wrong", severity="major", quote="A quote.")
    for path in (
        "/admin/",
        "/admin/initiatives/summit/add/",
        form_of(text),
        form_of(world.groupings["quad"]),
        f"/admin/initiatives/commitment/add/?statement={text.pk}",
        f"/admin/initiatives/summit/{meeting.pk}/package/publish/",
        "/admin/initiatives/commitment/?queue=look-again",
        f"/admin/initiatives/statement/{text.pk}/comments/",
        "/admin/initiatives/reviewcomment/?queue=comments",
        "/admin/initiatives/lead/add/",
    ):
        window.page.goto(path)
        window.page.wait_for_load_state("networkidle")
        assert grave(window) == [], path
        scroll, client = window.page.evaluate(WIDTH)
        assert scroll <= client, path
