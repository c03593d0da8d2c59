"""Downloads in a browser: a citation by a button, a file by a link, no errors from the metadata in the head."""

from tests.browser.conftest import PHONE

RECORD = "/commitments/quad-open-ran-palau/"


def test_a_button_copies_the_citation(visit):
    visitor = visit(RECORD, permissions=["clipboard-read", "clipboard-write"])
    page = visitor.page
    text = page.locator(".cite__text").first.inner_text()
    page.get_by_role("button", name="Copy").first.click()
    page.get_by_role("button", name="Copied").wait_for()

    assert page.evaluate("navigator.clipboard.readText()") == text
    assert text.startswith("Minilat. (n.d.). Commercial Open RAN Deployment in Palau.")


def test_without_scripts_the_citation_stands_there_without_a_button(visit):
    page = visit(RECORD, scripts=False, viewport=PHONE).page

    assert page.locator(".cite__text").count() == 4
    assert page.get_by_role("button", name="Copy").count() == 0


def test_the_buttons_and_the_links_follow_a_list_that_reloads_in_part(visit):
    page = visit("/commitments/?grouping=quad").page
    page.get_by_role("link", name="Title", exact=True).click()
    page.wait_for_url("**ordering=title**")

    page.locator("#listing .cite__text", has_text="ordering=title").first.wait_for()
    assert page.get_by_role("button", name="Copy").count() == 2
    assert page.get_by_role("link", name="CSV", exact=True).first.get_attribute("href").endswith("ordering=title")


def test_a_file_is_saved_under_the_name_of_its_list(visit):
    page = visit("/commitments/?grouping=quad&technology=open-ran").page
    with page.expect_download() as saved:
        page.get_by_role("link", name="XLSX", exact=True).first.click()

    assert saved.value.suggested_filename == "minilat-commitments-on-open-ran-by-the-quad.xlsx"
