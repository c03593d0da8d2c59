"""Rules of every model, enforced for every writer."""

import datetime as dt

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from initiatives.models import (
    Commitment,
    FollowUp,
    Grouping,
    Membership,
    Mode,
    Participation,
    SearchLogEntry,
    Source,
    State,
    Statement,
    Summit,
    Technology,
)
from initiatives.models.dates import PartialDate
from initiatives.models.publication import EditorialRecord
from initiatives.models.vocabularies import LANGUAGES, EditorialState
from initiatives.models.vocabularies import Mode as ModeCode
from tests.loops import each
from tests.world import build_drafts, commitment, follow_up, published, source

pytestmark = pytest.mark.engine

NOUNS = (
    State,
    Technology,
    Mode,
    Source,
    Grouping,
    Membership,
    Summit,
    Statement,
    Commitment,
    Participation,
    FollowUp,
    SearchLogEntry,
)
KEPT = {
    "PublicVersion",
    "SearchText",
    "ImportRecord",
    "LinkCheck",
    "DismissedDuplicate",
    "ReviewComment",
    "Lead",
}  # beside the record
EDITORIAL = tuple(model for model in NOUNS if issubclass(model, EditorialRecord))


def searched(of, field="amount", done_on="2026-01-01", **values):
    """A search record: somebody looked and found nothing."""
    day = dt.date.fromisoformat(done_on)
    common = {"question": "How much?", "where": "The ministry's site", "outcome": "nothing-found"}
    return SearchLogEntry.objects.create(commitment=of, field=field, done_on=day, **{**common, **values})


def refused(record) -> list[str]:
    """What the model's own checks say against the record."""
    with pytest.raises(ValidationError) as error:
        record.full_clean()
    return error.value.messages


def test_these_are_the_nouns_of_the_record():
    own = {model for model in apps.get_app_config("initiatives").get_models() if not model.__name__.startswith("Hist")}
    assert {model.__name__ for model in own} - KEPT == {
        model.__name__ for model in (*NOUNS, Commitment.technologies.through, Commitment.modes.through)
    } - {"Commitment_technologies", "Commitment_modes"}
    assert (Grouping, Summit, Statement, Commitment, FollowUp) == EDITORIAL


# --- what every field tells its editor ----------------------------------------------------------------------------------


def described_fields():
    kept = [apps.get_model("initiatives", name) for name in sorted(KEPT)]
    for model in (*NOUNS, *kept):
        for field in (*model._meta.fields, *model._meta.many_to_many):
            through = getattr(field.remote_field, "through", None)
            if not field.primary_key and (through is None or through._meta.auto_created):
                yield pytest.param(field, id=f"{model.__name__}.{field.name}")


@pytest.mark.parametrize("field", list(described_fields()))
def test_every_field_says_what_belongs_in_it(field):
    assert len(field.help_text) > 5
    assert field.help_text.strip() == field.help_text
    assert field.help_text.endswith((".", "”"))


@pytest.mark.parametrize("model", NOUNS)
def test_every_noun_and_every_partial_date_says_what_it_is(model):
    assert model.__doc__ and not model.__doc__.startswith(f"{model.__name__}(")
    for name, date in getattr(model, "partial_dates", {}).items():
        assert date.help_text.endswith("."), name


@pytest.mark.parametrize("model", [model for model in NOUNS if model is not Mode])
def test_every_noun_keeps_its_history(model):
    assert model.history.model.__name__ == f"Historical{model.__name__}"


@pytest.mark.parametrize(("kind", "length"), [(models.URLField, 2000), (models.SlugField, 100)])
def test_addresses_and_slugs_have_room(kind, length):
    fields = [field for model in NOUNS if model is not Mode for field in model._meta.fields if isinstance(field, kind)]
    assert fields
    assert {field.max_length for field in fields} == {length}


@pytest.mark.parametrize("model", [Source, Statement, Commitment])
def test_titles_have_room(model):
    assert model._meta.get_field("title").max_length == 500


# --- keys ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", NOUNS)
def test_every_record_is_found_by_its_natural_key(world, model):
    searched(world.commitments["palau"])
    searched(world.commitments["palau"], field="locator")
    records = list(model.objects.all())
    assert len(records) >= 2 or model is Source
    assert records
    for record in records:
        assert model.objects.get_by_natural_key(*record.natural_key()) == record
    assert len({record.natural_key() for record in records}) == len(records)


