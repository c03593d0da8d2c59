"""`docs/facts-map.md` has a target for every field of the research files and names no other field."""

import json
import re

import pytest
from django.apps import apps
from django.conf import settings

from initiatives.importing.research_schema import FACTS_SCHEMA

PAGE = (settings.BASE_DIR / "docs" / "facts-map.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `([a-z0-9_.]+)` \| (?:`([A-Za-z]+)\.([a-z_0-9]+)`|dropped) \| (.+) \|$", PAGE, re.MULTILINE)


def fields_of(value, way: str):
    """The ways to every field inside a value of the facts: `commitments.follow_ups.date`."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield f"{way}.{name}"
            yield from fields_of(inner, f"{way}.{name}")
    elif isinstance(value, list):
        for item in value:
            yield from fields_of(item, way)


def fields_of_schema(schema, way: str):
    for name, check in schema.items():
        yield f"{way}.{name}"
        check = getattr(check, "check", check)
        if isinstance(check, list | dict):
            yield from fields_of_schema(check[0] if isinstance(check, list) else check, f"{way}.{name}")


def test_every_field_of_the_facts_stands_in_the_map_once():
    used = set()
    for path in (settings.BASE_DIR / "fixtures" / "facts").glob("*.json"):
        for array, rows in json.loads(path.read_text(encoding="utf-8")).items():
            used |= set(fields_of(rows, array)) if array != "repairs" else set()
    set_by_repairs = {"commitments.amount.bound", "commitments.amount.scope"}
    mapped = [field for field, *_ in ROWS]
    assert sorted(mapped) == sorted(set(mapped))
    assert set(mapped) == used | set_by_repairs


def test_every_field_that_the_import_reads_stands_in_the_map():
    read = {field for array, schema in FACTS_SCHEMA.items() for field in fields_of_schema(schema, array)}
    codes = {f"state_codes.{name}" for name in ("iso2", "numeric", "kind", "slug")}
    read = {field for field in read if field.replace("states.", "state_codes.") not in codes} | codes
    read = read - {"technologies.borderline"} | {"technology_notes.borderline"}
    elsewhere = {field for field, *_ in ROWS if field.startswith("follow_ups_elsewhere")}
    assert {field for field, *_ in ROWS} == read | elsewhere | {"state_codes.iso3", "technology_notes.slug"}


@pytest.mark.parametrize(("field", "model", "name"), [row[:3] for row in ROWS if row[1]])
def test_every_target_is_a_field_of_a_model(field, model, name):
    model = apps.get_model("initiatives", model)
    names = {column.name for column in (*model._meta.fields, *model._meta.many_to_many)}
    assert name in names | set(getattr(model, "partial_dates", {}))


def test_only_the_hint_is_dropped():
    assert [field for field, model, *_ in ROWS if not model] == ["follow_ups_elsewhere.commitment_hint"]


def test_every_row_of_a_table_was_read_and_says_how():
    rows = [line for line in PAGE.splitlines() if line.startswith("| `")]
    assert len(rows) == len(ROWS)
    assert all(how.strip() for *_, how in ROWS)


def test_every_field_of_the_record_is_a_target_or_named_as_empty():
    """A field that is added to a model has to be mapped, or said to be left empty."""
    kept_by_the_record = {"id", "imported_digest", "created_at", "updated_at", "state", "published_at", "state_reason"}
    derived = {"FollowUp.number", "Commitment.parties"}
    targets = {f"{model}.{name}" for _, model, name, _ in ROWS if model}
    empty = set(re.findall(r"`([A-Z][A-Za-z]+\.[a-z_0-9]+)`", PAGE.split("## Fields without facts")[1]))
    wanting = set()
    for noun in sorted({model for _, model, *_ in ROWS if model}):
        model = apps.get_model("initiatives", noun)
        columns = {column.name for column in (*model._meta.fields, *model._meta.many_to_many)}
        dates = set(model.partial_dates)
        columns -= {f"{name}_{end}" for name in dates for end in ("earliest", "latest")}
        own = {"state"} & columns if noun in ("Membership", "Participation") else set()
        wanting |= {f"{noun}.{name}" for name in (columns | dates) - (kept_by_the_record - own)}
    assert wanting - targets - derived == empty
