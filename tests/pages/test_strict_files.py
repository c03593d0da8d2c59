"""A file of a chart answers 400 where its page shows a notice, and names what is allowed."""

import pytest

CHARTS = {
    "matrix": ["rows=nonsense", "columns=nonsense", "rows=mode&columns=mode"],
    "timeline": ["from=nonsense", "to=99", "lanes=nonsense", "from=2024&to=2020", "from=9000"],
    "trend": ["count=nonsense", "by=nonsense", "count=amounts&by=mode"],
    "network": ["view=nonsense", "least=nonsense", "least=0"],
    "map": ["view=nonsense"],
}
EVERYWHERE = ["nonsense=1", "status=nonsense", "technology=nonsense", "as_of=nonsense"]
CASES = [(chart, query) for chart, own in CHARTS.items() for query in [*own, *EVERYWHERE]]


@pytest.mark.parametrize("ending", ["csv", "svg"])
@pytest.mark.parametrize(("chart", "query"), CASES)
def test_a_file_refuses_what_it_does_not_understand(world, client, chart, query, ending):
    page = client.get(f"/explore/{chart}/?{query}")
    file = client.get(f"/explore/{chart}.{ending}?{query}")

    assert (page.status_code, file.status_code) == (200, 400)
    assert page.context["query"].notices


@pytest.mark.parametrize("query", EVERYWHERE)
def test_the_file_of_a_comparison_refuses_it_too(world, client, query):
    assert client.get(f"/compare.csv?grouping=quad&grouping=trio&{query}").status_code == 400
    assert client.get("/compare.csv?grouping=quad&grouping=trio").status_code == 200


def test_the_answer_names_what_is_allowed(world, client):
    answer = client.get("/explore/matrix.csv?rows=nonsense")

    assert "technology" in answer.content.decode() and "grouping" in answer.content.decode()
