"""The codebook for programs says what the page says, and others' tools read the technologies."""

import html
import re
from collections import Counter

import pytest
from rdflib import Graph
from rdflib.namespace import RDF, SKOS

from initiatives import vocabularies
from initiatives.crosswalk import MATCHES, RELATIONS, SCHEMES
from initiatives.models import Technology

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def test_the_json_holds_every_code_with_its_definition_and_example(client, world):
    found = client.get("/codebook.json").json()

    assert [words["slug"] for words in found["vocabularies"]] == [words.slug for words in vocabularies.ALL]
    for words, vocabulary in zip(found["vocabularies"], vocabularies.ALL, strict=True):
        assert [(value["code"], value["definition"]) for value in words["values"]] == [
            (value.value, value.definition) for value in vocabulary
        ]
        assert all(value["example"] for value in words["values"])
    assert {node["slug"] for node in found["technologies"]} == set(world.technologies)


def texts_of(found) -> list[tuple[str, str]]:
    """Definition, example and borderline case of every value that the codebook holds, with where each stands."""
    return [
        (f"{words['slug']} {value['code']}: {name}", value[name])
        for words in found["vocabularies"]
        for value in words["values"]
        for name in ("definition", "example", "borderline")
    ]


def test_every_value_has_a_definition_an_example_and_a_borderline_case_of_its_own(client, world):
    texts = texts_of(client.get("/codebook.json").json())
    page = html.unescape(client.get("/codebook/").content.decode())
    told = Counter(text for _, text in texts)

    assert len(texts) == 3 * sum(len(words) for words in vocabularies.ALL)
    assert [where for where, text in texts if not re.fullmatch(r"\S.{4,}\.", text, re.DOTALL)] == []
    assert [text for text, times in told.items() if times > 1] == []
    assert [where for where, text in texts if text not in page] == []


def test_a_value_without_a_borderline_case_is_refused():
    with pytest.raises(TypeError, match="do not fit together: red"):

        class Colour(vocabularies.Vocabulary, slug="colour", heading="Colour"):
            RED = "red", "Red"

            __codebook__ = """
            red: Like blood.
                Example: A fire engine.
            """


def test_the_json_and_the_page_name_the_same_counterparts(client, world):
    found = client.get("/codebook.json").json()
    page = client.get("/codebook/").content.decode()
    named = [match for words in found["vocabularies"] for value in words["values"] for match in value["matches"]]

    assert len(named) == len(MATCHES)
    assert all(f"{match['code']}, {match['label']}" in page for match in named)
    assert {match["scheme"] for match in named} == {scheme.code for scheme in SCHEMES}
    assert {match["relation"] for match in named} <= set(RELATIONS)


def test_an_rdf_parser_reads_the_tree_of_technologies(client, world):
    response = client.get("/codebook/technologies.ttl")
    graph = Graph().parse(data=response.content, format="turtle")

    assert response["Content-Type"].startswith("text/turtle")
    concepts = {str(graph.value(concept, SKOS.notation)): concept for concept in graph.subjects(RDF.type, SKOS.Concept)}
    assert set(concepts) == {node.slug for node in Technology.objects.all()}
    for node in Technology.objects.select_related("parent"):
        concept = concepts[node.slug]
        assert str(concept).endswith(node.get_absolute_url())
        assert str(graph.value(concept, SKOS.prefLabel)) == node.name
        assert {str(alias) for alias in graph.objects(concept, SKOS.altLabel)} == set(node.aliases)
        assert graph.value(concept, SKOS.broader) == (concepts[node.parent.slug] if node.parent else None)
        assert ((None, SKOS.hasTopConcept, concept) in graph) == (node.parent is None)


def test_the_same_record_gives_the_same_bytes(client, world):
    assert client.get("/codebook/technologies.ttl").content == client.get("/codebook/technologies.ttl").content
