"""Full-text search: which records are found, in which order, where they matched, and when the index knows of them."""

import datetime as dt
import io

import pytest
from django.core import serializers
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import Count
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from initiatives import search
from initiatives.history.recording import change
from initiatives.models import Commitment, FollowUp, Grouping, SearchText, Source, State, Statement, Summit, Technology
from initiatives.search.words import tokenize

pytestmark = pytest.mark.engine

DAY = dt.datetime(2024, 5, 1, tzinfo=dt.UTC)
PUBLIC = {"state": "published", "published_at": DAY}


# --- a small world ----------------------------------------------------------------------------------------------------


def make_grouping(slug="harbour", **values):
    values = {"name": f"The {slug} group", "short_name": slug.capitalize(), **PUBLIC, **values}
    return Grouping.objects.create(slug=slug, **values)


def make_statement(grouping, slug="first-text", **values):
    values = {"title": "Joint Leaders’ Statement", "kind": "joint-statement", **PUBLIC, **values}
    return Statement.objects.create(slug=slug, grouping=grouping, **values)


def make_commitment(statement, slug, technologies=(), **values):
    values = {"title": slug, "summary": "Nothing of note.", "evidence": "verified", **PUBLIC, **values}
    commitment = Commitment.objects.create(slug=slug, statement=statement, **values)
    commitment.technologies.set(technologies)
    return commitment


def make_follow_up(commitment, note, **values):
    return FollowUp.objects.create(commitment=commitment, kind="progress", note=note, **{**PUBLIC, **values})


@pytest.fixture
def statement(db):
    return make_statement(make_grouping())


@pytest.fixture
@change()
def world(statement):
    """Six commitments that the queries below tell apart."""
    open_ran = Technology.objects.create(slug="open-ran", name="Open RAN", aliases=["O-RAN", "개방형 무선접속망"])
    intelligence = Technology.objects.create(slug="ai", name="Artificial intelligence", aliases=["AI", "ML"])
    quantum = Technology.objects.create(
        slug="quantum", name="Quantum information science", aliases=["QIST", "量子技術"]
    )
    make_commitment(statement, "palau", [open_ran], title="Open RAN network in Palau", summary="A 5G network.")
    make_commitment(
        statement, "academy", [open_ran], title="Training academy", summary="Staff of Asian carriers train."
    )
    make_commitment(
        statement, "safety", [intelligence], title="Safety of models", summary="The first aid kit of models."
    )
    make_commitment(
        statement, "cables", title="Cables", summary="To maintain cables, said by São Tomé and the U.S. side."
    )
    make_commitment(statement, "exchange", [quantum], title="Exchange of students", wording="“Quantum-safe” & more")
    make_commitment(
        statement, "fund", title="A fund", summary="A C5+1 fund of 1,000 fellows.", amount_note="Paid in 6G."
    )
    return statement


def found(words, model=Commitment):
    """Slugs in the order of the result lists: by rank, then by slug."""
    rows = search.filter_by_words(model.objects.published(), words)
    return [row.slug for row in rows.order_by("search_rank", "slug")]


def ranks(words):
    return dict(search.filter_by_words(Commitment.objects.published(), words).values_list("slug", "search_rank"))


# --- what is found ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "slugs"),
    [
        ("open ran", ["palau", "academy"]),
        ("O-RAN", ["academy", "palau"]),
        ("oran", ["academy", "palau"]),
        ("o ran", ["academy", "palau"]),
        ("o‑ran", ["academy", "palau"]),  # with a hyphen that does not break
        ("open-ran", ["palau", "academy"]),
        ("OPENRAN", []),
        ("AI", ["safety"]),
        ("ai", ["safety"]),
        ("ML", ["safety"]),
        ("5G", ["palau"]),
        ("6G", ["fund"]),
        ("QIST", ["exchange"]),
        ("quantum-safe", ["exchange"]),
        ("quantumsafe", ["exchange"]),
        ("sao tome", ["cables"]),
        ("SÃO TOMÉ", ["cables"]),
        ("Sa\u0303o", ["cables"]),  # an accent of its own
        ("U.S.", ["cables"]),
        ("us side", ["cables"]),
        ("C5+1", ["fund"]),
        ("c51", ["fund"]),
        ("1000", ["fund"]),
        ("1,000", ["fund"]),
        ("量子", ["exchange"]),
        ("무선", ["academy", "palau"]),
        ("무접", []),
        ("ＱＩＳＴ", ["exchange"]),  # full width
    ],
)
def test_words_are_found_however_they_are_written(world, words, slugs):
    assert found(words) == slugs


