"""The shapes of whole answers, for the schema: lists, facets and the root."""

from functools import cache

from rest_framework import serializers

from ..lists.resources import RESOURCES
from .row_serializers import make_serializer_class, record_class


class OptionSerializer(serializers.Serializer):
    value = serializers.CharField(help_text="What the filter takes.")
    label = serializers.CharField(help_text="The value in words.")
    count = serializers.IntegerField(help_text="How many rows it would give.")
    selected = serializers.BooleanField(help_text="Whether the query asks for it.")
    excluded = serializers.BooleanField(help_text="Whether the query leaves it out.")
    depth = serializers.IntegerField(help_text="Its place in a tree; 0 is the top.")


class FacetSerializer(serializers.Serializer):
    name = serializers.CharField(help_text="The filter.")
    label = serializers.CharField(help_text="The filter in words.")
    note = serializers.CharField(help_text="What the numbers count.")
    options = OptionSerializer(many=True, help_text="Its values; each counted with this filter left out.")


class FacetsSerializer(serializers.Serializer):
    title = serializers.CharField(help_text="The query in words.")
    count = serializers.IntegerField(help_text="How many rows the query has.")
    facets = FacetSerializer(many=True, help_text="The filters that are counted.")


class ListPageSerializer(serializers.Serializer):
    title = serializers.CharField(help_text="The query in words.")
    address = serializers.URLField(help_text="The same list for people, or as a file.")
    licence = serializers.URLField(help_text="Under which the rows may be used.")
    count = serializers.IntegerField(help_text="How many rows there are on all pages.")
    size = serializers.IntegerField(help_text="How many a page has at most.")
    page = serializers.IntegerField(allow_null=True, help_text="The number of this page; null in a harvest.")
    pages = serializers.IntegerField(allow_null=True, help_text="How many pages there are; null in a harvest.")
    since = serializers.DateTimeField(
        allow_null=True, help_text="In a harvest: what to ask for next time as “updated_since”."
    )
    next = serializers.URLField(allow_null=True, help_text="Address of the next page.")
    previous = serializers.URLField(allow_null=True, help_text="Address of the page before.")
    facets = FacetSerializer(many=True, required=False, help_text="The facets that were asked for.")


class EntrySerializer(serializers.Serializer):
    name = serializers.CharField(help_text="The noun.")
    address = serializers.URLField(help_text="Its list in the API.")
    facets = serializers.URLField(allow_null=True, help_text="Its facets, where it has them.")
    page = serializers.URLField(help_text="Its list for people, or as a file.")


class RootSerializer(serializers.Serializer):
    title = serializers.CharField(help_text="What this is.")
    documentation = serializers.URLField(help_text="Documentation for people.")
    guide = serializers.URLField(help_text="A guide with examples.")
    schema = serializers.URLField(help_text="This API in OpenAPI 3.")
    licence = serializers.URLField(help_text="Under which the data may be used.")
    nouns = EntrySerializer(many=True, help_text="What there is.")


@cache
def list_class(name: str) -> type[ListPageSerializer]:
    results = record_class(name)(many=True, help_text="The rows.")
    return make_serializer_class(
        f"{RESOURCES[name].model.__name__}List", ListPageSerializer, "A page of rows and its place.", results=results
    )
