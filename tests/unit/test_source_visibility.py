"""A source is public exactly while a public record cites it."""

import pytest
from django.contrib.redirects.models import Redirect

from initiatives.editorial.merging import merge
from initiatives.history.changes import public_history
from initiatives.models import (
    Commitment,
    FollowUp,
    Grouping,
    Membership,
    PublicVersion,
    SearchLogEntry,
    Source,
    Statement,
    Summit,
    Technology,
)
from tests.world import commitment, follow_up, person, published, source

pytestmark = pytest.mark.engine

LINK = "See [[source:own]]."


@pytest.fixture
def own(world):
    return source("own")


def is_public() -> bool:
    return Source.objects.published().filter(slug="own").exists()


def by_link(model, **row):
    """Lets the first public row of the noun that is meant link to the source in its first text."""

    def cite(world, own):
        name = next(
            f.name for f in model._meta.fields if f.get_internal_type() == "TextField" and f.name != "state_reason"
        )
        model.objects.filter(pk=model.objects.published().filter(**row).first().pk).update(**{name: LINK})

    return cite


def searched(world, own):
    SearchLogEntry.objects.create(
        commitment=world.commitments["palau"],
        field="amount",
        question="How much?",
        where=LINK,
        done_on="2026-01-01",
        outcome="nothing-found",
    )


def by_name(model, **row):
    def cite(world, own):
        model.objects.filter(pk=model.objects.published().filter(**row).first().pk).update(source=own)

    return cite


PALAU, HIROSHIMA, QUAD = {"commitment__slug": "palau"}, {"slug": "hiroshima"}, {"slug": "quad"}
CITATIONS = {
    "grouping": (by_name(Grouping, **QUAD), [Grouping]),
    "membership": (by_name(Membership, grouping__slug="quad"), [Grouping]),
    "summit": (by_name(Summit, **HIROSHIMA), [Summit, Grouping]),
    "statement": (by_name(Statement, slug="hiroshima-text"), [Statement, Grouping]),
    "commitment": (by_name(Commitment, slug="palau"), [Commitment, Statement, Grouping]),
    "follow-up": (by_name(FollowUp, number=1, **PALAU), [FollowUp, Commitment, Statement, Grouping]),
    "text of a grouping": (by_link(Grouping, **QUAD), [Grouping]),
    "text of a membership": (by_link(Membership, grouping__slug="quad"), [Grouping]),
    "text of a summit": (by_link(Summit, **HIROSHIMA), [Summit, Grouping]),
    "text of a commitment": (by_link(Commitment, slug="palau"), [Commitment, Statement, Grouping]),
    "text of a follow-up": (by_link(FollowUp, number=1, **PALAU), [FollowUp, Commitment, Statement, Grouping]),
    "text of a search": (searched, [Commitment, Statement, Grouping]),
    "text of a technology": (by_link(Technology), []),
}


@pytest.mark.parametrize("citation", CITATIONS)
def test_a_source_is_public_as_long_as_what_cites_it(world, own, client, citation, django_assert_num_queries):
    cite, hangs_on = CITATIONS[citation]
    assert not is_public()
    cite(world, own)
    with django_assert_num_queries(1):
        assert is_public()
    page = client.get("/sources/own/")
    assert "Nothing in the public record" not in page.content.decode()
    assert bool(page.context["linked_from"]) == citation.startswith("text")
    assert client.get("/sources/").context["query"].count == 2

    for model in hangs_on:
        for state in ("draft", "in-review", "withdrawn"):
            model.objects.update(state=state)
            assert not is_public(), (model, state)
            assert client.get("/sources/own/").status_code == 404
        model.objects.update(state="published")
        assert is_public()


def test_every_way_to_cite_is_tried():
    named = {relation.related_model._meta.verbose_name for relation in Source._meta.related_objects}
    assert named - {"lead"} == {"grouping", "membership", "summit", "statement", "commitment", "follow-up"}


def test_a_text_on_a_meeting_that_is_not_public_is_public_and_so_is_its_source(world, own):
    meeting = Summit.objects.create(slug="m", grouping=world.groupings["quad"], name="M", level="leaders")
    values = {"title": "T", "kind": "readout", "grouping": world.groupings["quad"], "summit": meeting}
    published(Statement, slug="t", source=own, **values)

    assert is_public()


def test_a_link_to_another_source_is_none_to_this_one(world, own):
    Technology.objects.update(definition="See [[source:own-two]] and [[statement:own]], not source:own.")

    assert not is_public()


