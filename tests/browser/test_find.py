"""Finding things, as an analyst does it: with scripts on and again with scripts off."""

import re

import pytest

from tests.data import oracle

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
CHOICES = (
    ("pick-grouping-quad", "grouping=quad", "Commitments by the Quad"),
    (
        "pick-technology-telecommunications",
        "grouping=quad&technology=telecommunications",
        "Commitments on telecommunications by the Quad",
    ),
    (
        "pick-status-under-way",
        "grouping=quad&technology=telecommunications&status=under-way",
        "Commitments on telecommunications by the Quad, now under way",
    ),
)
NOTHING = "/commitments/?grouping=i2u2&technology=open-ran&state=PLW"


def number(query):
    return len(oracle.matching(query))


@SCRIPTS
def test_choosing_three_facets_going_back_twice_and_sharing_the_address(visit, scripts):
    window = visit("/commitments/", scripts)
    page = window.page
    if scripts:
        page.evaluate("window.marker = 'the same page'")
    seen = []
    for option, query, heading in CHOICES:
        page.locator(f"[id='{option}']").click()
        window.wait_for_heading(heading)
        seen.append(window.seen)
        assert window.count == number(query)
        assert len(window.pills) == query.count("&") + 1
        if scripts:
            assert page.locator("#announce").inner_text() == f"{number(query)} commitments"
            assert page.evaluate("document.activeElement.id") == option
            assert page.title() == f"{heading} – Minilat"

    for _, _, heading in reversed(CHOICES[:2]):
        page.go_back()
        window.wait_for_heading(heading)
    assert window.seen == seen[0]
    page.go_forward()
    window.wait_for_heading(CHOICES[1][2])
    assert window.seen == seen[1]
    if scripts:
        assert page.evaluate("window.marker") == "the same page"

    path = page.url.removeprefix(window.address)
    for elsewhere in (True, False):
        assert visit(path, elsewhere).seen == seen[1]


@SCRIPTS
def test_a_chosen_option_is_taken_back_by_choosing_it_again_and_left_out_by_not(visit, scripts):
    window = visit("/commitments/?technology=telecommunications", scripts)
    page = window.page
    page.locator("#not-technology-open-ran").click()
    window.wait_for_heading("Commitments on telecommunications, leaving out Open RAN")
    assert window.count == number("technology=telecommunications&technology=-open-ran")
    page.locator("#not-technology-open-ran").click()
    window.wait_for_heading("Commitments on telecommunications")
    page.locator("#pick-technology-telecommunications").click()
    window.wait_for_heading("Commitments")
    assert window.seen == ("Commitments", 402, [])


@SCRIPTS
def test_the_columns_chosen_stay_through_filters_and_order(visit, scripts):
    window = visit("/statements/", scripts)
    page = window.page

    def heads():
        return page.locator("thead th").all_inner_texts()

    page.locator("#column-choice summary").click()
    page.get_by_label("Language").check()
    page.get_by_label("Kind").uncheck()
    page.get_by_role("button", name="Show these").click()
    page.wait_for_url("**column=language**")
    chosen = ["Title", "Issued", "Grouping", "Language", "Coverage", "Commitments"]
    page.locator("thead th", has_text="Language").wait_for()
    assert heads() == chosen
    if scripts:
        assert page.get_by_label("Language").is_visible()  # the choice stays open

    page.locator("[id='pick-grouping-quad']").click()
    window.wait_for_heading("Statements, grouping: the Quad")
    page.locator("nav[aria-label=Order]").get_by_text("Title").click()
    page.wait_for_url("**ordering=title**")
    assert heads() == chosen
    page.locator("#column-choice summary").click() if not scripts else None
    page.get_by_text("The usual columns").click()
    page.locator("thead th", has_text="Kind").wait_for()
    assert "column=" not in page.url and "ordering=title" in page.url


@SCRIPTS
def test_searching_for_a_phrase_without_a_word(visit, scripts):
    window = visit("/commitments/", scripts)
    page = window.page
    page.get_by_label("Search within this list").fill('"open ran" -palau')
    page.keyboard.press("Enter")
    page.wait_for_url("**/commitments/?*q=*")
    window.wait_for_heading("Commitments matching “open ran”, without palau")
    assert window.count == 22
    titles = page.locator(".result__title").all_inner_texts()
    assert len(titles) == 20
    assert titles[0] == "GCOT Open RAN Certification Principles"
    assert not any("Palau" in title for title in titles)
    assert page.get_by_label("Search within this list").input_value() == '"open ran" -palau'
    assert {text.lower().replace("-", " ") for text in page.locator(".result__why mark").all_inner_texts()} == {
        "open ran"
    }