def test_a_natural_key_with_too_few_parts_is_refused(world):
    with pytest.raises(ValueError, match="zip"):
        Membership.objects.get_by_natural_key("quad", "australia")


@pytest.mark.parametrize("model", [State, Technology, Source, Grouping, Summit, Statement, Commitment])
def test_a_slug_belongs_to_one_record(world, model):
    first = model.objects.order_by("pk").first()
    other = model(
        **{field.attname: getattr(first, field.attname) for field in model._meta.fields if not field.primary_key}
    )
    for field in ("name", "iso3"):
        if hasattr(other, field):
            setattr(other, field, "XYZ")
    with pytest.raises(IntegrityError, match="slug"), transaction.atomic():
        other.save()
    assert any("this Slug already exists" in message for message in refused(other))


@pytest.mark.parametrize(
    ("model", "values"),
    [(State, {"slug": "x", "iso3": "XXX", "name": "Japan"}), (Technology, {"slug": "x", "name": "Open RAN"})],
)
def test_a_name_belongs_to_one_state_or_technology(world, model, values):
    with pytest.raises(IntegrityError, match="name"), transaction.atomic():
        model.objects.create(**values)


def test_an_iso_code_belongs_to_one_state_and_has_three_capitals(world):
    with pytest.raises(IntegrityError, match="iso3"), transaction.atomic():
        State.objects.create(slug="x", iso3="JPN", name="X")
    assert refused(State(slug="x", iso3="jpn", name="X")) == ["Three capital letters (ISO 3166-1 alpha-3)."]


# --- vocabularies -------------------------------------------------------------------------------------------------------


CODED = [
    (State, "kind"),
    (Source, "level"),
    (Membership, "role"),
    (Summit, "level"),
    (Summit, "format"),
    (Summit, "status"),
    (Statement, "kind"),
    (Statement, "coding"),
    (Commitment, "evidence"),
    (Commitment, "amount_bound"),
    (Commitment, "amount_scope"),
    (Participation, "role"),
    (FollowUp, "kind"),
    (FollowUp, "supports"),
    (SearchLogEntry, "outcome"),
    *((model, "state") for model in (Grouping, Summit, Statement, Commitment, FollowUp)),
]


def test_every_field_with_choices_is_held_by_the_database():
    with_choices = {(model, field.name) for model in NOUNS for field in model._meta.fields if field.choices}
    assert with_choices - set(CODED) == {(SearchLogEntry, "field")}


def test_the_database_refuses_a_code_that_no_vocabulary_has(world):
    searched(world.commitments["loose"])
    refused_here = []
    for model, field in CODED:
        row = model.objects.filter(pk=model.objects.order_by("-pk").first().pk)
        try:
            with transaction.atomic():
                row.update(**{field: "nonsense"})
        except IntegrityError as error:
            assert f"{field}_is_known" in str(error)
            refused_here.append((model, field))
    assert refused_here == CODED


@pytest.mark.parametrize("blank", [("format", True), ("level", False), ("status", False)])
def test_only_the_format_of_a_meeting_may_be_unknown(world, blank):
    field, allowed = blank
    row = Summit.objects.filter(slug="hiroshima")
    try:
        with transaction.atomic():
            row.update(**{field: ""})
    except IntegrityError:
        assert not allowed
    else:
        assert allowed


def test_the_modes_of_cooperation_are_those_of_the_vocabulary(db):
    rows = Mode.objects.values_list("code", "name", "definition", "position")
    assert list(rows) == [(mode.value, mode.label, mode.definition, place) for place, mode in enumerate(ModeCode, 1)]


# --- memberships --------------------------------------------------------------------------------------------------------


def joins(world, joined=None, left=None, state="IND", role="observer", grouping="trio"):
    return Membership(
        grouping=world.groupings[grouping], state=world.states[state], role=role, joined=joined, left=left
    )


