"""The addresses of the API; each noun has its list, its facets and its records."""

from django.urls import path, re_path
from django.views.generic import RedirectView

from ..lists.facets import RULES
from ..lists.resources import NOUNS, Noun
from . import views


def of_noun(noun: Noun) -> list:
    key = "/".join(f"<str:{field}>" for field in noun.model.key_fields)
    facets = path(f"api/v1/facets/{noun.name}/", views.Facets.as_view(noun=noun), name=f"api-{noun.name}-facets")
    return [
        path(f"api/v1/{noun.name}/", views.List.as_view(noun=noun), name=f"api-{noun.name}"),
        path(f"api/v1/{noun.name}/{key}/", views.Record.as_view(noun=noun), name=f"api-{noun.name}-record"),
        *([facets] if noun.filterset_class in RULES else []),
    ]


urlpatterns = [
    path("api/", RedirectView.as_view(pattern_name="api-docs"), name="api-start"),
    path("api/docs/", views.Docs.as_view(), name="api-docs"),
    path("api/guide.md", views.guide, name="api-guide"),
    path("api/v1/", views.Root.as_view(), name="api"),
    path("api/v1/schema/", views.Schema.as_view(), name="api-schema"),
    *(pattern for noun in NOUNS.values() for pattern in of_noun(noun)),
    re_path("^api/v1/.*/$", views.Missing.as_view(), name="api-missing"),
]
