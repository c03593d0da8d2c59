"""Duplicates and merging: what is named, what moves, what is lost, and where the lost address leads."""

import pytest
from django.contrib.redirects.models import Redirect

from initiatives.admin import merging as desk
from initiatives.editorial.duplicates import (
    are_similar_names,
    duplicates_of,
    normalized_address,
    probable_duplicates,
    significant_words,
)
from initiatives.editorial.merging import merge, plan_merge
from initiatives.history.versions import versions_of
from initiatives.models import Commitment, FollowUp, Grouping, Mode, Source, State, Statement
from tests.admin.desk import change, log_in, move, state_of, url
from tests.world import commitment, follow_up, person, published, source

WHY = "Both tell of the same network."


@pytest.fixture
def editor(world):
    return log_in("edith", "Editors")


@pytest.fixture
def twin(world):
    """Entered twice: another commitment on Palau, with parts of its own and parts that the first one has too."""
    made = commitment(
        "palau-again",
        world.statements["readout"],
        [world.technologies["5g"]],
        {world.states["JPN"]: "participant", world.states["AUS"]: "lead"},
        title="Open RAN for Palau",
    )
    follow_up(made, "2024-03", "progress", note="The mast stands.")
    follow_up(made, "2023-09-22", "reaffirmed", statement=world.statements["readout"], note="The same line.")
    made.search_log_entries.create(
        field="amount", question="How much?", where="Web", done_on="2026-01-01", outcome="nothing-found"
    )
    loose = world.commitments["loose"]
    loose.summary = "See [[commitment:palau-again]] and [[commitment:palau]]."
    loose.save()
    return made


def send(client, lost, kept, reason=WHY, **values):
    """Look at the plan of a merge and carry it out."""
    address = f"{url(type(lost), 'merge', lost.pk)}?into={kept.slug}"
    shown = client.get(address)
    data = {"seen-lost": shown.context["seen_lost"], "seen-kept": shown.context["seen_kept"], "reason": reason}
    return client.post(address, {**data, **values}, follow=True)


# --- probable duplicates ------------------------------------------------------------------------------------------------------


def pairs(model=None):
    return {frozenset((pair.one.slug, pair.other.slug)) for pair in probable_duplicates(model)}


def test_names_are_compared_by_their_words_and_numbers():
    assert significant_words("The Quad’s Déclaration, on 5G") == {"quad", "declaration", "5g"}
    assert are_similar_names(
        significant_words("Quad Leaders’ Joint Statement 2023"),
        significant_words("Joint statement of the Quad Leaders, 2023"),
    )
    assert not are_similar_names(
        significant_words("Quad Joint Statement 2023"), significant_words("Quad Joint Statement 2024")
    )
    assert not are_similar_names(significant_words("Open RAN in Palau"), significant_words("Open RAN training"))
    assert not are_similar_names(significant_words("…"), significant_words("…"))
    assert (
        normalized_address("HTTPS://www.Example.org/a/")
        == normalized_address("http://example.org/a#b")
        == "example.org/a"
    )
    assert normalized_address("https://example.org/a?id=1") != normalized_address("https://example.org/a?id=2")
    assert normalized_address("") == normalized_address("no address") == ""


def test_commitments_resemble_each_other_within_a_grouping_only(world, twin):
    elsewhere = commitment(
        "trio-palau", world.statements["camp_david"], [world.technologies["5g"]], {}, title="Open RAN in Palau"
    )

    assert pairs(Commitment) == {frozenset(("palau", "palau-again"))}
    assert [likeness.other for likeness in duplicates_of(twin)] == [world.commitments["palau"]]
    assert duplicates_of(elsewhere) == []


def test_statements_resemble_each_other_on_the_same_day_and_in_the_same_language(world):
    first = world.statements["hiroshima"]
    values = {"grouping": first.grouping, "kind": first.kind, "title": "The text of Hiroshima", "source": first.source}
    same = Statement.objects.create(slug="same", issued_on="2023-05-20", **values)
    Statement.objects.create(slug="later", issued_on="2023-05-21", **values)
    Statement.objects.create(slug="translated", issued_on="2023-05-20", language="ja", **values)
    address = Statement.objects.create(
        slug="address", issued_on="2022", **{**values, "title": "Another", "url": f"{first.url}/"}
    )

    assert pairs(Statement) == {frozenset((first.slug, "same")), frozenset((first.slug, "address"))}
    (likeness,) = duplicates_of(same)
    assert likeness.same
    assert not duplicates_of(address)[0].same


