"""The codebook as a page, as JSON, and its technologies as SKOS."""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import conditional_page
from django.views.generic import TemplateView

from ..models.glossary import GLOSSARY
from ..publishing import codebook
from .technologies import technology_tree


class Codebook(TemplateView):
    template_name = "codebook.html"

    def get_context_data(self, **kwargs):
        data = codebook.codebook_as_data()
        described = {node["slug"]: node for node in data["technologies"]}
        tree = [(node, described[node.slug]) for node in technology_tree()]
        return super().get_context_data(**{**data, "technologies": tree, "glossary": GLOSSARY}, **kwargs)


@conditional_page
def codebook_json(request):
    """The codebook for programs."""
    return JsonResponse(codebook.codebook_as_data(), json_dumps_params={"ensure_ascii": False, "indent": 1})


@conditional_page
def technologies_skos(request):
    """The technologies as a SKOS concept scheme."""
    return HttpResponse(codebook.technologies_as_skos(), content_type="text/turtle; charset=utf-8")