@pytest.mark.parametrize(
    ("words", "slugs"),
    [
        ("network palau", ["palau"]),
        ("network academy", []),
        ('"ran network"', ["palau"]),
        ('"network ran"', []),
        ("“ran network”", ["palau"]),
        ('"o-ran', ["academy", "palau"]),  # a phrase still being typed
        ("open ran -palau", ["academy"]),
        ('"open ran" -palau', ["academy"]),
        ('ran -"ran network"', ["academy"]),
        ('ran -"network ran"', ["palau", "academy"]),
        ("ran -o-ran", []),
        ("-ran -cables", ["exchange", "fund", "safety"]),
        ("pala", ["palau"]),
        ("pala network", []),  # only the last word may be unfinished
        ('"pala"', []),
        ("-pala", ["academy", "cables", "exchange", "fund", "palau", "safety"]),
        ("pa", []),  # two letters are a word, not a beginning
        ("o-ra", ["academy", "palau"]),
        ("harbour fund", ["fund"]),
    ],
)
def test_a_query_has_words_phrases_exclusions_and_an_unfinished_last_word(world, words, slugs):
    assert found(words) == slugs


@pytest.mark.parametrize("words", ['"', "*", "-", "(", '""', "-*", "\x00", "...", '-""', "—", "\u200b", "\ud800", "😀"])
def test_input_without_a_word_finds_nothing(world, words):
    assert search.parse_query(words).is_empty
    assert found(words) == []


@pytest.mark.parametrize("words", ["", " ", "\t\n", None])
def test_blank_input_leaves_every_record(world, words):
    assert found(words) == ["academy", "cables", "exchange", "fund", "palau", "safety"]
    assert set(ranks(words).values()) == {0}


@pytest.mark.parametrize(
    ("words", "slugs"),
    [
        ("palau NEAR network", []),
        ("NEAR(palau network)", []),
        ("palau AND network", []),
        ("palau OR cables", []),
        ("palau NOT cables", []),
        ("palau & network", ["palau"]),
        ("palau | cables", []),
        ("!palau", ["palau"]),
        ("palau:*", ["palau"]),
        ("title:palau", []),
        ("{title}:palau", []),
        ("^palau", ["palau"]),
        ("pala*", ["palau"]),
        ("(palau", ["palau"]),
        ("palau)", ["palau"]),
        ("pal\x00au", []),
        ("palau'; DROP TABLE x; --", []),
        ("palau <-> network", ["palau"]),
        ("palau\\", ["palau"]),
        ("%palau%", ["palau"]),
    ],
)
def test_what_an_engine_would_take_as_syntax_is_text(world, words, slugs):
    assert found(words) == slugs


def test_a_very_long_query_is_cut(world):
    query = search.parse_query("palau " * 5000)
    assert query.shortened
    assert found("palau " * 5000) == ["palau"]
    assert found("palau " * 40 + "cables") == ["palau"]
    assert found('"' + "x " * 5000) == []
    assert found("한" * 5000) == []
    assert found("x" * 10_000) == []
    assert not search.parse_query("palau " * 32).shortened


def test_a_query_says_itself(world):
    assert search.parse_query('quantum "open ran" -palau -"the sea" x').describe() == (
        "quantum and “open ran” and x, without palau or “the sea”"
    )
    assert search.parse_query("-palau").describe() == "without palau"
    assert search.parse_query(' " * ').describe() == ""
    assert search.parse_query("(O-RAN,").describe() == "O-RAN"
    assert "\x00" not in search.parse_query('"open\x00 ran"').describe()


def test_a_query_names_its_parts():
    query = search.parse_query('mineral "open ran" -palau quan')
    assert [term.typed for term in query.terms] == ["mineral", "quan"]
    assert [term.typed for term in query.phrases] == ["open ran"]
    assert [term.typed for term in query.excluded] == ["palau"]
    assert query.prefix.typed == "quan"
    assert search.parse_query("quan -palau").prefix is None


