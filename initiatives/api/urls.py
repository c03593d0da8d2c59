"""The addresses of the API: for each noun its list, its facets and its records."""

from django.urls import path, re_path
from django.views.generic import RedirectView

from ..lists.resources import RESOURCES, Resource
from . import views


def noun_urlpatterns(noun: Resource) -> list:
    key = "/".join(f"<str:{field}>" for field in noun.model.key_fields)
    facets = path(f"api/v1/facets/{noun.name}/", views.FacetsView.as_view(noun=noun), name=f"api-{noun.name}-facets")
    return [
        path(f"api/v1/{noun.name}/", views.RecordListView.as_view(noun=noun), name=f"api-{noun.name}"),
        path(f"api/v1/{noun.name}/{key}/", views.RecordDetailView.as_view(noun=noun), name=f"api-{noun.name}-record"),
        *([facets] if noun.facet_rules else []),
    ]


urlpatterns = [
    path("api/", RedirectView.as_view(pattern_name="api-docs"), name="api-start"),
    path("api/docs/", views.Docs.as_view(), name="api-docs"),
    path("api/guide.md", views.guide, name="api-guide"),
    path("api/v1/", views.Root.as_view(), name="api"),
    path("api/v1/schema/", views.SchemaView.as_view(), name="api-schema"),
    *(pattern for noun in RESOURCES.values() for pattern in noun_urlpatterns(noun)),
    re_path("^api/v1/.*/$", views.NotFoundView.as_view(), name="api-missing"),
]
