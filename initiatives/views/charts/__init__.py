"""All charts, with their addresses."""

from django.urls import path, reverse
from django.views.generic import TemplateView

from ..compare import ComparePage
from .base import chart_urlpatterns
from .map import MapChart
from .matrix import MatrixChart
from .network import NetworkChart
from .timeline import TimelineChart
from .trend import TrendChart

CHARTS = (MatrixChart, TimelineChart, TrendChart, MapChart, NetworkChart)


class Explore(TemplateView):
    """The index of the charts, a sentence each."""

    template_name = "charts/index.html"

    def get_context_data(self, **kwargs):
        pictures = [
            {"title": chart.title, "explanation": chart.explanation, "url": reverse(chart.name)}
            for chart in (*CHARTS, ComparePage)
        ]
        return super().get_context_data(pictures=pictures, **kwargs)


urlpatterns = [
    path("explore/", Explore.as_view(), name="explore"),
    *(pattern for chart in CHARTS for pattern in chart_urlpatterns(chart)),
]