# --- order, fields, and use with other filters ------------------------------------------------------------------------


def test_the_best_field_ranks_first(statement):
    technology = Technology.objects.create(slug="tin", name="Tin", aliases=["Stannum"])
    make_commitment(statement, "d-in-title", title="Stannum mine")
    make_commitment(statement, "c-in-alias", [technology])
    make_commitment(statement, "b-in-wording", wording="A stannum mine.")
    make_commitment(statement, "a-in-notes", amount_note="Stannum only.")
    make_commitment(statement, "e-split", title="Mine", wording="Of stannum.")
    assert ranks("stannum") == {"d-in-title": 0, "c-in-alias": 1, "b-in-wording": 2, "a-in-notes": 3, "e-split": 2}
    assert found("stannum") == ["d-in-title", "c-in-alias", "b-in-wording", "e-split", "a-in-notes"]
    assert ranks("stannum mine") == {"d-in-title": 0, "b-in-wording": 2, "e-split": 2}
    assert ranks("stannum -split") == ranks("stannum")


def test_a_phrase_does_not_reach_from_one_text_into_the_next(statement):
    technology = Technology.objects.create(slug="tin", name="Tin", aliases=["Alpha", "Beta"])
    make_commitment(statement, "one", [technology], title="Gamma", summary="Delta end", wording="Start epsilon")
    assert found('"alpha beta"') == found('"end start"') == found('"gamma tin"') == []
    assert found("alpha beta end start gamma") == ["one"]


def test_links_to_other_records_are_not_part_of_the_text(statement):
    make_commitment(statement, "one", summary="As agreed in [[commitment:secret-zebra]] before.")
    assert found("zebra") == found("commitment") == []
    assert found('"agreed in before"') == ["one"]


def test_found_records_can_be_filtered_counted_and_grouped(world):
    palau = Commitment.objects.get(slug="palau")
    make_follow_up(palau, "The network in Palau works.")
    make_follow_up(palau, "The network in Palau grows.")
    rows = search.filter_by_words(Commitment.objects.published(), "ran")
    assert rows.count() == 2
    assert rows.filter(slug="palau").count() == 1
    assert rows.exclude(slug="palau").get().slug == "academy"
    assert list(rows.values("technologies__slug").annotate(n=Count("pk", distinct=True)).order_by()) == [
        {"technologies__slug": "open-ran", "n": 2}
    ]
    assert search.filter_by_words(rows, "-academy").get() == palau


def test_every_noun_is_searched_with_its_own_words(statement):
    state = State.objects.create(slug="palau", iso3="PLW", iso2="PW", name="Palau", official_name="Republic of Palau")
    summit = Summit.objects.create(
        slug="meeting",
        grouping=statement.grouping,
        name="First meeting",
        level="leaders",
        city="Koror",
        host=state,
        **PUBLIC,
    )
    statement.summit = summit
    statement.save()
    statement.source = Source.objects.create(slug="paper", title="A paper", publisher="Island Times", level="secondary")
    statement.save()
    Technology.objects.create(slug="tin", name="Tin", definition="A soft metal.")
    assert found("PLW", State) == found("republic palau", State) == ["palau"]
    assert found("koror", Summit) == ["meeting"]
    assert found("palau", Summit) == ["meeting"]
    assert found("harbour", Summit) == ["meeting"]
    assert found("koror meeting", Statement) == ["first-text"]
    assert found("island", Source) == ["paper"]
    assert found("metal", Technology) == ["tin"]
    assert found("harbour", Grouping) == ["harbour"]
    assert found("harbour", Commitment) == []


def test_what_is_not_published_is_found_through_no_other_record(statement):
    commitment = make_commitment(statement, "one")
    summit = Summit.objects.create(
        slug="meeting", grouping=statement.grouping, name="Zebra meeting", level="leaders", city="Zebratown"
    )
    Statement.objects.filter(pk=statement.pk).update(summit=summit)
    draft = make_statement(statement.grouping, "draft", title="Zebra statement", state="draft", published_at=None)
    make_follow_up(commitment, "A zebra note.", state="draft", published_at=None)
    make_follow_up(commitment, "A withdrawn zebra note.", state="withdrawn")
    make_follow_up(commitment, "A public note.", statement=draft)
    search.rebuild_index()
    assert (
        not SearchText.objects.exclude(noun__in=["summit"]).exclude(object_id=draft.pk).filter(parts__icontains="zebra")
    )
    assert found("zebra") == found("zebra", Statement) == found("zebratown", Statement) == []
    assert found('"a public note"') == ["one"]


