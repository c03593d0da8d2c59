"""A partial date on a model: one attribute, two columns, the same rules on both databases."""

import datetime as dt

import pytest
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import IntegrityError, transaction

from initiatives.models import Commitment, FollowUp, Grouping, Membership, Source, Statement, Summit
from initiatives.models.dates import PartialDate
from initiatives.models.fields import LinesField, PartialDateField, PartialDateFormField, partial_date_form

pytestmark = pytest.mark.engine

DATED = {
    Source: {"published_on"},
    Grouping: {"founded", "ended"},
    Membership: {"joined", "left"},
    Summit: {"start", "end"},
    Statement: {"issued_on"},
    Commitment: {"target_date", "status_as_of"},
    FollowUp: {"date"},
}


@pytest.mark.parametrize("value", ["2023-05", PartialDate.parse("2023-05")])
def test_a_model_takes_a_date_as_text_or_as_a_date(value):
    assert Source(published_on=value).published_on == PartialDate.parse("2023-05")
    paper = Source()
    paper.published_on = value
    assert (paper.published_on_earliest, paper.published_on_latest) == (dt.date(2023, 5, 1), dt.date(2023, 5, 31))


def test_a_model_takes_a_day_of_the_calendar_and_nothing():
    assert Source(published_on=dt.date(2023, 5, 20)).published_on.isoformat() == "2023-05-20"
    assert Source(published_on=None).published_on is None
    assert Source(published_on="").published_on is None
    assert Source().published_on is None


def test_setting_a_date_to_nothing_empties_both_columns():
    paper = Source(published_on="2023-05")
    paper.published_on = None
    assert (paper.published_on_earliest, paper.published_on_latest) == (None, None)


def test_text_that_is_no_date_is_refused_when_it_is_set():
    with pytest.raises(ValueError, match="“yesterday” is not a date"):
        Source(published_on="yesterday")


def test_every_dated_noun_says_which_dates_it_has():
    assert {model: set(model.partial_dates) for model in DATED} == DATED
    for model, names in DATED.items():
        for name in names:
            assert isinstance(getattr(model, name), PartialDateField)
            assert model._meta.get_field(f"{name}_earliest").null
            assert model._meta.get_field(f"{name}_latest").null


def test_models_do_not_share_their_dates():
    assert "founded" not in Source.partial_dates
    with pytest.raises(FieldDoesNotExist):
        Source._meta.get_field("founded_earliest")


def test_a_stored_date_reads_back_with_its_precision(db):
    for text in ("2023", "2023-05", "2023-05-20", None):
        paper = Source.objects.create(
            slug=f"s-{text}".lower(), title="T", publisher="P", level="primary", published_on=text
        )
        stored = Source.objects.get(pk=paper.pk).published_on
        assert (stored and stored.isoformat()) == text


def test_columns_compare_as_dates_in_the_database(db):
    for text in ("2023", "2023-05", "2024-01-01", "2022-12-31"):
        Source.objects.create(slug=f"s{text}", title="T", publisher="P", level="primary", published_on=text)
    papers = Source.objects.filter(slug__startswith="s2")
    ordered = papers.order_by("published_on_latest", "published_on_earliest").values_list("slug", flat=True)
    assert list(ordered) == ["s2022-12-31", "s2023-05", "s2023", "s2024-01-01"]
    started = papers.filter(published_on_earliest__gte=dt.date(2023, 2, 1)).values_list("slug", flat=True)
    assert set(started) == {"s2023-05", "s2024-01-01"}


# --- what the database refuses ------------------------------------------------------------------------------------------


SPANS = [(model, name) for model, names in DATED.items() for name in sorted(names)]


@pytest.mark.parametrize(
    ("earliest", "latest"),
    [
        pytest.param(
            dt.date(2023, 5, 20),
            None,
            id="no last day",
        ),
        pytest.param(None, dt.date(2023, 5, 20), id="no first day"),
        pytest.param(dt.date(2023, 5, 20), dt.date(2023, 5, 19), id="out of order"),
    ],
)
def test_the_database_refuses_half_a_span_and_one_out_of_order(world, earliest, latest):
    refused = []
    for model, name in SPANS:
        row = model.objects.filter(pk=model.objects.order_by("pk").first().pk)
        try:
            with transaction.atomic():
                row.update(**{f"{name}_earliest": earliest, f"{name}_latest": latest})
        except IntegrityError as error:
            assert f"{name}_is_a_span" in str(error) or "_not_before_" in str(error)
            refused.append((model, name))
    assert refused == SPANS


