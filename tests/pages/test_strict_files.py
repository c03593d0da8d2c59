"""A file answers 400 where its page shows a notice, and names what is allowed: files of lists, charts, feeds and the API."""

import pytest

from initiatives.lists.resources import RESOURCES
from tests.loops import each

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


LIST_FILES = [noun.file(extension) for noun in RESOURCES.values() for extension in noun.formats]
LIST_ANSWERS = [*LIST_FILES, *(f"/api/v1/{name}/" for name in RESOURCES), "/changes.atom"]


@pytest.mark.parametrize("query", ["nonsense=1", "ordering=nonsense", "as_of=nonsense"])
@pytest.mark.parametrize("address", LIST_ANSWERS)
def test_every_list_as_a_file_refuses_what_it_does_not_understand(world, client, address, query):
    answer = client.get(f"{address}?{query}")

    assert answer.status_code == 400
    assert any(word in answer.content.decode() for word in query.split("="))  # a noun may not have the parameter


@pytest.mark.parametrize("noun", [noun for noun in RESOURCES.values() if noun.facet_rules], ids=lambda noun: noun.name)
def test_every_filter_with_known_values_refuses_others_in_file_and_api(world, client, noun):
    for name, declared in each(noun.filterset_class(None).filters.items()):
        if hasattr(declared, "options"):
            for address in (noun.file("csv"), f"/api/v1/{noun.name}/", f"/api/v1/facets/{noun.name}/"):
                answer = client.get(f"{address}?{name}=zqnonsensewx")
                assert (answer.status_code, name) == (400, name), address