# --- where it matched -------------------------------------------------------------------------------------------------


def snippets_of(slug, words):
    commitment = Commitment.objects.get(slug=slug)
    return [(snippet.field_label, snippet.html) for snippet in search.find_snippets([commitment], words)[commitment.pk]]


def test_snippets_mark_the_words_where_they_stand(world):
    assert snippets_of("palau", "palau network") == [
        ("title", "Open RAN <mark>network</mark> in <mark>Palau</mark>"),
        ("summary", "A 5G <mark>network</mark>."),
    ]
    assert snippets_of("academy", "oran") == [("technology", "Open RAN; <mark>O-RAN</mark>; 개방형 무선접속망")]
    assert snippets_of("academy", "무선") == [("technology", "Open RAN; O-RAN; 개방형 <mark>무선</mark>접속망")]
    assert snippets_of("cables", "tome us") == [
        ("summary", "To maintain cables, said by São <mark>Tomé</mark> and the <mark>U.S.</mark> side.")
    ]
    assert snippets_of("palau", '"ran netw"') == []
    assert snippets_of("palau", "netw")[0] == ("title", "Open RAN <mark>network</mark> in Palau")


def test_snippets_prefer_parts_that_show_further_words(statement):
    technology = Technology.objects.create(slug="tin", name="Tin metal")
    make_commitment(statement, "one", [technology], title="Tin", summary="Tin.", amount_note="Smelters abroad.")
    assert [label for label, _ in snippets_of("one", "tin smelters")] == ["title", "amount"]


def test_snippets_escape_everything_but_the_marks(statement):
    make_commitment(statement, "one", title="<script>alert(1)</script> & <b>zebra</b>")
    assert snippets_of("one", "zebra") == [
        ("title", "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;<mark>zebra</mark>&lt;/b&gt;")
    ]
    assert "&lt;<mark>b</mark>&gt;<mark>zebra</mark>&lt;/<mark>b</mark>&gt;" in snippets_of("one", "<b>zebra")[0][1]


def test_snippets_show_the_surroundings_of_the_first_hit(statement):
    make_commitment(statement, "one", title="One", summary="before " * 80 + "zebra " + "after " * 80)
    [(label, html)] = snippets_of("one", "zebra")
    plain = html.replace("<mark>", "").replace("</mark>", "")
    assert label == "summary"
    assert plain.startswith("… before before") and plain.endswith("after after …")
    assert 120 < len(plain) <= 164


def test_the_snippets_of_a_page_take_one_query(world, django_assert_num_queries):
    rows = list(search.filter_by_words(Commitment.objects.published(), "the"))
    search.flush_changes()
    with django_assert_num_queries(1):
        search.find_snippets(rows, "a")
    with django_assert_num_queries(0):
        assert (
            search.find_snippets([], "a") == search.find_snippets(rows, "-a") == search.find_snippets(rows, "*") == {}
        )


# --- the index follows the writes -------------------------------------------------------------------------------------


def test_a_search_knows_what_the_transaction_has_done(statement):
    commitment = make_commitment(statement, "one", title="Zebra")
    assert found("zebra") == ["one"]
    commitment.title = "Gnu"
    commitment.save()
    assert found("zebra") == [] and found("gnu") == ["one"]
    commitment.delete()
    assert found("gnu") == [] and in_index("gnu") == 0


def test_technologies_and_their_names_are_followed(statement):
    commitment = make_commitment(statement, "one")
    technology = Technology.objects.create(slug="tin", name="Tin", aliases=["Stannum"])
    commitment.technologies.add(technology)
    assert found("stannum") == ["one"]
    technology.aliases = ["Cassiterite"]
    technology.save()
    assert found("stannum") == [] and found("cassiterite") == ["one"]
    commitment.technologies.remove(technology)
    assert found("cassiterite") == []
    technology.commitments.add(commitment)
    assert found("cassiterite") == ["one"]
    technology.commitments.clear()
    assert found("cassiterite") == []
    commitment.technologies.set([technology])
    assert found("cassiterite") == ["one"]
    technology.delete()
    assert found("cassiterite") == []