@pytest.mark.parametrize(
    ("first", "second", "overlap"),
    [
        (("2010", "2012"), ("2012-06-01", None), False),
        (("2010", "2012-06"), ("2012-06", None), False),
        (("2010", "2012-06-15"), ("2012-06-15", None), False),
        (("2010", "2012-06-15"), ("2012-06-14", None), True),
        (("2010", None), ("2015", None), True),
        (("2010", None), (None, "2009"), False),
        ((None, None), ("2015", "2016"), True),
        ((None, "2014"), ("2015", "2016"), False),
        (("2010", "2020"), ("2012", "2014"), True),
        (("2012", "2014"), ("2010", "2020"), True),
    ],
)
def test_two_periods_in_one_role_do_not_share_a_day(world, first, second, overlap):
    joins(world, *first).save()
    period = joins(world, *second)
    if overlap:
        assert refused(period) == [
            f"India has this role from {Membership.objects.get(role='observer').joined or 'an unknown day'} already."
        ]
    else:
        period.full_clean()
        period.save()
    assert Membership.objects.filter(role="observer").count() == (1 if overlap else 2)


def test_periods_in_another_role_another_grouping_or_of_another_state_may_overlap(world):
    joins(world, "2023").save()
    for other in (
        joins(world, "2023", role="partner"),
        joins(world, "2023", state="AUS"),
        joins(world, "2023", grouping="quad"),
    ):
        other.full_clean()


def test_a_membership_does_not_overlap_with_itself(world):
    period = joins(world, "2023")
    period.save()
    period.note = "changed"
    period.full_clean()


@pytest.mark.parametrize("joined", ["2023", None])
def test_the_database_refuses_a_second_period_from_the_same_day(world, joined):
    joins(world, joined).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        joins(world, joined, left="2024").save()


@pytest.mark.parametrize(
    ("joined", "left", "allowed"),
    [
        ("2023", "2025-01-31", True),
        ("2023", "2025", True),
        ("2023", "2025-01", True),
        ("2023", "2025-02", False),
        ("2023", "2026", False),
        ("2025-02-01", None, False),
        ("2023", None, True),
        (None, None, True),
    ],
)
def test_a_membership_does_not_outlive_its_grouping(world, joined, left, allowed):
    trio = world.groupings["trio"]
    trio.ended = "2025-01-31"
    period = joins(world, joined, left)
    if allowed:
        period.full_clean()
    else:
        assert refused(period) == ["India cannot stay longer than Trio lasted."]


def test_an_open_membership_ends_with_its_grouping(world):
    trio = world.groupings["trio"]
    trio.ended = "2025-01-31"
    trio.save()
    member = trio.memberships.get(state__iso3="JPN")
    assert member.grouping_end_date == PartialDate.parse("2025-01-31")
    assert trio.memberships.on(dt.date(2025, 1, 30)).count() == 3
    assert trio.memberships.on(dt.date(2025, 1, 31)).count() == 0
    assert trio.memberships.current().count() == 0


def held(world, day, grouping="quad", **rows):
    memberships = world.groupings[grouping].memberships.filter(**rows).on(dt.date.fromisoformat(day))
    return sorted(memberships.values_list("state__iso3", flat=True))


@pytest.mark.parametrize(
    ("day", "members"),
    [
        ("2007-05-01", []),  # founded at some time in May: not certainly yet
        ("2007-05-31", ["AUS", "IND", "JPN", "USA"]),
        ("2008-12-30", ["AUS", "IND", "JPN", "USA"]),
        ("2008-12-31", ["IND", "JPN", "USA"]),
        ("2009-06-01", ["IND", "JPN", "USA"]),
        ("2017-11-11", ["IND", "JPN", "USA"]),
        ("2017-11-12", ["AUS", "IND", "JPN", "USA"]),
        ("2026-01-01", ["AUS", "IND", "JPN", "USA"]),
    ],
)
def test_a_state_is_a_member_from_the_day_it_joined_to_the_day_it_left(world, day, members):
    assert held(world, day, role="member") == members


def test_a_member_whose_start_is_not_known_counts_from_the_founding(world):
    joins(world, role="member").save()
    assert held(world, "2022-11-12", "trio") == []
    assert held(world, "2022-11-13", "trio") == ["IND", "JPN", "KOR", "USA"]


@pytest.mark.parametrize("role", ["candidate", "partner", "observer"])
def test_others_whose_start_is_not_known_count_from_the_day_of_their_source(world, role):
    period = joins(world, role=role)
    period.source = source("later", published_on="2024-03")
    period.save()
    assert held(world, "2024-03-30", "trio", role=role) == []
    assert held(world, "2024-03-31", "trio", role=role) == ["IND"]