def test_sources_and_groupings_have_duplicates_too(world):
    source("copy", title="Another title", url="http://www.example.org/paper/")
    Grouping.objects.create(slug="four", name="Four", short_name="4", aliases=["The Quad"])

    assert pairs(Source) == {frozenset(("paper", "copy"))}
    assert pairs(Grouping) == {frozenset(("quad", "four"))}


def test_what_was_withdrawn_is_no_duplicate(world, editor, twin):
    move(editor, "withdraw", twin, reason="Entered twice.")

    assert pairs(Commitment) == set()


# --- merging --------------------------------------------------------------------------------------------------------------------


def test_the_plan_says_what_moves_what_stays_and_what_is_lost_and_does_nothing(world, editor, twin):
    shown = editor.get(f"{url(Commitment, 'merge', twin.pk)}?into=palau")

    assert sorted(shown.context["moves"]) == [
        "Follow-up: Progress, March 2024",
        "Party: Australia (lead)",
        "Search: Amount, searched 1 January 2026",
    ]
    assert sorted(shown.context["stays"]) == ["Follow-up: Reaffirmed, 22 September 2023", "Party: Japan (participant)"]
    assert shown.context["texts"] == ["Commitment: Loose"]
    rows = {row["label"]: (row["lost"], row["kept"], row["outcome"], row["after"]) for row in shown.context["values"]}
    assert rows == {
        "Title": ("Open RAN for Palau", "Open RAN in Palau", "lost", "Open RAN in Palau"),
        "Summary": ("They promise palau-again.", "They promise palau.", "lost", "They promise palau."),
        "Statement": ("Text of readout", "Text of hiroshima", "lost", "Text of hiroshima"),
        "Locator": ("", "Critical technology", "kept", "Critical technology"),
        "Technologies": ("5G", "Open RAN, Telecommunications", "joined", "5G, Open RAN, Telecommunications"),
        "Modes": (
            "Deployment",
            "Capacity building, Deployment",
            "kept",
            "Capacity building, Deployment",
        ),
    }
    assert "Source" in {row["label"] for row in shown.context["same"]}
    assert Commitment.objects.get(pk=twin.pk).state == "published"
    assert twin.follow_ups.count() == 2


def test_a_public_duplicate_is_withdrawn_and_its_address_leads_to_the_other(world, editor, twin, client):
    palau = world.commitments["palau"]
    response = send(editor, twin, palau)
    assert "was merged into" in response.content.decode()

    lost = Commitment.objects.get(pk=twin.pk)
    assert (lost.state, lost.state_reason) == ("withdrawn", "Merged into “Open RAN in Palau”.")
    assert {party.state.iso3: party.role for party in palau.participations.all()} == {
        "USA": "lead",
        "JPN": "participant",
        "PLW": "beneficiary",
        "AUS": "lead",
    }
    assert [(row.number, str(row)) for row in palau.follow_ups.order_by("number")][3:] == [(4, "Progress, March 2024")]
    assert palau.search_log_entries.count() == 1
    assert world.commitments["loose"].__class__.objects.get(slug="loose").summary == (
        "See [[commitment:palau]] and [[commitment:palau]]."
    )
    for address, target in (
        ("/commitments/palau-again/", "/commitments/palau/?merged=palau-again"),
        ("/commitments/palau-again/?as_of=2024", "/commitments/palau/?as_of=2024&merged=palau-again"),
        ("/commitments/palau-again/history/", "/commitments/palau/history/"),
    ):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (301, target)


def test_what_both_say_several_of_is_joined_and_a_missing_source_is_taken_over(world, editor, twin, client):
    palau, new = world.commitments["palau"], source("new", url="https://example.org/new")
    Commitment.objects.filter(pk=twin.pk).update(source=new, locator="Section 9")
    Commitment.objects.filter(pk=palau.pk).update(source=None, locator="", blanks={"source": "silent"})
    twin.modes.set(Mode.objects.filter(code__in=["deployment", "investment"]))
    send(editor, twin, palau)

    palau.refresh_from_db()
    assert {row.slug for row in palau.technologies.all()} == {"5g", "open-ran", "telecommunications"}
    assert {mode.code for mode in palau.modes.all()} == {"capacity-building", "deployment", "investment"}
    assert (palau.source, palau.blanks, palau.locator) == (new, {}, "")
    told = client.get("/commitments/palau/history/").content.decode()
    assert "Technologies: 5G added." in told and "Modes: Investment added." in told
    assert versions_of(palau)[-1].user == editor.user