def test_groupings_statements_and_meetings_are_followed(statement):
    make_commitment(statement, "one")
    statement.grouping.short_name = "Lighthouse"
    statement.grouping.save()
    assert found("lighthouse") == ["one"] and found("lighthouse", Statement) == ["first-text"]
    statement.title = "Zebra declaration"
    statement.save()
    assert found("zebra") == ["one"]
    summit = Summit.objects.create(
        slug="meeting", grouping=statement.grouping, name="Gnu meeting", level="leaders", **PUBLIC
    )
    statement.summit = summit
    statement.save()
    assert found("gnu", Statement) == ["first-text"]
    summit.state = "withdrawn"
    summit.save()
    assert found("gnu", Statement) == []


def test_follow_ups_are_followed(statement):
    one, two = make_commitment(statement, "one"), make_commitment(statement, "two")
    follow_up = make_follow_up(one, "Zebra", state="draft", published_at=None)
    assert found("zebra") == []
    follow_up.state, follow_up.published_at = "published", DAY
    follow_up.save()
    assert found("zebra") == ["one"]
    follow_up.commitment, follow_up.number = two, None
    follow_up.save()
    assert found("zebra") == ["two"]
    follow_up.state = "withdrawn"
    follow_up.save()
    assert found("zebra") == []
    make_follow_up(one, "Gnu")
    assert found("gnu") == ["one"]
    FollowUp.objects.filter(note="Gnu").delete()
    assert found("gnu") == []


def test_a_change_that_is_rolled_back_is_not_in_the_index(statement):
    commitment = make_commitment(statement, "one", title="Zebra")
    assert found("zebra") == ["one"]
    commitment.title = "Gnu"
    commitment.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        commitment.title = "Okapi"
        commitment.save()
        assert found("okapi") == ["one"]
        make_commitment(statement, "one")
    assert found("okapi") == found("zebra") == []
    assert found("gnu") == ["one"]
    assert search.count_stale_texts() == {}


def test_a_bulk_write_is_seen_as_stale_and_mended(statement):
    make_commitment(statement, "one", title="Zebra")
    search.flush_changes()
    Commitment.objects.update(title="Gnu")
    Technology.objects.bulk_create([Technology(slug="tin", name="Tin")])
    assert search.count_stale_texts() == {"commitment": 1, "technology": 1}
    with pytest.raises(CommandError, match="commitment 1, technology 1"):
        call_command("rebuild_search", check=True)
    output = io.StringIO()
    call_command("rebuild_search", stdout=output)
    assert "2 texts" in output.getvalue()
    assert found("gnu") == ["one"] and search.count_stale_texts() == {}
    call_command("rebuild_search", check=True, stdout=output)


def test_aliases_that_are_no_list_do_no_harm(statement):
    technology = Technology.objects.create(slug="tin", name="Tin", aliases={"zebra": 1})
    make_commitment(statement, "one", [technology])
    Technology.objects.create(slug="iron", name="Iron", aliases=[26, None])
    assert found("tin") == ["one"] and found("26", Technology) == ["iron"]


def in_index(word):
    return SearchText.objects.filter(parts__icontains=word).count()


@pytest.mark.django_db(transaction=True)
def test_the_index_changes_when_the_transaction_commits():
    with transaction.atomic():
        commitment = make_commitment(make_statement(make_grouping()), "one", title="Zebra")
        assert in_index("zebra") == 0
    assert in_index("zebra") == 1
    commitment.title = "Gnu"
    commitment.save()
    assert in_index("zebra") == 0 and in_index("gnu") == 1
    commitment.delete()
    assert in_index("gnu") == 0


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_is_rolled_back_leaves_nothing_to_do():
    commitment = make_commitment(make_statement(make_grouping()), "one", title="Zebra")
    with pytest.raises(IntegrityError), transaction.atomic():
        commitment.title = "Gnu"
        commitment.save()
        assert found("gnu") == ["one"]
        make_grouping()
    assert not connection.run_on_commit
    assert in_index("gnu") == 0 and in_index("zebra") == 1
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert found("zebra") == ["one"]
    assert len(queries) == 1