def test_a_start_that_nobody_knows_is_long_ago_for_members_and_not_shown_for_others(world):
    grouping = published(Grouping, slug="old", name="Old", short_name="Old")
    world.groupings["old"] = grouping
    joins(world, role="member", grouping="old").save()
    joins(world, role="observer", grouping="old", state="AUS").save()
    assert held(world, "1990-01-01", "old") == ["IND"]
    assert held(world, "2030-01-01", "old") == ["IND"]


def test_a_membership_that_left_after_the_end_of_the_grouping_ends_with_the_grouping(world):
    """The year of leaving may reach past the grouping's end; the part does not."""
    trio = world.groupings["trio"]
    trio.ended = "2025-01-31"
    trio.save()
    joins(world, "2023", "2025").save()
    assert held(world, "2025-01-30", "trio", role="observer") == ["IND"]
    assert held(world, "2025-01-31", "trio", role="observer") == []


def test_current_memberships_are_those_without_an_end(world):
    quad = world.groupings["quad"]
    assert sorted(quad.memberships.current().values_list("state__iso3", flat=True)) == [
        "AUS",
        "IND",
        "JPN",
        "KOR",
        "USA",
    ]


# --- technologies -------------------------------------------------------------------------------------------------------


def test_the_database_refuses_a_technology_that_is_its_own_parent(world):
    node = Technology.objects.filter(slug="telecommunications")
    with pytest.raises(IntegrityError, match="technology_not_its_own_parent"), transaction.atomic():
        node.update(parent=node.get())


def test_a_technology_does_not_stand_below_itself(world):
    telecoms, open_ran = world.technologies["telecommunications"], world.technologies["open-ran"]
    deeper = Technology.objects.create(slug="deeper", name="Deeper", parent=open_ran)
    telecoms.parent = deeper
    assert refused(telecoms) == ["“Telecommunications” stands below this technology already."]
    open_ran.parent = None
    open_ran.full_clean()


def test_a_family_is_the_technology_and_everything_below_it(world):
    deeper = Technology.objects.create(slug="deeper", name="Deeper", parent=world.technologies["open-ran"])
    named = {technology.pk for technology in (*world.technologies.values(), deeper)}
    family = Technology.objects.family
    assert family(["telecommunications"]) == named - {world.technologies["artificial-intelligence"].pk}
    assert family(["open-ran"]) == {world.technologies["open-ran"].pk, deeper.pk}
    assert family(["open-ran", "deeper"]) == {world.technologies["open-ran"].pk, deeper.pk}
    assert family(["no-such"]) == set() == family([])


def test_a_circle_made_behind_the_models_back_does_not_hang_a_search(world):
    telecoms, open_ran = world.technologies["telecommunications"], world.technologies["open-ran"]
    Technology.objects.filter(pk=telecoms.pk).update(parent=open_ran)
    assert Technology.objects.family(["open-ran"]) >= {telecoms.pk, open_ran.pk}


# --- commitments --------------------------------------------------------------------------------------------------------


WHOLE = {"amount_value": 5, "amount_currency": "USD", "amount_bound": "exact", "amount_scope": "whole"}
NONE = {"amount_value": None, "amount_currency": "", "amount_bound": "", "amount_scope": ""}


@pytest.mark.parametrize("values", [WHOLE, NONE, {**WHOLE, "amount_value": 0}])
def test_an_amount_is_there_as_a_whole_or_not_at_all(world, values):
    Commitment.objects.filter(slug="loose").update(**values)
    Commitment.objects.get(slug="loose").full_clean()


@pytest.mark.parametrize(
    "values",
    [
        *(pytest.param({**WHOLE, name: NONE[name]}, id=f"no {name}") for name in list(NONE)[1:]),
        pytest.param({**WHOLE, "amount_value": None}, id="no amount_value"),
        pytest.param({**WHOLE, "amount_value": -1}, id="below zero"),
        *(pytest.param({**NONE, name: WHOLE[name]}, id=f"only {name}") for name in WHOLE),
    ],
)
def test_the_database_refuses_a_part_of_an_amount(world, values):
    with pytest.raises(IntegrityError, match="commitment_amount_is_whole"), transaction.atomic():
        Commitment.objects.filter(slug="loose").update(**values)


