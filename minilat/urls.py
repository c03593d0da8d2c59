"""Where the addresses of the site begin; the public ones stand in ``initiatives/urls.py``."""

from django.contrib import admin
from django.urls import include, path

handler400 = "initiatives.views.base.bad_request"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("initiatives.urls")),
]