@pytest.mark.django_db(transaction=True)
def test_the_commit_takes_in_what_a_lost_savepoint_had_taken_in_before():
    with transaction.atomic():
        statement = make_statement(make_grouping())
        make_commitment(statement, "one", title="Zebra")
        with pytest.raises(IntegrityError), transaction.atomic():
            assert found("zebra") == ["one"]
            make_commitment(statement, "one")
        assert in_index("zebra") == 0
    assert in_index("zebra") == 1


@pytest.mark.django_db(transaction=True)
def test_a_large_load_is_indexed_in_a_few_queries(tmp_path):
    values = {"publisher": "x", "level": "primary", "created_at": DAY, "updated_at": DAY}
    rows = [Source(slug=f"s-{number}", title=f"Zebra {number}", **values) for number in range(400)]
    fixture = tmp_path / "rows.jsonl"
    fixture.write_text(serializers.serialize("jsonl", rows, use_natural_primary_keys=True))
    with CaptureQueriesContext(connection) as queries:
        call_command("loaddata", fixture, verbosity=0)
    assert search.filter_by_words(Source.objects.all(), "zebra").count() == 400
    assert len([query for query in queries if "initiatives_searchtext" in query["sql"]]) < 10


# --- both engines answer as the plain reading of the texts does -------------------------------------------------------


def holds(texts, term):
    """Whether a term occurs in texts, told without an engine."""
    return any(_occurs(words, sequence, term.prefix) for words in texts for sequence in term.sequences)


def _occurs(words, sequence, prefix):
    size = len(sequence)
    for place in range(len(words) - size + 1):
        *start, last = words[place : place + size]
        if start == list(sequence[:-1]) and (last.startswith(sequence[-1]) if prefix else last == sequence[-1]):
            return True
    return False


def expected(titles, words):
    query = search.parse_query(words)
    if not (words or "").strip():
        return sorted(titles)
    if query.is_empty:
        return []
    readings = {
        slug: [[word.text for word in reading] for reading in tokenize(title)] for slug, title in titles.items()
    }
    return sorted(
        slug
        for slug, texts in readings.items()
        if all(holds(texts, term) for term in query.wanted) and not any(holds(texts, term) for term in query.excluded)
    )


TITLES = {
    "one": "O-RAN and 5G: the U.S.–Japan plan’s 1,000 cells",
    "two": "Open RAN, AI/ML & R&D (C5+1) “in words”",
    "three": "한미일 협력 · 日米韓協力 量子ＡＩ칩4 データ",
    "four": "Ærø, Łódź and Đà Nẵng: ﬁnance of ½ m² हिन्दी",
    "five": "the oran ran o open near and or not title",
}
SCRAPS = [*"\"*-()^:{}+&|!'\\/.,_%<>~\x00 ", "O-RAN", "oran", "o", "ran", "ai", "5g", "NEAR", "AND", "OR", "NOT"]
SCRAPS += [
    "us",
    "U.S.",
    "한미",
    "量子",
    "協力",
    "c5+1",
    "r&d",
    "ope",
    "lodz",
    "fin",
    "हिन्दी",
    "–",
    "’s",
    "1,000",
    '"o ran"',
]


class EveryQuery(TestCase):
    @classmethod
    def setUpTestData(cls):
        for number, (slug, title) in enumerate(TITLES.items()):
            State.objects.create(slug=slug, iso3=f"X{number}X", name=title)
        search.flush_changes()

    def check(self, words):
        found = search.filter_by_words(State.objects.all(), words)
        assert sorted(found.values_list("slug", flat=True)) == expected(TITLES, words), words
        for snippet in sum(search.find_snippets(found, words).values(), []):
            assert snippet.html.count("<mark>") == snippet.html.count("</mark>") > 0

    @settings(max_examples=150)
    @given(st.lists(st.sampled_from(SCRAPS), max_size=8), st.sampled_from(["", " "]))
    def test_made_of_scraps_is_answered_alike_on_every_engine(self, scraps, between):
        self.check(between.join(scraps))

    @settings(max_examples=100)
    @given(st.text(max_size=40))
    def test_of_any_characters_is_answered_alike_on_every_engine(self, words):
        self.check(words)
