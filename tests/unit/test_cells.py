"""Cells that would run as formulas are escaped, and each text survives a round trip."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from initiatives.models.formulas import escape_formula, unescape_formula


@given(st.text(alphabet="'=+-@\t\r\nab 1", max_size=8))
@example("")
@example("'=1+1")
@example("''@x")
@example("'quoted'")
def test_a_cell_is_no_formula_and_comes_back_as_it_was(text):
    assert not escape_formula(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unescape_formula(escape_formula(text)) == text


@pytest.mark.parametrize("text", ["plain", "'quoted'", "a=b", "2023-05-20", " =1", "’s"])
def test_what_is_no_formula_stays_as_it_is(text):
    assert escape_formula(text) == unescape_formula(text) == text


def test_nothing_is_an_empty_cell():
    assert escape_formula(None) == ""
    assert escape_formula(0) == "0"