@pytest.mark.parametrize("currency", ["usd", "US", "US$"])
def test_a_currency_has_three_capital_letters(world, currency):
    loose = world.commitments["loose"]
    loose.amount_currency = currency
    assert "Three capital letters (ISO 4217), for example USD." in refused(loose)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (WHOLE, "USD 5"),
        ({**WHOLE, "amount_bound": "at-least", "amount_value": 8_000_000}, "At least USD 8\u202f000\u202f000"),
        ({**WHOLE, "amount_bound": "about", "amount_value": "7.50"}, "About USD 7.50"),
        (NONE, ""),
    ],
)
def test_an_amount_is_told_with_its_bound(world, values, words):
    loose = world.commitments["loose"]
    Commitment.objects.filter(pk=loose.pk).update(**values)
    loose.refresh_from_db()
    assert loose.amount_text == words


def test_a_party_has_a_role_once_and_may_have_several_roles(world):
    palau, japan = world.commitments["palau"], world.states["JPN"]
    Participation.objects.create(commitment=palau, state=japan, role="host")
    with pytest.raises(IntegrityError), transaction.atomic():
        Participation.objects.create(commitment=palau, state=japan, role="host")
    assert palau.participations.filter(state=japan).count() == 2


@pytest.mark.parametrize(
    ("blanks", "message"),
    [
        ({"amount": "searched", "locator": "silent"}, None),
        ({}, None),
        ({"amount": "lost"}, "“lost” is none of not-assessed, searched, silent, not-applicable."),
        ({"title": "silent"}, "“title” is none of wording, locator, amount, target_date, source, follow_ups."),
        (["amount"], 'A JSON object of field and reason, for example {"amount": "silent"}.'),
    ],
)
def test_a_blank_names_its_field_and_a_known_reason(world, blanks, message):
    loose = world.commitments["loose"]
    loose.blanks = blanks
    if message:
        assert refused(loose) == [message]
    else:
        loose.full_clean()


def test_a_blank_without_a_reason_was_not_assessed(world):
    loose = world.commitments["loose"]
    loose.blanks = {"amount": "silent"}
    assert (loose.blank_reason("amount"), loose.blank_reason("locator")) == ("silent", "not-assessed")


def test_a_commitment_is_announced_on_the_date_of_its_statement(world):
    assert world.commitments["palau"].announced == PartialDate.parse("2023-05-20")
    assert world.commitments["loose"].announced == PartialDate.parse("2024")
    assert world.commitments["undated"].announced is None


@pytest.mark.parametrize(
    ("path", "held_by"),
    [("statements", "hiroshima"), ("groupings", "quad"), ("states", "JPN"), ("technologies", "telecommunications")],
)
def test_what_others_refer_to_is_not_deleted(world, path, held_by):
    with pytest.raises(ProtectedError):
        getattr(world, path)[held_by].delete()


# --- follow-ups ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "allowed"),
    [
        ("2023-05-19", False),
        ("2023-04", False),
        ("2022", False),
        ("2023-05-20", True),
        ("2023-05", True),
        ("2023", True),
        (None, True),
    ],
)
def test_a_follow_up_does_not_certainly_precede_the_announcement(world, date, allowed):
    row = FollowUp(commitment=world.commitments["palau"], date=date, kind="progress", number=9)
    assert row.is_too_early is not allowed
    if allowed:
        row.full_clean()
    else:
        (message,) = refused(row)
        assert message == f"{row.date} lies before the announcement (20 May 2023); a follow-up comes after it."


def test_an_announcement_without_a_date_has_no_follow_up_that_is_too_early(world):
    FollowUp(commitment=world.commitments["undated"], date="1990", kind="progress", number=9).full_clean()


def test_follow_ups_are_numbered_within_their_commitment(world):
    palau, report = world.commitments["palau"], world.commitments["report"]
    assert list(palau.follow_ups.values_list("number", flat=True)) == [1, 2, 3]
    assert list(report.follow_ups.values_list("number", flat=True)) == [1]
    assert follow_up(report, "2024", "reaffirmed").number == 2


def test_a_number_stays_when_the_row_is_saved_again_and_is_not_given_twice(world):
    palau = world.commitments["palau"]
    second = palau.follow_ups.get(number=2)
    palau.follow_ups.get(number=1).delete()
    second.note = "changed"
    second.save()
    assert second.number == 2
    assert follow_up(palau, "2024", "reaffirmed").number == 4
    with pytest.raises(IntegrityError, match="number"), transaction.atomic():
        FollowUp.objects.filter(pk=second.pk).update(number=3)


