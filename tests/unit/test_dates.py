"""Dates of any precision: reading, writing, order and comparison."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from initiatives.models.dates import PartialDate, today

DAYS = st.dates()
TEXTS = st.one_of(
    DAYS.map(dt.date.isoformat), DAYS.map(lambda day: day.isoformat()[:7]), DAYS.map(lambda day: day.isoformat()[:4])
)


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "precision", "printed"),
    [
        ("2023-05-20", dt.date(2023, 5, 20), dt.date(2023, 5, 20), "day", "20 May 2023"),
        ("2023-05", dt.date(2023, 5, 1), dt.date(2023, 5, 31), "month", "May 2023"),
        ("2023", dt.date(2023, 1, 1), dt.date(2023, 12, 31), "year", "2023"),
        ("2024-02", dt.date(2024, 2, 1), dt.date(2024, 2, 29), "month", "February 2024"),
        ("2023-02", dt.date(2023, 2, 1), dt.date(2023, 2, 28), "month", "February 2023"),
        ("2023-12", dt.date(2023, 12, 1), dt.date(2023, 12, 31), "month", "December 2023"),
        ("2024-02-29", dt.date(2024, 2, 29), dt.date(2024, 2, 29), "day", "29 February 2024"),
        ("2023-05-01", dt.date(2023, 5, 1), dt.date(2023, 5, 1), "day", "1 May 2023"),
        (" 2023-05 ", dt.date(2023, 5, 1), dt.date(2023, 5, 31), "month", "May 2023"),
    ],
)
def test_a_date_spans_what_its_text_says_and_no_more(text, earliest, latest, precision, printed):
    date = PartialDate.parse(text)
    assert (date.earliest, date.latest, date.precision, str(date)) == (earliest, latest, precision, printed)
    assert date.isoformat() == text.strip()
    assert date.year == earliest.year


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "May 2023",
        "23",
        "2023-5",
        "2023-5-20",
        "2023/05",
        "20-05-2023",
        "2023-05-20T00:00",
        "²⁰²³",
        "٢٠٢٣",
        "2023-",
    ],
)
def test_a_text_in_another_form_is_refused_with_the_forms_that_are_known(text):
    with pytest.raises(ValueError, match="is not a date; write 2023, 2023-05 or 2023-05-20"):
        PartialDate.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "2023-13",
        "2023-02-29",
        "2023-04-31",
        "2023-05-32",
        "0000",
        "2023-00",
        "2023-05-00",
        "2023-00-05",
    ],
)
def test_a_day_that_no_calendar_has_is_refused(text):
    with pytest.raises(ValueError, match=f"“{text}” is not a day of the calendar"):
        PartialDate.parse(text)


@pytest.mark.parametrize(
    ("earliest", "latest"),
    [
        (dt.date(2023, 5, 20), dt.date(2023, 5, 21)),
        (dt.date(2023, 5, 1), dt.date(2023, 6, 30)),
        (dt.date(2023, 12, 31), dt.date(2023, 1, 1)),
        (dt.date(2022, 1, 1), dt.date(2023, 12, 31)),
        (dt.date(2024, 2, 1), dt.date(2024, 2, 28)),
    ],
)
def test_a_span_that_is_no_day_month_or_year_is_no_date(earliest, latest):
    with pytest.raises(ValueError, match="is not a day, a month or a year"):
        PartialDate(earliest, latest)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("", None),
        ("2023-05", PartialDate.parse("2023-05")),
        (dt.date(2023, 5, 20), PartialDate.parse("2023-05-20")),
        (PartialDate.parse("2023"), PartialDate.parse("2023")),
        (2023, PartialDate.parse("2023")),
    ],
)
def test_a_date_is_made_of_text_of_a_day_of_a_date_or_of_nothing(value, expected):
    assert PartialDate.of(value) == expected


def test_dates_stand_in_the_order_of_their_last_day_then_of_their_first():
    texts = [
        "2022-12-31",
        "2022",
        "2023-05-20",
        "2023-05-31",
        "2023-05",
        "2023-06-01",
        "2023-12-31",
        "2023",
        "2024-01-01",
    ]
    in_order = [
        "2022",
        "2022-12-31",
        "2023-05-20",
        "2023-05",
        "2023-05-31",
        "2023-06-01",
        "2023",
        "2023-12-31",
        "2024-01-01",
    ]
    assert [date.isoformat() for date in sorted(map(PartialDate.parse, texts))] == in_order
    assert PartialDate.parse("2023-05-20") < PartialDate.parse("2023-05")
    assert PartialDate.parse("2023-05") <= PartialDate.parse("2023-05")
    assert not PartialDate.parse("2023-05") < PartialDate.parse("2023-05")


@pytest.mark.parametrize(
    ("text", "after", "before", "expected"),
    [
        ("2023-05-20", None, None, True),
        ("2023-05-20", "2023-05-20", "2023-05-20", True),
        ("2023-05-20", "2023-05-21", None, False),
        ("2023-05-20", None, "2023-05-19", False),
        ("2023-05-20", "2023", "2023", True),
        ("2023-05", "2023-05", "2023-05", True),
        ("2023-05", "2023-05-02", None, False),
        ("2023-05", None, "2023-05-30", False),
        ("2023", "2023-01-01", "2023-12-31", True),
        ("2023", "2023-02", None, False),
        ("2024", None, "2024-01-01", False),
        ("2024", "2024-01-01", None, True),
    ],
)
def test_a_date_lies_within_bounds_only_with_its_whole_span(text, after, before, expected):
    date = PartialDate.parse(text)
    assert date.within(after=PartialDate.of(after), before=PartialDate.of(before)) is expected


def test_a_year_that_has_begun_is_not_over():
    """Compared as text, “2024” would stand before “2024-01-01”."""
    assert not PartialDate.parse("2024").within(before=PartialDate.parse("2024-01-01"))
    assert PartialDate.parse("2024") > PartialDate.parse("2024-01-01")


def test_today_is_the_day_in_utc():
    assert today() in (dt.datetime.now(dt.UTC).date(), (dt.datetime.now(dt.UTC) - dt.timedelta(seconds=5)).date())


@given(TEXTS)
def test_what_is_written_reads_back_the_same(text):
    date = PartialDate.parse(text)
    assert date.isoformat() == text
    assert PartialDate.parse(date.isoformat()) == date
    assert PartialDate(date.earliest, date.latest) == date
    assert len(text) == {"year": 4, "month": 7, "day": 10}[date.precision]


@given(TEXTS, TEXTS)
def test_of_two_dates_one_comes_first_or_they_are_the_same(one, other):
    first, second = PartialDate.parse(one), PartialDate.parse(other)
    assert [first < second, first == second, first > second].count(True) == 1
    assert (first < second) == ((first.latest, first.earliest) < (second.latest, second.earliest))


@given(TEXTS)
def test_a_date_lies_within_itself_and_not_past_its_own_ends(text):
    date = PartialDate.parse(text)
    assert date.within(after=date, before=date)
    if date.latest < dt.date.max:
        assert not date.within(after=PartialDate.of(date.earliest + dt.timedelta(days=1)))


@given(st.text(max_size=12))
def test_any_text_is_read_as_it_stands_or_refused_with_a_sentence(text):
    try:
        date = PartialDate.parse(text)
    except ValueError as error:
        assert "is not a" in str(error)
    else:
        assert date.isoformat() == text.strip()
