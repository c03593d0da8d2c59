"""Django’s admin as it comes, for comparison: every field in its default control, parties as the usual three rows, and the
bulk action of Django’s tutorial to publish. It is served under /plain/ beside the project’s own addresses.
"""

from django.contrib import admin
from django.urls import include, path
from django.utils import timezone

from initiatives.models import Commitment, Participation, Source, Statement, Summit
from initiatives.models.fields import partial_date_form

plain = admin.AdminSite("plain")


@admin.action(description="Publish")
def publish(model_admin, request, queryset):
    queryset.update(state="published", published_at=timezone.now())


class Parties(admin.TabularInline):
    model = Participation


for noun in (Source, Summit, Statement, Commitment):
    options = {"form": partial_date_form(noun), "actions": [publish] if hasattr(noun, "state") else []}
    options["inlines"] = [Parties] if noun is Commitment else []
    plain.register(noun, type(f"Plain{noun.__name__}", (admin.ModelAdmin,), options))

urlpatterns = [path("plain/", plain.urls), path("", include("minilat.urls"))]
