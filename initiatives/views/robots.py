"""What machines that pass by ask for: robots.txt, sitemaps in parts, the description of the search, llms.txt."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import GenericSitemap, Sitemap
from django.contrib.sitemaps.views import SitemapIndexItem, sitemap
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from ..lists.resources import RESOURCES
from ..models.permalinks import absolute
from ..publishing.site import LICENCE_NAME, LICENCE_URL
from .charts import CHART_PAGES

SITEMAP_PAGES = (
    "home",
    *(noun.name for noun in RESOURCES.values() if noun.has_page),
    "explore",
    *(picture.name for picture in CHART_PAGES),
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
)
SITEMAP_LIMIT = 10_000  # addresses in one part


class _SiteUrlMixin:
    """Addresses begin with the site's own, whatever host a request came by."""

    limit = SITEMAP_LIMIT

    def get_domain(self, site=None):
        return urlsplit(settings.SITE_URL).netloc

    def get_protocol(self, protocol=None):
        return urlsplit(settings.SITE_URL).scheme


class PageSitemap(_SiteUrlMixin, Sitemap):
    def items(self):
        return SITEMAP_PAGES

    def location(self, item):
        return reverse(item)


class RecordSitemap(_SiteUrlMixin, GenericSitemap):
    """The public records of a noun with the day of their last change."""

    def __init__(self, noun):
        rows = noun.model.objects.published().with_changed_at()
        super().__init__({"queryset": rows.order_by("slug"), "date_field": "changed_at"})


def sitemap_sections() -> dict[str, Sitemap]:
    return {"pages": PageSitemap(), **{noun.name: RecordSitemap(noun) for noun in RESOURCES.values() if noun.has_page}}


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


def robots(request):
    return render(request, "robots.txt", {"site": settings.SITE_URL}, content_type="text/plain")


def opensearch(request):
    addresses = {
        "search": f"{absolute(reverse('search'))}?q={{searchTerms}}",
        "feed": f"{absolute(RESOURCES['commitments'].file('atom'))}?q={{searchTerms}}",
        "api": f"{absolute(reverse('api-commitments'))}?q={{searchTerms}}",
        "icon": absolute(reverse("favicon")),
    }
    content_type = "application/opensearchdescription+xml"
    return render(request, "opensearch.xml", addresses, content_type=content_type)


def llms(request):
    """The site in plain words for language models and their makers."""
    return render(
        request,
        "llms.txt",
        {"site": settings.SITE_URL, "nouns": RESOURCES.values(), "licence": LICENCE_NAME, "licence_url": LICENCE_URL},
        content_type="text/plain; charset=utf-8",
    )