def test_a_page_names_the_texts_that_link_to_its_source(world, own, client):
    by_link(FollowUp, number=1, **PALAU)(world, own)
    searched(world, own)
    by_link(Membership, grouping__slug="quad")(world, own)
    draft = {"state": "draft", "summary": LINK, "title": "zqdraftwx"}
    commitment("d", world.statements["hiroshima"], [world.technologies["5g"]], {}, **draft)

    assert client.get("/sources/own/").context["linked_from"] == [
        {"text": "Open RAN in Palau", "url": "/commitments/palau/"},
        {"text": "Quad", "url": "/groupings/quad/"},
    ]


# --- histories ------------------------------------------------------------------------------------------------------------


def told(record) -> list[str]:
    return [text for change in public_history(record)[::-1] for text in change.sentences]


def renamed(own, title):
    own.title = title
    own.save()


def drafted(world, own, state="draft"):
    made = commitment("draft", world.statements["hiroshima"], [world.technologies["5g"]], {}, state=state, source=own)
    return made


def publish(record):
    record.state, record.published_at = "published", record.updated_at
    record.save()


def changes(client) -> str:
    return (
        client.get("/changes/?noun=source").content.decode() + client.get("/changes.atom?noun=source").content.decode()
    )


@pytest.mark.parametrize("cited_by", ["a draft", "a follow-up", "a link", "what was public before"])
def test_what_a_source_said_before_it_was_public_is_never_told(world, own, client, cited_by):
    record = drafted(world, own) if cited_by != "a link" else None
    renamed(own, "zqmistakewx")
    assert client.get("/sources/own/history/").status_code == 404
    renamed(own, "As it is")
    if cited_by == "a draft":
        publish(record)
    elif cited_by == "a follow-up":
        publish(follow_up(world.commitments["palau"], "2024", "progress", state="draft", source=own))
    elif cited_by == "a link":
        technology = Technology.objects.first()
        technology.definition = LINK
        technology.save()
    else:
        world.commitments["palau"].source = own
        world.commitments["palau"].save()
    assert told(own) == ["Published."]
    if cited_by != "a link":
        renamed(own, "As it should be")
        assert told(own) == ["Published.", "Title changed from “As it is” to “As it should be”."]
        assert "As it should be" in changes(client)

    assert "zqmistakewx" not in changes(client) + client.get("/sources/own/history/").content.decode()


def test_a_source_is_new_on_the_day_on_which_it_became_public(world, own):
    record = drafted(world, own)
    Source.objects.filter(pk=own.pk).update(created_at="2020-01-01T00:00:00Z")
    publish(record)

    first = PublicVersion.objects.of(own).first()
    assert (first.number, first.kind) == (1, "published")
    assert first.at >= record.published_at > Source.objects.get(slug="own").created_at


def test_a_source_that_nothing_cites_any_more_has_no_name_in_a_history(world, own):
    palau = world.commitments["palau"]
    for cited in (own, world.sources["paper"]):
        palau.source = cited
        palau.save()

    sentences = " ".join(told(palau))
    assert "Title of own" not in sentences


# --- addresses ------------------------------------------------------------------------------------------------------------


def moved(own, slug):
    own.slug = slug
    own.save()


def test_an_address_that_nobody_knew_leads_nowhere(world, own, client):
    record = drafted(world, own)
    moved(own, "zqsecretwx")
    moved(own, "better")
    assert not Redirect.objects.exists()

    publish(record)
    moved(own, "best")
    assert client.get("/sources/better/")["Location"] == "/sources/best/"
    assert client.get("/api/v1/sources/better/").status_code == 301
    record.state = "withdrawn"
    record.save()
    for address in ("/sources/better/", "/sources/better/history/", "/sources/better.bib", "/api/v1/sources/better/"):
        assert client.get(address).status_code == 404


def test_a_source_merged_away_unseen_leaves_neither_redirect_nor_name(world, own, client):
    drafted(world, own)
    merge(own, world.sources["paper"], person("root"), "The same.")

    assert not Redirect.objects.exists()
    assert "Title of own" not in client.get("/sources/paper/history/").content.decode()


# --- previews -------------------------------------------------------------------------------------------------------------


def test_who_sees_a_draft_sees_its_sources_too(world, own, client):
    linked = source("linked")
    drafted(world, own)
    Commitment.objects.filter(slug="draft").update(summary="See [[source:linked]].")
    client.force_login(person("carla", "Curators"))
    shown = client.get("/commitments/draft/?preview").content.decode()

    for one in (own, linked):
        assert one.title in shown and f'href="/sources/{one.slug}/?preview"' in shown
        page = client.get(f"/sources/{one.slug}/?preview")
        assert "only people who work on the data see this page" in page.content.decode()
        assert "no-store" in page["Cache-Control"]
        assert client.get(f"/sources/{one.slug}/").status_code == 404
    client.logout()
    assert client.get("/sources/own/?preview").status_code == 404
