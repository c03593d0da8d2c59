"""All charts, with their addresses."""

from django.urls import path, reverse
from django.views.generic import TemplateView

from ..compare import ComparePage
from .base import chart_urlpatterns
from .map import MapFile, MapPage
from .matrix import MatrixFile, MatrixPage
from .network import NetworkFile, NetworkPage
from .timeline import TimelineFile, TimelinePage
from .trend import TrendFile, TrendPage

CHART_PAGES = (MatrixPage, TimelinePage, TrendPage, MapPage, NetworkPage)


class Explore(TemplateView):
    """The index of the charts, a sentence each."""

    template_name = "charts/index.html"

    def get_context_data(self, **kwargs):
        pictures = [
            {"title": page.title, "explanation": page.explanation, "url": reverse(page.name)}
            for page in (*CHART_PAGES, ComparePage)
        ]
        return super().get_context_data(pictures=pictures, **kwargs)


urlpatterns = [
    path("explore/", Explore.as_view(), name="explore"),
    *chart_urlpatterns(MatrixPage, MatrixFile),
    *chart_urlpatterns(TimelinePage, TimelineFile),
    *chart_urlpatterns(TrendPage, TrendFile),
    *chart_urlpatterns(MapPage, MapFile),
    *chart_urlpatterns(NetworkPage, NetworkFile),
]