@SCRIPTS
def test_reading_the_empty_state_and_following_its_advice(visit, scripts):
    window = visit(NOTHING, scripts)
    page = window.page
    assert window.count == 0
    assert "No record matches all of these filters." in page.locator(".empty").inner_text()
    advice = page.locator(".empty li").all_inner_texts()
    assert advice == [f"Without the filter on grouping: {number('technology=open-ran&state=PLW')}"]
    page.locator(".empty li a").first.click()
    window.wait_for_heading("Commitments on Open RAN with Palau")
    assert window.count == number("technology=open-ran&state=PLW") == 2
    page.go_back()
    page.locator(".empty").wait_for()
    page.get_by_role("link", name="Clear all filters").click()
    window.wait_for_heading("Commitments")
    assert window.count == 402


@SCRIPTS
def test_taking_off_a_pill_turning_the_page_and_changing_the_order(visit, scripts):
    window = visit("/commitments/?grouping=quad&year=2024", scripts)
    page = window.page
    page.get_by_role("link", name="Remove Year announced: 2024").click()
    window.wait_for_heading("Commitments by the Quad")
    assert window.pills == ["Grouping: Quad"]
    page.get_by_role("link", name=re.compile("^(Page )?2$")).first.click()
    page.locator("#count", has_text="page 2 of 7").wait_for()
    expected = oracle.matching("grouping=quad")[20:40]
    links = [link.get_attribute("href") for link in page.locator(".result__title a").all()]
    assert links == [f"/commitments/{slug}/" for slug in expected]
    page.get_by_role("link", name="Oldest first").click()
    page.wait_for_url("**ordering=announced")
    page.locator("#count", has_text="page 1 of 7").wait_for()


@SCRIPTS
def test_dates_are_set_in_a_form_and_kept_beside_the_filters(visit, scripts):
    window = visit("/commitments/?grouping=quad", scripts)
    page = window.page
    page.get_by_label("Announced since").fill("2023-05")
    page.get_by_role("button", name="Set dates").click()
    window.wait_for_heading("Commitments by the Quad, announced since May 2023")
    assert window.count == number("grouping=quad&announced_after=2023-05")


@SCRIPTS
def test_a_long_filter_shows_everything_behind_a_link(visit, scripts):
    window = visit("/commitments/", scripts)
    page = window.page
    facet = page.locator("#facet-state")
    assert facet.locator(".option").count() == 8
    facet.get_by_role("link", name=re.compile(r"Show \d+ more")).click()
    facet.get_by_role("link", name=re.compile("Show fewer")).wait_for()
    assert facet.locator(".option").count() == 79
    assert facet.locator(".narrow").count() == int(scripts)
    if scripts:
        box = facet.get_by_label("Type to narrow state")
        box.fill("south K")
        assert facet.locator(".option:visible .option__label").all_inner_texts() == ["South Korea"]
        box.fill("")
        assert facet.locator(".option:visible").count() == 79
        box.fill("south k")
    page.locator("#pick-state-KOR").click()
    window.wait_for_heading("Commitments with South Korea")
    assert window.count == number("state=KOR")


@SCRIPTS
def test_every_list_is_filtered_without_leaving_it(visit, scripts):
    for path, option in (
        ("/groupings/", "pick-members-3"),
        ("/states/", "pick-role-member"),
        ("/summits/", "pick-level-leaders"),
        ("/statements/", "pick-coding-not-begun"),
        ("/sources/", "pick-level-secondary"),
        ("/technologies/", "pick-grouping-quad"),
    ):
        window = visit(path, scripts)
        link = window.page.locator(f"[id='{option}']")
        promised = int(link.locator(".option__count").inner_text())
        link.click()
        window.page.locator(".pill").wait_for()
        assert (window.count, promised > 0) == (promised, True), path


# --- with scripts on ----------------------------------------------------------------------------------------------------


def test_the_choice_can_be_made_with_the_keyboard_alone(visit):
    window = visit("/commitments/")
    page = window.page
    page.locator("#pick-grouping-aukus").focus()
    page.keyboard.press("Enter")
    window.wait_for_heading("Commitments by AUKUS")
    assert page.evaluate("document.activeElement.id") == "pick-grouping-aukus"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "not-grouping-aukus"


def test_what_was_folded_stays_folded(visit):
    window = visit("/commitments/")
    page = window.page
    page.locator("#facet-mode summary").click()
    page.locator("#pick-grouping-aukus").click()
    window.wait_for_heading("Commitments by AUKUS")
    assert page.locator("#facet-mode").get_attribute("open") is None
    assert page.locator("#facet-state").get_attribute("open") is not None


def test_filters_stay_open_on_a_phone(visit):
    window = visit("/commitments/", viewport={"width": 390, "height": 844})
    page = window.page
    option = page.locator("#pick-grouping-aukus")
    assert not option.is_visible()
    page.locator("#facets-switch summary").click()
    option.click()
    window.wait_for_heading("Commitments by AUKUS")
    assert option.is_visible()
