"""Loops in tests that hold all assertions of a test."""


def each(values):
    """The values as a list; AssertionError if there is none, because a loop over nothing would prove nothing."""
    found = list(values)
    assert found, "there is nothing to test"
    return found
