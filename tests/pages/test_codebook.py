"""The codebook as JSON equals the page, and SKOS tools read the technologies."""

import html
import re
from collections import Counter

import pytest
from rdflib import Graph, Literal
from rdflib.namespace import RDF, SKOS

from initiatives.models import Commitment, Technology, vocabularies
from initiatives.models.glossary import GLOSSARY
from initiatives.publishing.crosswalk import MATCHES, RELATIONS, SCHEMES
from tests.world import build_drafts, commitment

pytestmark = pytest.mark.django_db


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


def test_every_technology_has_its_plainest_public_commitment_as_example(client, world):
    build_drafts(world)
    commitment("plain-draft", world.statements["hiroshima"], [world.technologies["5g"]], {}, state="draft")
    world.technologies["open-ran"].borderline = "More suppliers without open interfaces do not count."
    world.technologies["open-ran"].save()
    found = {node["slug"]: node for node in client.get("/codebook.json").json()["technologies"]}
    page = html.unescape(client.get("/codebook/").content.decode())

    for slug, node in found.items():
        named = Commitment.objects.published().filter(technologies__slug=slug)
        example = node["example_commitment"] and node["example_commitment"]["slug"]
        fewest = min([row.technologies.count() for row in named], default=None)
        assert example in [row.slug for row in named if row.technologies.count() == fewest] or example is None is fewest
        assert example is None or f'<a href="/commitments/{example}/">' in page
    assert found["open-ran"]["borderline"] in page
    assert any(node["example_commitment"] for node in found.values())


def test_the_counterparts_of_technologies_are_told_and_linked(client, world):
    found = {node["slug"]: node for node in client.get("/codebook.json").json()["technologies"]}
    (match,) = found["telecommunications"]["matches"]
    graph = Graph().parse(data=client.get("/codebook/technologies.ttl").content, format="turtle")
    concept = graph.value(None, SKOS.notation, Literal("telecommunications"))
    theirs = graph.value(concept, SKOS.closeMatch)

    assert (match["scheme"], match["code"], match["label"]) == ("iati-sector", "22020", "Telecommunications")
    assert f"{match['scheme_name']}: 22020, Telecommunications (close)" in client.get("/codebook/").content.decode()
    assert str(graph.value(theirs, SKOS.notation)) == "22020"
    assert str(graph.value(theirs, SKOS.inScheme)).endswith("/codelists/sector/")


def test_the_codebook_says_which_vocabularies_have_no_counterpart(client, world):
    without = client.get("/codebook.json").json()["without_counterpart"]

    assert "Grade of evidence" in without and "Status of a commitment" not in without
    assert f"No value of these vocabularies has a counterpart: {'; '.join(without)}." in html.unescape(
        client.get("/codebook/").content.decode()
    )


def test_a_value_without_a_borderline_case_is_refused():
    with pytest.raises(TypeError, match="do not match: red"):

        class Colour(vocabularies.Vocabulary, slug="colour", heading="Colour"):
            RED = "red", "Red"

            __intro__ = "A colour."
            __codebook__ = {"red": vocabularies.CodebookEntry("Like blood.", "A fire engine.", "")}


def test_the_json_and_the_page_name_the_same_counterparts(client, world):
    found = client.get("/codebook.json").json()
    page = client.get("/codebook/").content.decode()
    values = [value for words in found["vocabularies"] for value in words["values"]]
    named = [match for subject in (*values, *found["technologies"]) for match in subject["matches"]]
    known = [m for m in MATCHES if isinstance(m.subject, vocabularies.Vocabulary) or m.subject in world.technologies]

    assert len(named) == len(known) > 25
    assert all(f"{match['code']}, {match['label']}" in page for match in named)
    assert {match.scheme for match in MATCHES} == set(SCHEMES)
    assert all(scheme.address in page for scheme in SCHEMES)
    assert {match["relation"] for match in named} <= set(RELATIONS)


def test_an_rdf_parser_reads_the_tree_of_technologies(client, world):
    response = client.get("/codebook/technologies.ttl")
    graph = Graph().parse(data=response.content, format="turtle")

    assert response["Content-Type"].startswith("text/turtle")
    concepts = {str(graph.value(concept, SKOS.notation)): concept for concept in graph.subjects(RDF.type, SKOS.Concept)}
    assert {slug for slug in concepts if not slug.isdigit()} == {node.slug for node in Technology.objects.all()}
    for node in Technology.objects.select_related("parent"):
        concept = concepts[node.slug]
        assert str(concept).endswith(node.get_absolute_url())
        assert str(graph.value(concept, SKOS.prefLabel)) == node.name
        assert {str(alias) for alias in graph.objects(concept, SKOS.altLabel)} == set(node.aliases)
        assert graph.value(concept, SKOS.broader) == (concepts[node.parent.slug] if node.parent else None)
        assert ((None, SKOS.hasTopConcept, concept) in graph) == (node.parent is None)


def test_the_same_record_gives_the_same_bytes(client, world):
    assert client.get("/codebook/technologies.ttl").content == client.get("/codebook/technologies.ttl").content


def test_the_page_shows_the_glossary(client, world):
    page = html.unescape(client.get("/codebook/").content.decode())

    assert re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page.partition('id="glossary"')[2]) == GLOSSARY
