"""A noun that is added by the steps of CONTRIBUTING has a list page, record pages, files, an API list and a sitemap."""

import json
import re
from types import ModuleType

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.models import Q
from django.urls import include, path, reverse

from initiatives import search, urls
from initiatives.api.urls import noun_urlpatterns as api_urlpatterns
from initiatives.lists.columns import Column, ColumnSet
from initiatives.lists.columns.shared import SLUG_COLUMN, UPDATED, URL_COLUMN, api_url_column, attribute_getter
from initiatives.lists.facets import FacetRule, by_column
from initiatives.lists.filters import FilterSet, ValuesFilter
from initiatives.lists.filters.base import FixedOptions, OrderFilter, lookup_condition
from initiatives.lists.resources import RESOURCES, Resource
from initiatives.models.base import Record, slug_field
from initiatives.publishing import dictionary

pytestmark = pytest.mark.engine

KINDS = {"sensor": "Sensor", "laser": "Laser", "other": "Other"}


def make_model():
    """Step 1: the model."""

    class Device(Record):
        slug = slug_field()
        name = models.CharField(max_length=100)
        kind = models.CharField(max_length=20)

        class Meta:
            app_label = "initiatives"
            verbose_name = "device"
            verbose_name_plural = "devices"

        def __str__(self):
            return self.name

        def get_absolute_url(self):
            return reverse("device", args=[self.slug])

    return Device


def make_filterset(device):
    """Step 2: the filters, one with a facet."""

    class DeviceFilterSet(FilterSet):
        kind = ValuesFilter(
            FixedOptions(KINDS),
            lookup_condition("kind", Q(kind="")),
            label="Kind",
            facet=FacetRule(by_column("kind"), "devices"),
        )
        orders = {"name": ["name", "slug"], "relevance": ["search_rank", "slug"]}
        default_order = "name"
        ordering = OrderFilter(label="Order", orders=list(orders))

        class Meta:
            model = device
            fields = []

    return DeviceFilterSet


def make_columns():
    """Step 3: the columns, two of them in the table of the list."""
    return ColumnSet(
        (
            SLUG_COLUMN,
            Column("name", "Name", "Its name.", attribute_getter("name"), place=1),
            Column("kind", "Kind", "Its kind.", attribute_getter("kind"), "code", place=2),
            UPDATED,
            URL_COLUMN,
            api_url_column("devices"),
        )
    )


@pytest.fixture(scope="module")
def device(test_database, django_db_blocker):
    """The model with its table, outside any transaction, since SQLite changes its schema only there."""
    model = make_model()
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.create_model(model)
    yield model
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.delete_model(model)
    del apps.all_models["initiatives"]["device"]
    apps.clear_cache()


@pytest.fixture
def devices(device, db, settings, monkeypatch):
    """Three devices; their noun is in the registry and has addresses during the test alone."""
    indexed = search.IndexedModel(device.objects.all, lambda row: [("title", "title", row.name)])
    # Step 4: the resource
    noun = Resource("devices", device, make_filterset(device), make_columns(), indexed, schema_type="Product")
    monkeypatch.setitem(RESOURCES, noun.name, noun)
    monkeypatch.setitem(search.INDEXED_MODELS, device, indexed)
    patterns = [*urls.noun_urlpatterns(noun), *api_urlpatterns(noun), *urls.urlpatterns]
    settings.ROOT_URLCONF = ModuleType("urls_with_devices")
    settings.ROOT_URLCONF.urlpatterns = [path("", include(patterns))]
    for slug, name, kind in (("a", "Alpha", "sensor"), ("b", "Beta", "sensor"), ("c", "Gamma", "laser")):
        device.objects.create(slug=slug, name=name, kind=kind)
    search.rebuild_index()
    dictionary.data_tables.cache_clear()
    yield noun
    dictionary.data_tables.cache_clear()


def test_its_list_page_has_the_filter_the_facet_and_the_columns(client, devices):
    response = client.get("/devices/?kind=sensor")
    listing = response.context["query"]

    assert response.status_code == 200
    assert [row.slug for row in listing.page.object_list] == ["a", "b"]
    assert [(option.value, option.count) for option in listing.facets[0].options] == [
        ("sensor", 2),
        ("laser", 1),
        ("other", 0),
    ]
    body = response.content.decode()
    assert '<a href="/devices/a/">Alpha</a>' in body
    assert re.search(r'<td data-label="Kind">\s*sensor\s*</td>', body)
    assert "Gamma" not in body


def test_its_record_page_shows_every_column(client, devices):
    response = client.get("/devices/c/")

    assert response.status_code == 200
    assert "<dt>Kind</dt><dd>laser</dd>" in response.content.decode()
    assert response.context["head"].data["@type"] == "Product"
    assert client.get("/devices/unknown/").status_code == 404


def test_its_api_list_has_the_filter_and_the_facet(client, devices):
    answer = client.get("/api/v1/devices/?kind=-sensor&facets=kind").json()

    assert [row["slug"] for row in answer["results"]] == ["c"]
    assert [option["count"] for option in answer["facets"][0]["options"]] == [2, 1, 0]
    assert client.get("/api/v1/devices/a/").json()["name"] == "Alpha"
    assert "devices" in [noun["name"] for noun in client.get("/api/v1/").json()["nouns"]]


def test_it_has_files(client, devices):
    table = b"".join(client.get("/devices.csv?kind=laser").streaming_content).decode("utf-8-sig").splitlines()

    assert table[0] == "slug,name,kind,updated,url,api_url"
    assert [line.split(",")[:3] for line in table[1:]] == [["c", "Gamma", "laser"]]
    assert client.get("/devices/a.bib").status_code == 200
    described = json.loads(client.get("/devices.csv-metadata.json").content)
    assert [column["name"] for column in described["tableSchema"]["columns"]] == devices.table.names


def test_its_records_stand_in_the_sitemap(client, devices):
    assert "/sitemap-devices.xml</loc>" in client.get("/sitemap.xml").content.decode()
    assert "/devices/</loc>" in client.get("/sitemap-pages.xml").content.decode()
    records = client.get("/sitemap-devices.xml").content.decode()
    assert [slug for slug in "abc" if f"/devices/{slug}/</loc>" in records] == ["a", "b", "c"]


def test_it_is_found_by_the_search(client, devices):
    (group,) = client.get("/search/?q=gamma").context["groups"]

    assert (group["label"], [row.slug for row in group["rows"]]) == ("Devices", ["c"])
    assert [row.slug for row in client.get("/devices/?q=alpha").context["query"].page.object_list] == ["a"]
