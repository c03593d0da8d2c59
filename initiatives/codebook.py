"""The codebook as data: every vocabulary, the technologies, and the lists that others keep.

Everything comes from ``vocabularies``, ``crosswalk`` and the database; nothing is explained twice.
"""

from django.conf import settings
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, RDF, SKOS

from . import vocabularies
from .citations import permalink
from .crosswalk import SCHEMES, matches_of
from .imprint import LICENCE_URL
from .models import Technology

SCHEME = "/codebook/#technologies"


def as_data() -> dict:
    """The whole codebook in plain values, ready for JSON: what ``/codebook/`` shows, and in the same order."""
    return {
        "title": "Minilat codebook",
        "address": f"{settings.SITE_URL}/codebook/",
        "licence": LICENCE_URL,
        "vocabularies": [_vocabulary(words) for words in vocabularies.ALL],
        "technologies": [_technology(node) for node in technologies()],
        "languages": vocabularies.LANGUAGES,
        "outside_lists": vocabularies.OUTSIDE_LISTS,
        "schemes": [{"code": scheme.code, "name": scheme.name, "address": scheme.address} for scheme in SCHEMES],
    }


def _vocabulary(words) -> dict:
    return {
        "slug": words.slug,
        "heading": words.heading,
        "introduction": words.intro,
        "values": [_value(value) for value in words],
    }


def _value(value) -> dict:
    return {
        "code": value.value,
        "label": value.label,
        "definition": value.definition,
        "example": value.example,
        "borderline": value.borderline,
        "anchor": value.anchor,
        "address": f"{settings.SITE_URL}/codebook/#{value.anchor}",
        "matches": [
            {
                "scheme": match.scheme.code,
                "scheme_name": match.scheme.name,
                "code": match.code,
                "label": match.label,
                "relation": match.relation,
                "relation_label": match.relation_label,
            }
            for match in matches_of(value)
        ],
    }


def _technology(node) -> dict:
    return {
        "slug": node.slug,
        "name": node.name,
        "parent": node.parent.slug if node.parent else None,
        "aliases": node.aliases,
        "definition": node.definition,
        "address": permalink(node),
    }


def technologies():
    """All technologies by slug, each with its parent."""
    return Technology.objects.select_related("parent").order_by("slug")


def technologies_as_skos() -> str:
    """The technologies as a SKOS concept scheme in Turtle; the same record gives the same text.

    Source: SKOS Reference, W3C Recommendation of 18 August 2009.
    """
    graph = Graph()
    graph.bind("", Namespace(f"{settings.SITE_URL}/technologies/"))
    scheme = URIRef(f"{settings.SITE_URL}{SCHEME}")
    graph.add((scheme, RDF.type, SKOS.ConceptScheme))
    graph.add((scheme, DCTERMS.title, Literal("Technologies of Minilat", lang="en")))
    graph.add((scheme, DCTERMS.license, URIRef(LICENCE_URL)))
    for node in technologies():
        _add_concept(graph, scheme, node)
    return graph.serialize(format="turtle")


def _add_concept(graph: Graph, scheme: URIRef, node: Technology):
    concept = URIRef(permalink(node))
    graph.add((concept, RDF.type, SKOS.Concept))
    graph.add((concept, SKOS.inScheme, scheme))
    graph.add((concept, SKOS.notation, Literal(node.slug)))
    graph.add((concept, SKOS.prefLabel, Literal(node.name, lang="en")))
    for alias in node.aliases:
        graph.add((concept, SKOS.altLabel, Literal(alias)))
    if node.definition:
        graph.add((concept, SKOS.definition, Literal(node.definition, lang="en")))
    if node.parent:
        parent = URIRef(permalink(node.parent))
        graph.add((concept, SKOS.broader, parent))
        graph.add((parent, SKOS.narrower, concept))
    else:
        graph.add((concept, SKOS.topConceptOf, scheme))
        graph.add((scheme, SKOS.hasTopConcept, concept))