@pytest.mark.parametrize(
    ("model", "first", "second"),
    [(Grouping, "founded", "ended"), (Membership, "joined", "left"), (Summit, "start", "end")],
)
def test_the_database_refuses_an_end_that_certainly_lies_before_the_start(world, model, first, second):
    row = model.objects.order_by("pk").first()
    row = model.objects.filter(pk=row.pk)
    setattr(record := row.get(), first, "2023-05")
    setattr(record, second, "2023")  # the year may have lasted longer than May
    record.save()
    setattr(record, second, "2023-04-30")
    with pytest.raises(IntegrityError, match=f"{second}_not_before_{first}"), transaction.atomic():
        record.save()
    assert getattr(row.get(), second) == PartialDate.parse("2023")


# --- forms --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["2023", "2023-05", "2023-05-20", " 2023-05-20 "])
def test_a_form_reads_what_an_editor_types(text):
    assert PartialDateFormField().clean(text) == PartialDate.parse(text)


def test_an_empty_field_of_a_form_is_no_date():
    assert PartialDateFormField().clean("") is None
    assert PartialDateFormField().clean(None) is None
    with pytest.raises(ValidationError):
        PartialDateFormField(required=True).clean("")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("20 May 2023", "“20 May 2023” is not a date; write 2023, 2023-05 or 2023-05-20"),
        ("2023-02-30", "“2023-02-30” is not a day of the calendar"),
    ],
)
def test_a_form_says_what_is_wrong_with_a_date(text, message):
    with pytest.raises(ValidationError) as refused:
        PartialDateFormField().clean(text)
    assert refused.value.messages == [message]


def test_a_form_shows_a_stored_date_as_it_was_typed():
    field = PartialDateFormField()
    assert field.prepare_value(PartialDate.parse("2023-05")) == "2023-05"
    assert field.prepare_value("2023-5") == "2023-5"


def test_a_models_form_has_one_field_a_date_and_keeps_it(db):
    form_class = partial_date_form(Source)
    assert {"published_on"} <= set(form_class.base_fields)
    assert not {"published_on_earliest", "published_on_latest"} & set(form_class.base_fields)
    assert form_class.base_fields["published_on"].help_text.lower() == Source.published_on.help_text.lower()
    values = {"slug": "typed", "title": "T", "publisher": "P", "language": "en", "level": "primary"}
    form = form_class({**values, "published_on": "2023-05"})
    assert form.is_valid(), form.errors
    assert form.save().published_on == PartialDate.parse("2023-05")
    stored = Source.objects.get(slug="typed")
    assert form_class(instance=stored).initial["published_on"] == PartialDate.parse("2023-05")
    changed = form_class({**values, "published_on": ""}, instance=stored)
    assert changed.changed_data == ["published_on"]
    assert changed.is_valid()
    assert changed.save().published_on is None


def test_a_date_that_was_typed_as_it_stands_has_not_changed():
    assert PartialDateFormField().has_changed(PartialDate.parse("2023-05"), "2023-06")
    assert not PartialDateFormField().has_changed(PartialDate.parse("2023-05"), "2023-05")


def test_a_models_form_reports_a_bad_date_at_its_own_field(db):
    form = partial_date_form(Source)({"published_on": "2023-13"})
    assert form.errors["published_on"] == ["“2023-13” is not a day of the calendar"]


def test_a_models_form_reports_dates_out_of_order_instead_of_reaching_the_database(db):
    values = {"slug": "g", "name": "G", "short_name": "G", "founded": "2023", "ended": "2022"}
    form = partial_date_form(Grouping)(values)
    assert not form.is_valid()
    assert form.non_field_errors() == ["“ended” lies before “founded”."]


def test_a_list_of_texts_is_typed_one_a_line():
    field = LinesField(required=False)
    assert field.clean("O-RAN\n\n  Open Radio Access Network \n") == ["O-RAN", "Open Radio Access Network"]
    assert field.prepare_value(["O-RAN", "Open RAN"]) == "O-RAN\nOpen RAN"
    assert field.clean("") == []
    assert not field.has_changed(["O-RAN"], "O-RAN")
    assert field.has_changed(["O-RAN"], "O-RAN\nx")
