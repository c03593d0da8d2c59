"""The sitemap in parts: the pages, and the records of each noun."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import GenericSitemap, Sitemap
from django.contrib.sitemaps.views import SitemapIndexItem, sitemap
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from ..lists.resources import resources_with_pages
from ..models.permalinks import absolute
from .charts import CHARTS

SITEMAP_LIMIT = 10_000  # addresses in one part


def page_names() -> list[str]:
    """The pages that stand in the sitemap, by the names of their addresses."""
    return [
        "home",
        *(noun.name for noun in resources_with_pages()),
        "explore",
        *(chart.name for chart in CHARTS),
        "compare",
        "answers",
        *(f"answer-{name}" for name in ("gone-quiet", "due", "cadence", "coverage")),
        "changes",
        "codebook",
        "data",
        "dictionary",
        "api-docs",
        "api-guide",
        "about",
    ]


class _SiteUrlMixin:
    """Addresses begin with the site's own, whatever host a request came by."""

    limit = SITEMAP_LIMIT

    def get_domain(self, site=None):
        return urlsplit(settings.SITE_URL).netloc

    def get_protocol(self, protocol=None):
        return urlsplit(settings.SITE_URL).scheme


class PageSitemap(_SiteUrlMixin, Sitemap):
    def items(self):
        return page_names()

    def location(self, item):
        return reverse(item)


class RecordSitemap(_SiteUrlMixin, GenericSitemap):
    """The public records of a noun with the day of their last change."""

    def __init__(self, noun):
        rows = noun.model.objects.published().with_changed_at()
        super().__init__({"queryset": rows.order_by("slug"), "date_field": "changed_at"})


def sitemap_sections() -> dict[str, Sitemap]:
    return {"pages": PageSitemap(), **{noun.name: RecordSitemap(noun) for noun in resources_with_pages()}}


def sitemap_index(request):
    parts = [
        SitemapIndexItem(absolute(reverse("sitemap-part", args=[name])) + (f"?p={page}" if page > 1 else ""))
        for name, part in sitemap_sections().items()
        for page in part.paginator.page_range
    ]
    return render(request, "sitemap_index.xml", {"sitemaps": parts}, content_type="application/xml")


def sitemap_part(request, section: str):
    if section not in sitemap_sections():
        raise Http404
    return sitemap(request, {section: sitemap_sections()[section]})
