"""The about page."""

from django.conf import settings
from django.views.generic import TemplateView

from .counts import coding_counts, record_counts


class About(TemplateView):
    template_name = "about.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            coverage=coding_counts(), figures=record_counts(), contact=settings.CONTACT, **kwargs
        )