def test_aliases_are_joined_and_addresses_are_taken_over(world, editor):
    quad, four = world.groupings["quad"], published(Grouping, slug="four", name="Four", short_name="4")
    Grouping.objects.filter(pk=four.pk).update(aliases=["Les quatre", "QUAD"])
    Grouping.objects.filter(pk=quad.pk).update(aliases=["QUAD", "Quad Plus"])
    send(editor, four, quad)
    quad.refresh_from_db()
    assert quad.aliases == ["QUAD", "Quad Plus", "Les quatre"]

    paper, copy = world.sources["paper"], source("copy", archive_url="https://web.archive.org/x")
    kept_url = paper.url
    send(editor, copy, paper)
    paper.refresh_from_db()
    assert (paper.url, paper.archive_url) == (kept_url, "https://web.archive.org/x")


@pytest.mark.parametrize(("gone", "status"), [("lost", 409), ("kept", 200)])
def test_a_record_that_is_deleted_in_the_very_moment_of_the_merge_loses_no_reason(
    world, editor, monkeypatch, gone, status
):
    text = world.statements["sheet"]
    drafts = {slug: commitment(slug, text, [], {}, state="draft") for slug in ("lost", "kept")}
    address = f"{url(Commitment, 'merge', drafts['lost'].pk)}?into=kept"

    def too_late(*given):
        Commitment.objects.get(slug=gone).delete()
        return merge(*given)

    monkeypatch.setattr(desk, "merge", too_late)
    response = editor.post(address, {"reason": "Typed for long."})
    told = response.content.decode()
    assert response.status_code == status
    assert "One of the two records no longer exists." in told and "Typed for long." in told


def test_both_histories_tell_of_the_merge(world, editor, twin, client):
    palau = world.commitments["palau"]
    send(editor, twin, palau)

    assert versions_of(twin)[-1].reason == f"Withdraw: merged into palau. {WHY}"
    told = client.get("/commitments/palau/history/").content.decode()
    assert f"Merged with “Open RAN for Palau”: {WHY}" in told
    assert "Follow-up added: progress, March 2024." in told and "Party added: Australia (lead)." in told
    assert "edith" not in told


def test_a_draft_is_deleted_and_never_named(world, editor, client):
    draft = commitment(
        "zqdraftwx", world.statements["sheet"], [world.technologies["5g"]], {world.states["AUS"]: "lead"}, state="draft"
    )
    send(editor, draft, world.commitments["palau"])

    assert not Commitment.objects.filter(pk=draft.pk).exists()
    assert (
        Commitment.history.filter(id=draft.pk, history_type="-")
        .get()
        .history_change_reason.startswith("Merged into palau")
    )
    assert client.get("/commitments/zqdraftwx/").status_code == 404
    told = client.get("/commitments/palau/history/").content.decode()
    assert "zqdraftwx" not in told and f"Merged with a draft: {WHY}" in told
    assert editor.get(url(Commitment, "history", draft.pk)).status_code == 200


@pytest.mark.parametrize("noun", ["statements", "summits", "groupings"])
def test_other_nouns_are_merged_the_same_way(world, editor, client, noun):
    records = list(getattr(world, noun).values())
    lost, kept = {"statements": (0, 1), "summits": (0, 1), "groupings": (1, 0)}[noun]
    lost, kept = records[lost], records[kept]
    texts = Statement.objects.filter(**{"pk": lost.pk} if noun == "statements" else {noun[:-1]: lost})
    told = [row.pk for row in Commitment.objects.filter(statement__in=texts)]
    if noun == "statements":  # the follow-ups of an earlier text would come before the announcement
        FollowUp.objects.all().delete()
    if noun == "groupings":
        lost.memberships.all().delete()
    response = send(editor, lost, kept)

    assert state_of(lost) == "withdrawn", response.context["problems"]
    assert client.get(lost.get_absolute_url())["Location"] == kept.get_absolute_url()
    for pk in told:
        text = Commitment.objects.get(pk=pk).statement
        assert {"statements": text, "summits": text.summit, "groupings": text.grouping}[noun] == kept


