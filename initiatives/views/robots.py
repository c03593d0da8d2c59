"""What machines that pass by ask for: robots.txt, sitemaps in parts, the description of the search, llms.txt."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import GenericSitemap, Sitemap
from django.contrib.sitemaps.views import SitemapIndexItem, sitemap
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from ..lists.resources import NOUNS
from ..models.permalinks import absolute
from ..publishing.site import LICENCE_NAME, LICENCE_URL
from .charts import PICTURES

PAGES = (
    "home",
    *(noun.name for noun in NOUNS.values() if noun.has_page),
    "explore",
    *(picture.name for picture in PICTURES),
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
MOST = 10_000  # addresses in one part


class _AtHome:
    """Addresses begin with the site's own, whatever host a request came by."""

    limit = MOST

    def get_domain(self, site=None):
        return urlsplit(settings.SITE_URL).netloc

    def get_protocol(self, protocol=None):
        return urlsplit(settings.SITE_URL).scheme


class Pages(_AtHome, Sitemap):
    def items(self):
        return PAGES

    def location(self, item):
        return reverse(item)


class Records(_AtHome, GenericSitemap):
    """The public records of a noun with the day of their last change."""

    def __init__(self, noun):
        rows = noun.model.objects.published().with_changed_at()
        super().__init__({"queryset": rows.order_by("slug"), "date_field": "changed_at"})


def sections() -> dict[str, Sitemap]:
    return {"pages": Pages(), **{noun.name: Records(noun) for noun in NOUNS.values() if noun.has_page}}


def sitemap_index(request):
    parts = [
        SitemapIndexItem(absolute(reverse("sitemap-part", args=[name])) + (f"?p={page}" if page > 1 else ""))
        for name, part in sections().items()
        for page in part.paginator.page_range
    ]
    return render(request, "sitemap_index.xml", {"sitemaps": parts}, content_type="application/xml")


def sitemap_part(request, section: str):
    if section not in sections():
        raise Http404
    return sitemap(request, {section: sections()[section]})


def robots(request):
    return render(request, "robots.txt", {"site": settings.SITE_URL}, content_type="text/plain")


def opensearch(request):
    addresses = {
        "search": f"{absolute(reverse('search'))}?q={{searchTerms}}",
        "feed": f"{absolute(NOUNS['commitments'].file('atom'))}?q={{searchTerms}}",
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
        {"site": settings.SITE_URL, "nouns": NOUNS.values(), "licence": LICENCE_NAME, "licence_url": LICENCE_URL},
        content_type="text/plain; charset=utf-8",
    )
