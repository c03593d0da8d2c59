"""Where the addresses of the site begin; the public ones stand in ``initiatives/urls.py``."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("initiatives.urls")),
]
