"""Rows and whole responses as serializers.

Row serializers are built from the columns, so data and schema always agree.
"""

from functools import cache

from rest_framework import serializers

from ..lists.columns import Column, ColumnSet, json_value
from ..lists.resources import RESOURCES
from .expansions import EXPANSIONS, Expansion, expansions_of
from .field_selection import RowShape


class ColumnField(serializers.Field):
    """The value of a column, the same as in the JSON files."""

    def __init__(self, column: Column):
        super().__init__(required=False, help_text=f"{column.description} {column.kind.words}.", label=column.label)
        self.column = column
        self._spectacular_annotation = {"field": column.kind.schema}

    def get_attribute(self, record):
        return json_value(self.column.value(record))

    def to_representation(self, value):
        return value


class RowSerializer(serializers.Serializer):
    """The columns of ``table``, which a subclass sets."""

    table: ColumnSet

    def get_fields(self) -> dict:
        return {column.name: ColumnField(column) for column in self.table}


class ExpandedSerializer(serializers.Serializer):
    """The related records that ``expand=`` adds to a row, by name of the expansion."""

    expansions: tuple[Expansion, ...]

    def get_fields(self) -> dict:
        return {
            expansion.name: row_class(expansion.model)(
                source="*",
                required=False,
                allow_null=not expansion.many,
                many=expansion.many,
                help_text=expansion.description,
            )
            for expansion in self.expansions
        }

    def to_representation(self, record) -> dict:
        values = {expansion.name: expansion.value(record) for expansion in self.expansions}
        return {
            name: value if value is None else self.fields[name].to_representation(value)
            for name, value in values.items()
        }


def make_serializer_class(name: str, base: type, description: str, **attributes) -> type:
    """A subclass of ``base``; the schema shows it under ``name`` with the description."""
    return type(f"{name}Serializer", (base,), {"__doc__": description, **attributes})


@cache
def row_class(model: type) -> type[RowSerializer]:
    """The serializer of a model’s rows inside other rows: columns only."""
    expanded = {expansion.model: expansion.table for group in EXPANSIONS.values() for expansion in group}
    tables = {noun.model: noun.table for noun in RESOURCES.values()} | expanded
    return make_serializer_class(
        model.__name__, RowSerializer, f"The columns of {model_phrase(model)}.", table=tables[model]
    )


def model_phrase(model: type) -> str:
    return f"a {model._meta.verbose_name}"


@cache
def record_class(name: str) -> type[RowSerializer]:
    """The serializer of a noun’s rows with all columns and all expansions."""
    return shaped_class(RowShape(RESOURCES[name], RESOURCES[name].table, expansions_of(RESOURCES[name])))


def shaped_class(shape: RowShape) -> type[RowSerializer]:
    """The serializer of rows with the columns and expansions of the shape."""
    model = shape.noun.model
    name = f"{model.__name__}Record"
    description = f"{model_phrase(model).capitalize()} with the requested columns and related records."
    if not shape.expansions:
        return make_serializer_class(name, RowSerializer, description, table=shape.table)
    expanded = make_serializer_class(
        f"{name}Expanded",
        ExpandedSerializer,
        "The related records that were requested with “expand”.",
        expansions=shape.expansions,
    )

    def get_fields(self):
        return {**RowSerializer.get_fields(self), "expanded": expanded(source="*", required=False)}

    return make_serializer_class(name, RowSerializer, description, table=shape.table, get_fields=get_fields)


def serialize_rows(shape: RowShape, records) -> list[dict]:
    return shaped_class(shape)(shape.attach_links(records), many=True).data


# --- whole responses, for the schema


class OptionSerializer(serializers.Serializer):
    value = serializers.CharField(help_text="The value that the filter takes.")
    label = serializers.CharField(help_text="The value in words.")
    count = serializers.IntegerField(help_text="The number of rows that the filter would give with this value.")
    selected = serializers.BooleanField(help_text="Whether the query selects this value.")
    excluded = serializers.BooleanField(help_text="Whether the query excludes this value.")
    depth = serializers.IntegerField(help_text="The depth in the tree of values; 0 is the top.")


class FacetSerializer(serializers.Serializer):
    name = serializers.CharField(help_text="The name of the filter.")
    label = serializers.CharField(help_text="The filter in words.")
    note = serializers.CharField(help_text="What the numbers count.")
    options = OptionSerializer(many=True, help_text="The values of the filter, counted without this filter.")


class FacetsSerializer(serializers.Serializer):
    title = serializers.CharField(help_text="The query in words.")
    count = serializers.IntegerField(help_text="The number of rows of the query.")
    facets = FacetSerializer(many=True, help_text="The counted filters.")


class ListPageSerializer(serializers.Serializer):
    title = serializers.CharField(help_text="The query in words.")
    address = serializers.URLField(help_text="The same list as a page of the site, or as a file.")
    licence = serializers.URLField(help_text="The licence of the data.")
    count = serializers.IntegerField(help_text="The number of rows on all pages.")
    size = serializers.IntegerField(help_text="The largest number of rows on a page.")
    page = serializers.IntegerField(allow_null=True, help_text="The number of this page; null in a harvest.")
    pages = serializers.IntegerField(allow_null=True, help_text="The number of pages; null in a harvest.")
    since = serializers.DateTimeField(
        allow_null=True, help_text="In a harvest: the value of “updated_since” for the next harvest."
    )
    next = serializers.URLField(allow_null=True, help_text="The address of the next page.")
    previous = serializers.URLField(allow_null=True, help_text="The address of the previous page.")
    facets = FacetSerializer(many=True, required=False, help_text="The requested facets.")


class EntrySerializer(serializers.Serializer):
    name = serializers.CharField(help_text="The name of the kind of record.")
    address = serializers.URLField(help_text="Its list in the API.")
    facets = serializers.URLField(allow_null=True, help_text="Its facets, if it has any.")
    page = serializers.URLField(help_text="Its list as a page of the site, or as a file.")


class RootSerializer(serializers.Serializer):
    title = serializers.CharField(help_text="The title of the data set.")
    documentation = serializers.URLField(help_text="The documentation as a page.")
    guide = serializers.URLField(help_text="A guide with examples.")
    schema = serializers.URLField(help_text="This API in OpenAPI 3.")
    licence = serializers.URLField(help_text="The licence of the data.")
    nouns = EntrySerializer(many=True, help_text="The kinds of records.")


@cache
def list_class(name: str) -> type[ListPageSerializer]:
    """The serializer of a page of the noun’s list."""
    results = record_class(name)(many=True, help_text="The rows.")
    return make_serializer_class(
        f"{RESOURCES[name].model.__name__}List", ListPageSerializer, "A page of rows.", results=results
    )
