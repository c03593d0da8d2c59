"""The API schema is complete and every response matches it: a sample here, ten thousand requests in the drill."""

from collections import Counter

import pytest
from django.core.management import call_command

from tests.contract.api_requests import REQUEST_KINDS, description, send_requests
from tests.world import build_drafts


def test_the_schema_is_valid_and_made_without_a_warning(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yaml"))


def test_every_parameter_and_every_property_says_what_it_is():
    schema = description()
    parameters = [
        (path, parameter["name"])
        for path, found in schema["paths"].items()
        for parameter in found["get"].get("parameters", [])
        if not parameter.get("description")
    ]
    properties = [
        (name, field)
        for name, component in schema["components"]["schemas"].items()
        for field, value in component["properties"].items()
        if not value.get("description") and field != "expanded"
    ]

    assert len(schema["paths"]) == 26
    assert parameters == properties == []


@pytest.mark.parametrize("kind", REQUEST_KINDS)
def test_every_answer_is_as_the_schema_says(world, kind):
    build_drafts(world)
    statuses = Counter(send_requests(kind, examples=4))

    assert sum(statuses.values()) >= 90
    assert statuses[200] > 20 or kind == "wrong"
    assert statuses[400] > 20 or kind == "known"
