"""Picks a sample of many test cases for `make test`; `make drill` runs the others."""

import random

import pytest

SEED = 2026


def some(cases, number):
    """The cases for `parametrize`: so many of them run always (the same on every run), the others in the drill."""
    cases = list(cases)
    always = set(random.Random(SEED).sample(range(len(cases)), min(number, len(cases))))
    return [case if place in always else in_drill(case) for place, case in enumerate(cases)]


def in_drill(case):
    return pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.drill)


def taken(cases, number):
    """So many of the cases, the same on every run."""
    cases = list(cases)
    return random.Random(SEED).sample(cases, min(number, len(cases)))
