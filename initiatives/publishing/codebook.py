"""The codebook as data: vocabularies, technologies, and the external code lists in use, as JSON and as SKOS."""

from django.conf import settings
from django.db.models import Case, Count, OuterRef, QuerySet, Subquery, When
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, RDF, SKOS

from ..models import Commitment, Technology, vocabularies
from ..models.permalinks import permalink
from ..models.vocabularies import Evidence
from .crosswalk import SCHEMES, Match, matches_of
from .site import LICENCE_URL

SCHEME = "/codebook/#technologies"


def codebook_as_data() -> dict:
    """The whole codebook in values that JSON can hold, in the order of the page ``/codebook/``."""
    examples = example_commitments()
    return {
        "title": "Minilat codebook",
        "address": f"{settings.SITE_URL}/codebook/",
        "licence": LICENCE_URL,
        "vocabularies": [_vocabulary(vocabulary) for vocabulary in vocabularies.ALL],
        "technologies": [_technology(node, examples.get(node.pk)) for node in technologies()],
        "languages": vocabularies.LANGUAGES,
        "outside_lists": vocabularies.EXTERNAL_CODE_LISTS,
        "without_counterpart": [
            vocabulary.heading for vocabulary in vocabularies.ALL if not any(map(matches_of, vocabulary))
        ],
        "schemes": [{"code": scheme.code, "name": scheme.name, "address": scheme.address} for scheme in SCHEMES],
    }


def _vocabulary(vocabulary: type[vocabularies.Vocabulary]) -> dict:
    return {
        "slug": vocabulary.slug,
        "heading": vocabulary.heading,
        "introduction": vocabulary.intro,
        "values": [_value(value) for value in vocabulary],
    }


def _value(value: vocabularies.Vocabulary) -> dict:
    return {
        "code": value.value,
        "label": value.label,
        "definition": value.definition,
        "example": value.example,
        "borderline": value.borderline,
        "anchor": value.anchor,
        "address": f"{settings.SITE_URL}/codebook/#{value.anchor}",
        "matches": [_match(match) for match in matches_of(value)],
    }


def _match(match: Match) -> dict:
    return {
        "scheme": match.scheme.code,
        "scheme_name": match.scheme.name,
        "code": match.code,
        "label": match.label,
        "relation": match.relation,
        "relation_label": match.relation_label,
    }


def _technology(node: Technology, example: Commitment | None) -> dict:
    return {
        "slug": node.slug,
        "name": node.name,
        "parent": node.parent.slug if node.parent else None,
        "aliases": node.aliases,
        "definition": node.definition,
        "example_commitment": example and {"slug": example.slug, "title": example.title, "address": permalink(example)},
        "borderline": node.borderline,
        "address": permalink(node),
        "matches": [_match(match) for match in matches_of(node.slug)],
    }


def technologies() -> QuerySet[Technology]:
    return Technology.objects.select_related("parent").order_by("slug")


def example_commitments() -> dict[int, Commitment]:
    """The best example of each technology, by the technology’s primary key.

    It is the public commitment with the fewest technologies; of several, a verified one, then the first by slug.
    """
    links = Commitment.technologies.through.objects.filter(commitment=OuterRef("pk")).order_by().values("commitment")
    best = (
        Commitment.objects.published()
        .filter(technologies=OuterRef("pk"))
        .annotate(
            technology_count=Subquery(links.annotate(number=Count("pk")).values("number")),
            unverified=Case(When(evidence=Evidence.VERIFIED, then=0), default=1),
        )
        .order_by("technology_count", "unverified", "slug")
    )
    keys = dict(Technology.objects.annotate(best=Subquery(best.values("pk")[:1])).values_list("pk", "best"))
    commitments = Commitment.objects.only("slug", "title").in_bulk(set(keys.values()) - {None})
    return {technology: commitments[key] for technology, key in keys.items() if key}


def technologies_as_skos() -> str:
    """The technologies as a SKOS concept scheme in Turtle. The same data give the same text.

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
    if node.borderline:
        graph.add((concept, SKOS.scopeNote, Literal(node.borderline, lang="en")))
    for match in matches_of(node.slug):
        _add_match(graph, concept, match)
    if node.parent:
        parent = URIRef(permalink(node.parent))
        graph.add((concept, SKOS.broader, parent))
        graph.add((parent, SKOS.narrower, concept))
    else:
        graph.add((concept, SKOS.topConceptOf, scheme))
        graph.add((scheme, SKOS.hasTopConcept, concept))


def _add_match(graph: Graph, concept: URIRef, match: Match):
    external = URIRef(match.scheme.concept_address(match.code))
    graph.add((concept, SKOS[match.relation], external))
    graph.add((external, RDF.type, SKOS.Concept))
    graph.add((external, SKOS.inScheme, URIRef(match.scheme.address)))
    graph.add((external, SKOS.notation, Literal(match.code)))
    graph.add((external, SKOS.prefLabel, Literal(match.label, lang="en")))
