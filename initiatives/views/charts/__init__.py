"""The pictures there are, with their addresses."""

from django.urls import path, reverse
from django.views.generic import TemplateView

from ..compare import Compare
from .base import addresses
from .map import Map, MapFile
from .matrix import Matrix, MatrixFile
from .network import Network, NetworkFile
from .timeline import Timeline, TimelineFile
from .trend import Trend, TrendFile

PICTURES = (Matrix, Timeline, Trend, Map, Network)


class Explore(TemplateView):
    """The pictures there are, a sentence each."""

    template_name = "charts/index.html"

    def get_context_data(self, **kwargs):
        pictures = [
            {"title": page.title, "explanation": page.explanation, "url": reverse(page.name)}
            for page in (*PICTURES, Compare)
        ]
        return super().get_context_data(pictures=pictures, **kwargs)


urlpatterns = [
    path("explore/", Explore.as_view(), name="explore"),
    *addresses(Matrix, MatrixFile),
    *addresses(Timeline, TimelineFile),
    *addresses(Trend, TrendFile),
    *addresses(Map, MapFile),
    *addresses(Network, NetworkFile),
]