def test_search_log_entries_have_numbers_of_their_own(world):
    palau = world.commitments["palau"]
    assert [searched(palau).number, searched(palau).number] == [1, 2]


def test_follow_ups_stand_in_time_with_the_undated_last(world):
    rows = world.commitments["palau"].follow_ups.in_time()
    assert [row.date and row.date.isoformat() for row in rows] == ["2023-06", "2023-09-22", None]


def test_a_search_goes_stale_after_180_days(world, monkeypatch):
    palau = world.commitments["palau"]
    record = searched(palau, done_on="2026-01-01")
    for day, stale in ((dt.date(2026, 6, 29), False), (dt.date(2026, 6, 30), True)):
        monkeypatch.setattr("initiatives.models.search_log.today", lambda day=day: day)
        assert record.is_stale is stale
        assert SearchLogEntry.objects.live().exists() is not stale
        assert SearchLogEntry.objects.live(day).exists() is not stale


# --- what is public -----------------------------------------------------------------------------------------------------


PARENTS = {
    "grouping": [],
    "summit": ["grouping"],
    "statement": ["grouping"],
    "commitment": ["statement", "grouping"],
    "follow_up": ["commitment", "statement", "grouping"],
}


def line_of(world):
    """A follow-up and everything that it hangs on."""
    palau = world.commitments["palau"]
    return {
        "follow_up": palau.follow_ups.get(number=1),
        "commitment": palau,
        "statement": palau.statement,
        "summit": palau.statement.summit,
        "grouping": palau.statement.grouping,
    }


def is_shown(record):
    return type(record).objects.published().filter(pk=record.pk).exists()


@pytest.mark.parametrize("hidden", list(PARENTS))
@pytest.mark.parametrize("state", [state.value for state in EditorialState if state != EditorialState.PUBLISHED])
def test_a_record_is_public_only_with_everything_it_hangs_on(world, hidden, state):
    line = line_of(world)
    assert all(is_shown(record) and record.is_public for record in line.values())
    type(line[hidden]).objects.filter(pk=line[hidden].pk).update(state=state)
    for noun, record in line_of(type(world)(commitments={"palau": Commitment.objects.get(slug="palau")})).items():
        public = noun != hidden and hidden not in PARENTS[noun]
        assert (noun, is_shown(record), record.is_public) == (noun, public, public)


def test_parts_are_public_with_what_they_belong_to(world):
    palau = world.commitments["palau"]
    searched(palau)
    assert Participation.objects.published().count() == 10
    assert Membership.objects.published().count() == 9
    assert SearchLogEntry.objects.published().count() == 1
    Grouping.objects.filter(slug="quad").update(state="withdrawn")
    assert set(Participation.objects.published().values_list("commitment__slug", flat=True)) == {"labs"}
    assert set(Membership.objects.published().values_list("grouping__slug", flat=True)) == {"trio"}
    assert SearchLogEntry.objects.published().count() == 0


def test_is_public_and_published_agree_on_every_record(world):
    build_drafts(world)
    told = {}
    for model in EDITORIAL:
        shown = set(model.objects.published().values_list("pk", flat=True))
        told[model.__name__] = (len(shown), model.objects.count())
        assert shown == {record.pk for record in model.objects.all() if record.is_public}
    assert told == {
        "Grouping": (2, 3),
        "Summit": (4, 5),
        "Statement": (7, 8),
        "Commitment": (5, 9),
        "FollowUp": (4, 5),
    }


@pytest.mark.parametrize("model", [State, Technology, Source, Mode])
def test_reference_data_is_public(world, model):
    assert set(model.objects.published()) == set(model.objects.all()) != set()


@pytest.mark.parametrize("state", ["published", "withdrawn"])
def test_the_database_refuses_a_public_record_without_the_day_of_its_publication(world, state):
    for model in each(EDITORIAL):
        row = model.objects.filter(pk=model.objects.order_by("pk").first().pk)
        with pytest.raises(IntegrityError, match="public_has_day"), transaction.atomic():
            row.update(state=state, published_at=None)


