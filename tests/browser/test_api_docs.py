"""The page of the API in a browser: it works under the content security policy, and without scripts."""


def test_a_reader_tries_the_api_from_its_page(visit):
    page = visit("/api/docs/").page
    page.locator(".opblock-summary", has_text="List of groupings").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    answer = page.locator(".opblock.is-open .live-responses-table .highlight-code").first

    assert '"title": "Groupings"' in answer.inner_text()


def test_without_scripts_the_page_leads_to_guide_and_schema(visit):
    page = visit("/api/docs/", scripts=False).page

    for name in ("The guide", "The schema", "The start of the API"):
        link = page.get_by_role("link", name=name, exact=True)
        assert page.request.get(link.get_attribute("href")).ok
    assert page.locator("noscript").inner_text().startswith("To try it out here, enable JavaScript.")
