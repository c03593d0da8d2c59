"""Rows as JSON: serializers made from the columns, so that an answer and its schema cannot differ."""

from functools import cache

from rest_framework import serializers

from ..lists.columns import Column, ColumnSet, json_value
from ..lists.resources import RESOURCES
from .expansions import EXPANSIONS, Expansion
from .field_selection import TABLES_BY_NOUN, RowShape


class ColumnField(serializers.Field):
    """The value of a column, as the files in JSON have it."""

    def __init__(self, column: Column):
        super().__init__(required=False, help_text=f"{column.description} {column.kind.words}.", label=column.label)
        self.column = column
        self._spectacular_annotation = {"field": column.kind.schema}

    def get_attribute(self, record):
        return json_value(self.column.value(record))

    def to_representation(self, value):
        return value


class RowSerializer(serializers.Serializer):
    """The columns of a table; a subclass names the table."""

    table: ColumnSet

    def get_fields(self) -> dict:
        return {column.name: ColumnField(column) for column in self.table}


class ExpandedSerializer(serializers.Serializer):
    """The records that were put into a row, by the names that ``expand=`` takes."""

    expansions: tuple[Expansion, ...]

    def get_fields(self) -> dict:
        return {
            more.name: row_class(more.model)(
                source="*", required=False, allow_null=not more.many, many=more.many, help_text=more.description
            )
            for more in self.expansions
        }

    def to_representation(self, record) -> dict:
        found = {}
        for more in self.expansions:
            value, row = more.value(record), self.fields[more.name]
            found[more.name] = row.to_representation(value) if value is not None else None
        return found


def make_serializer_class(name: str, base: type, says: str, **attributes) -> type:
    """A serializer under a name of its own in the schema; ``says`` is what it is told to be there."""
    return type(f"{name}Serializer", (base,), {"__doc__": says, **attributes})


@cache
def row_class(model: type) -> type[RowSerializer]:
    """The serializer of a model’s rows where they are put into others: columns alone."""
    of = {**{noun.model: noun.table for noun in RESOURCES.values()}, **extra_tables()}
    return make_serializer_class(model.__name__, RowSerializer, f"{model_phrase(model)}: its columns.", table=of[model])


def model_phrase(model: type) -> str:
    return f"A {model._meta.verbose_name}"


def extra_tables() -> dict:
    """The tables of what is no noun of its own."""
    return {more.model: more.table for group in EXPANSIONS.values() for more in group}


@cache
def record_class(name: str) -> type[RowSerializer]:
    """The serializer of the rows of the noun of this name: all columns and all that can be put in."""
    return shaped_class(RowShape(RESOURCES[name], TABLES_BY_NOUN[name], EXPANSIONS[name]))


def shaped_class(shape: RowShape) -> type[RowSerializer]:
    """The serializer of the rows of an answer of this shape."""
    name, says = f"{shape.noun.model.__name__}Record", f"{model_phrase(shape.noun.model)}, as it was asked for."
    if not shape.expansions:
        return make_serializer_class(name, RowSerializer, says, table=shape.table)
    expanded = make_serializer_class(
        f"{name}Expanded", ExpandedSerializer, "The records that were put into the row.", expansions=shape.expansions
    )

    def get_fields(self):
        return {**RowSerializer.get_fields(self), "expanded": expanded(source="*", required=False)}

    return make_serializer_class(name, RowSerializer, says, table=shape.table, get_fields=get_fields)


def serialize_rows(shape: RowShape, records) -> list[dict]:
    return shaped_class(shape)(shape.attach_links(records), many=True).data
