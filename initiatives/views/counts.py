"""Numbers that the home page and the about page show."""

from django.urls import reverse

from ..lists.resources import resources_with_pages
from ..models import Statement
from ..models.vocabularies import CodingShown


def coding_counts() -> list[dict]:
    """How many public statements are coded how far, with the list behind each number."""
    rows = Statement.objects.published().with_records().values_list("coding", "has_records")
    shown = [CodingShown.of(coding, has_records) for coding, has_records in rows]
    return [
        {
            "code": value.value,
            "label": value.label,
            "anchor": value.anchor,
            "count": shown.count(value),
            "url": f"{reverse('statements')}?coding={value.value}",
        }
        for value in CodingShown
    ]


def record_counts() -> list[dict]:
    """How many public records each noun has; technologies are left out, since they are a vocabulary."""
    nouns = [noun for noun in resources_with_pages() if noun.name != "technologies"]
    return [{"label": noun.name, "value": noun.model.objects.published().count(), "url": noun.path} for noun in nouns]
