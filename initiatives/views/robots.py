"""robots.txt, llms.txt, the description of the search and the icon: what browsers and crawlers request."""

from django.conf import settings
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse

from ..lists.resources import RESOURCES
from ..models.permalinks import absolute
from ..publishing.site import LICENCE_NAME, LICENCE_URL


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


def favicon(request):
    """Browsers ask for it whatever the page says; the admin's pages name none."""
    return redirect(static("minilat/favicon.svg"))