def test_a_source_is_merged_and_deleted_and_everything_rests_on_the_other(world, editor, client):
    other, paper = source("copy"), world.sources["paper"]
    resting = [*Commitment.objects.filter(source=paper), *Statement.objects.filter(source=paper)]
    send(editor, paper, other)

    assert not Source.objects.filter(slug="paper").exists()
    assert {type(row).objects.get(pk=row.pk).source for row in resting} == {other}
    assert Commitment.objects.get(slug="loose").summary == "Money for a network (see [[source:copy]])."
    assert client.get("/sources/paper/")["Location"] == "/sources/copy/"


def test_what_was_changed_since_it_was_seen_is_not_merged(world, editor, twin):
    palau = world.commitments["palau"]
    for name in ("seen-lost", "seen-kept"):
        response = send(editor, twin, palau, **{name: ""})
        assert "has changed since you opened this page" in response.content.decode()
    assert state_of(twin) == "published"


def test_a_merge_needs_a_reason_and_sense(world, editor, twin):
    palau, draft = world.commitments["palau"], commitment("d", world.statements["sheet"], [], {}, state="draft")
    assert "Give a reason for the merge." in send(editor, twin, palau, reason=" ").content.decode()
    assert "first, so that readers find it." in send(editor, twin, draft).content.decode()
    assert "cannot be merged into itself" in send(editor, twin, twin).content.decode()
    assert (
        "There is no commitment “nowhere”."
        in editor.get(f"{url(Commitment, 'merge', twin.pk)}?into=nowhere").content.decode()
    )
    move(editor, "withdraw", palau, reason="A doubt.")
    assert "is withdrawn; restore it first" in send(editor, twin, palau).content.decode()
    assert (state_of(twin), state_of(draft)) == ("published", "draft")


def test_a_merge_that_breaks_a_rule_in_the_middle_changes_nothing(world, editor, twin):
    """A follow-up of 2022 would come before the announcement of the one that stays."""
    early = FollowUp.objects.create(commitment=twin, date="2024", kind="progress", source=twin.source)
    FollowUp.objects.filter(pk=early.pk).update(date_earliest="2022-01-01", date_latest="2022-12-31")
    response = send(editor, twin, world.commitments["palau"])

    assert "lies before the announcement" in response.content.decode()
    assert WHY in response.content.decode()
    assert (state_of(twin), twin.participations.count(), twin.follow_ups.count()) == ("published", 2, 3)
    assert not Redirect.objects.exists()


def test_a_record_is_not_merged_into_another_noun(world):
    root = person("root")
    assert plan_merge(world.sources["paper"], world.commitments["palau"], root).problems
    with pytest.raises(Exception, match="same kind|no longer exists"):
        merge(world.states["JPN"], world.states["AUS"], root, WHY)
    assert State.objects.filter(iso3="JPN").exists()


# --- changed addresses -------------------------------------------------------------------------------------------------------------


def test_a_changed_slug_of_a_public_record_leaves_a_redirect(world, client):
    """The desk does not offer it, but a command or a repair may have to."""
    palau = world.commitments["palau"]

    def rename(slug):
        palau.slug = slug
        palau.save()

    rename("palau-network")
    assert client.get("/commitments/palau/")["Location"] == "/commitments/palau-network/"
    rename("palau-open-ran")
    assert client.get("/commitments/palau/")["Location"] == "/commitments/palau-open-ran/"
    rename("palau")
    assert client.get("/commitments/palau/").status_code == 200
    assert client.get("/commitments/palau-open-ran/")["Location"] == "/commitments/palau/"
    assert client.get("/commitments/palau-network/")["Location"] == "/commitments/palau/"


def test_a_changed_slug_of_a_draft_leaves_nothing(world, editor, client):
    draft = commitment("zqdraftwx", world.statements["sheet"], [], {}, state="draft")
    change(editor, draft, slug="another")

    assert not Redirect.objects.exists()


def test_an_address_that_is_used_again_shows_its_new_record(world, editor, twin, client):
    send(editor, twin, world.commitments["palau"])
    Commitment.objects.filter(pk=twin.pk).update(slug="elsewhere")
    published(
        Commitment,
        slug="palau-again",
        title="A new promise",
        summary="New.",
        statement=world.statements["sheet"],
        evidence="verified",
    )

    assert client.get("/commitments/palau-again/").status_code == 200