@pytest.mark.parametrize("model", EDITORIAL)
def test_a_draft_has_no_day_of_publication_and_what_was_public_is_known(world, model):
    row = model.objects.order_by("pk").first()
    assert (row.was_public, row.is_draft) == (True, False)
    model.objects.filter(pk=row.pk).update(state="draft", published_at=None)
    row = model.objects.get(pk=row.pk)
    assert (row.was_public, row.is_draft, row.is_public) == (False, True, False)


def test_a_new_record_is_a_draft(world):
    made = Commitment.objects.create(
        slug="new", title="New", summary="S", statement=world.statements["hiroshima"], evidence="verified"
    )
    assert (made.state, made.published_at) == ("draft", None)


# --- where a reader is sent ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "url", "label"),
    [
        ({"url": "https://a.example/1", "archive_url": "https://b.example/2"}, "https://a.example/1", "publication"),
        (
            {"url": "", "archive_url": "https://b.example/2", "read_at": "https://c.example/3"},
            "https://b.example/2",
            "archived copy",
        ),
        ({"url": "", "read_at": "https://c.example/3"}, "https://c.example/3", "copy that was read"),
        ({"url": ""}, "", ""),
    ],
)
def test_a_source_leads_to_the_best_address_it_has_and_says_which(db, values, url, label):
    paper = source("other", **values)
    assert (paper.best_url, paper.best_url_label) == (url, label)


def test_a_statement_without_an_address_leads_to_its_source(world):
    unread = world.statements["unread"]
    assert (unread.best_url, unread.best_url_label) == ("https://example.org/paper", "source: publication")
    unread.archive_url = "https://archive.example/x"
    assert (unread.best_url, unread.best_url_label) == ("https://archive.example/x", "archived copy")
    unread.url = "https://example.org/own"
    assert (unread.best_url, unread.best_url_label) == ("https://example.org/own", "text as issued")
    assert (Statement().best_url, Statement().best_url_label) == ("", "")


@pytest.mark.parametrize(
    ("slug", "shown"),
    [
        ("hiroshima-text", "complete"),
        ("readout-text", "technology-part"),
        ("sheet-text", "other-source"),
        ("unread-text", "not-begun"),
    ],
)
def test_the_coverage_of_a_statement_follows_from_reading_and_records(world, slug, shown):
    assert Statement.objects.with_records().get(slug=slug).coding_shown == shown


def test_a_draft_commitment_does_not_make_a_text_coded_from_another_source(world):
    Commitment.objects.filter(slug="loose").update(state="draft", published_at=None)
    assert Statement.objects.with_records().get(slug="sheet-text").coding_shown == "not-begun"


def test_a_list_row_costs_the_same_number_of_queries_for_one_and_for_many(world, django_assert_num_queries):
    def read(rows):
        for row in rows:
            assert row.statement.grouping.short_name and row.source.title
            assert (
                row.technologies.all() and row.modes.all() and {party.state.name for party in row.participations.all()}
            )

    for rows in (Commitment.objects.filter(slug="palau"), Commitment.objects.all()):
        with django_assert_num_queries(5):
            read(rows.with_status().for_display())


def test_history_keeps_who_and_when_of_a_change(world):
    palau = world.commitments["palau"]
    before = timezone.now()
    palau.summary = "Changed."
    palau._change_reason = "A slip"
    palau.save()
    newest = palau.history.order_by("-history_date", "-history_id").first()
    assert (newest.summary, newest.history_change_reason, newest.history_type) == ("Changed.", "A slip", "~")
    assert newest.history_date >= before


def test_the_helpers_of_the_test_world_make_what_they_say(world):
    made = commitment("x", world.statements["hiroshima"], [world.technologies["5g"]], {world.states["JPN"]: "lead"})
    made.full_clean()
    assert (made.modes.get().code, made.parties.get().iso3, made.is_public) == ("deployment", "JPN", True)


@pytest.mark.parametrize("model", [Source, Statement])
def test_every_language_of_the_vocabulary_can_be_stored(model):
    field = model._meta.get_field("language")

    assert LANGUAGES
    assert [code for code in LANGUAGES if field.clean(code, None) != code] == []


def test_every_choice_of_a_column_fits_into_it():
    columns = [
        field
        for model in apps.get_app_config("initiatives").get_models()
        for field in model._meta.fields
        if getattr(field, "choices", None) and field.max_length
    ]
    assert columns
    assert [field for field in columns for code, _ in field.flatchoices if len(str(code)) > field.max_length] == []
