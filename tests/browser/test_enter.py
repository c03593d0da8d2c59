"""The editorial desk in a real browser: a curator enters a commitment, an editor publishes it, the public sees it."""

import pytest

from tests.world import PASSWORD, build, person

from .conftest import DESK, Visitor


@pytest.fixture
def world(transactional_db):
    return build()


@pytest.fixture
def window(browser, live_server):
    """``window()``: a fresh window on the live server; the test fails on any error in it, the content policy's too."""
    contexts, visitors = [], []

    def open_window():
        context = browser.new_context(base_url=live_server.url, viewport=DESK)
        context.set_default_timeout(10_000)
        contexts.append(context)
        visitors.append(Visitor(context, live_server.url))
        return visitors[-1]

    yield open_window
    for context in contexts:
        context.close()
    assert [(visitor.errors, visitor.foreign) for visitor in visitors if visitor.errors or visitor.foreign] == []


def log_in(window, name):
    desk = window().goto("/admin/")
    page = desk.page
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("link", name="Commitments").first.wait_for()
    return desk


def choose(page, field, words, label):
    """Choose a record in a field that finds records as one types."""
    field.locator(".select2-selection").click()
    page.locator(".select2-container--open .select2-search__field").fill(words)
    page.locator(".select2-results__option", has_text=label).first.click()


def add_party(page, state, role):
    page.locator("#participations-group .add-row a").click()
    row = page.locator("tr.dynamic-participations:not(.empty-form)").last
    choose(page, row.locator(".field-state"), state, state)
    row.locator(".field-role select").select_option(role)


def test_a_promise_is_entered_reviewed_and_published(world, window):
    person("carla", "Curators")
    person("edda", "Editors")
    address = "/commitments/island-relay/"

    curator = log_in(window, "carla").page
    curator.goto("/admin/initiatives/commitment/add/")
    curator.get_by_label("Title").press_sequentially("Island relay")
    curator.keyboard.press("Tab")
    assert curator.get_by_label("Slug").input_value() == "island-relay"
    curator.get_by_label("Summary").fill("They promise a relay on the island.")
    choose(curator, curator.locator(".field-statement"), "hiroshima", "Text of hiroshima")
    choose(curator, curator.locator(".field-source"), "paper", "Title of paper")
    curator.get_by_label("Grade of evidence").select_option("verified")
    choose(curator, curator.locator(".field-technologies"), "O-RAN", "Open RAN")
    choose(curator, curator.locator(".field-technologies"), "5G", "5G")
    curator.get_by_label("Deployment").check()
    curator.get_by_role("textbox", name="Target date").fill("2027-05")
    add_party(curator, "Japan", "lead")
    add_party(curator, "Palau", "beneficiary")
    curator.get_by_role("button", name="Save and continue editing").first.click()
    curator.locator(".messagelist .success").wait_for()
    assert curator.locator(".field-technologies .select2-selection__choice").count() == 2
    assert not public(window, address)

    curator.get_by_role("link", name="Send to review").click()
    curator.get_by_role("button", name="Send to review").click()
    curator.locator(".messagelist .success").wait_for()
    assert curator.get_by_role("link", name="Publish").count() == 0
    assert not public(window, address)

    editor = log_in(window, "edda").page
    editor.goto("/admin/initiatives/commitment/?state__exact=in-review")
    editor.get_by_role("link", name="Island relay").click()
    editor.get_by_role("link", name="Publish").click()
    editor.get_by_label("The place in the text is not given. I have seen this.").check()
    preview = editor.frame_locator("iframe")
    assert preview.get_by_role("heading", name="Island relay").is_visible()
    editor.get_by_role("button", name="Publish").click()
    editor.locator(".messagelist .success").wait_for()

    reader = window().goto(address)
    page = reader.page
    assert reader.heading == "Island relay"
    for text in (
        "They promise a relay on the island.",
        "Open RAN",
        "5G",
        "Japan",
        "Palau",
        "May 2027",
        "Text of hiroshima",
    ):
        assert page.get_by_text(text).first.is_visible(), text
    page.goto("/commitments/?technology=open-ran&state=PLW&role=beneficiary&q=relay")
    assert (reader.count, page.locator(".result__title").all_inner_texts()) == (1, ["Island relay"])


def public(window, address) -> bool:
    """Whether somebody who is not logged in gets the page; a record that is not public is not there."""
    reader = window()
    status = reader.page.request.get(address).status
    assert status in (200, 404)
    return status == 200


DESK_PAGES = (
    "/admin/initiatives/commitment/",
    "/admin/initiatives/commitment/{palau}/change/",
    "/admin/initiatives/grouping/{quad}/change/",
    "/admin/initiatives/statement/add/",
    "/admin/initiatives/technology/",
    "/admin/initiatives/commitment/{palau}/history/?from=1&to=1",
    "/admin/initiatives/commitment/{palau}/history/1/",
    "/admin/initiatives/commitment/{palau}/merge/",
    "/admin/initiatives/commitment/{palau}/merge/?into=labs",
    "/admin/initiatives/commitment/transition/withdraw/?ids={palau}",
    "/admin/initiatives/commitment/transition/restore/?ids={palau}",
)


def open_desk_pages(world, desk, paths):
    """What goes wrong in the pages of the desk; it is taken note of here and not once more at the end."""
    for path in paths:
        address = path.format(palau=world.commitments["palau"].pk, quad=world.groupings["quad"].pk)
        assert desk.page.goto(address).status == 200
        desk.page.wait_for_load_state("networkidle")
    errors, desk.errors = desk.errors, []
    return errors


def test_the_pages_of_the_desk_keep_the_content_policy(world, window):
    person("ada")
    assert open_desk_pages(world, log_in(window, "ada"), DESK_PAGES) == []
