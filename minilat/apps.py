"""The admin of the project: Django's own, with the curators' desk as its front page."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    default_site = "minilat.desk.DeskSite"
