"""What was changed: the history of one record, and the newest changes of the whole record."""

from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import conditional_page
from django.views.generic import TemplateView

from ..history.changes import NOUN_NAMES, changes, described, newest_changes, public_history
from ..history.recording import GROUPING_PATHS
from ..models import Grouping
from ..models.dates import PartialDate
from ..publishing.feeds import ATOM_CONTENT_TYPE, MAX_ENTRIES, changes_feed, history_feed
from .base import RecordPage

PAGE_SIZE = 50
PARAMETERS = ("noun", "grouping", "since", "page")


class RecordHistory(RecordPage):
    """The changes of one public record since its first publication, in sentences."""

    def get_template_names(self):
        return ["history.html"]

    def get_queryset(self):
        return self.model.objects.published()

    def moved(self, request, address):
        return f"{address}history/"

    def get_context_data(self, **kwargs):
        return super(RecordPage, self).get_context_data(
            record=self.object,
            changes=public_history(self.object),
            noun=self.model._meta.verbose_name,
            feed_url=f"{self.object.get_absolute_url()}history.atom",
            **kwargs,
        )


@method_decorator(conditional_page, name="dispatch")
class HistoryFeed(RecordHistory):
    """The same as Atom."""

    def moved(self, request, address):
        return f"{address}history.atom"

    def render_to_response(self, context, **kwargs):
        return HttpResponse(history_feed(context["record"], context["changes"]), content_type=ATOM_CONTENT_TYPE)


class Changes(TemplateView):
    """What was added or changed, newest first; by noun, by grouping, since a day."""

    template_name = "changes.html"

    def get_context_data(self, **kwargs):
        asked, notices = self.read()
        since = asked["since"]
        rows = changes(asked["noun"], asked["grouping"], since and since.earliest)
        page = Paginator(rows, PAGE_SIZE).get_page(self.request.GET.get("page"))
        kept = {name: str(value.isoformat() if name == "since" else value) for name, value in asked.items() if value}
        return super().get_context_data(
            changes=described(page.object_list),
            page=page,
            page_links=page_links(page, kept),
            notices=notices,
            choices=self.choices(asked),
            since=since,
            asked=kept,
            feed_url=f"{reverse('changes-feed')}?{urlencode(kept)}" if kept else reverse("changes-feed"),
            **kwargs,
        )

    def read(self) -> tuple[dict, list[str]]:
        """What was asked for and could be understood, and a notice for the rest."""
        query, notices = self.request.GET, []
        notices += [f"“{name}” is not a filter of this page." for name in query if name not in PARAMETERS]
        asked = {"noun": "", "grouping": "", "since": None}
        for name, known in (("noun", NOUN_NAMES), ("grouping", self.groupings)):
            if (value := query.get(name, "")) and value in known:
                asked[name] = value
            elif value:
                notices.append(f"There is no {name} “{value[:100]}”.")
        try:
            asked["since"] = PartialDate.of(query.get("since", "").strip())
        except ValueError:
            notices.append(f"“{query['since'][:100]}” is not a date. Write 2023, 2023-05 or 2023-05-20.")
        if asked["grouping"] and asked["noun"] and NOUN_NAMES[asked["noun"]] not in GROUPING_PATHS:
            notices.append("States, technologies and sources belong to no grouping: nothing can match both filters.")
        return asked, notices

    @property
    def groupings(self) -> dict[str, str]:
        if not hasattr(self, "_groupings"):
            self._groupings = dict(Grouping.objects.published().values_list("slug", "short_name"))
        return self._groupings

    def choices(self, asked):
        nouns = {name: str(model._meta.verbose_name_plural).capitalize() for name, model in NOUN_NAMES.items()}
        return [
            {"name": name, "label": label, "options": [(key, text, key == asked[name]) for key, text in known.items()]}
            for name, label, known in (("noun", "What", nouns), ("grouping", "Grouping", self.groupings))
        ]


@method_decorator(conditional_page, name="dispatch")
class ChangesFeed(Changes):
    """The newest of the same as Atom; what is not understood answers 400."""

    def get(self, request, *args, **kwargs):
        asked, notices = self.read()
        if notices:
            raise BadRequest(" ".join(notices))
        since = asked["since"]
        wanted = {"noun": asked["noun"], "grouping": asked["grouping"], "since": since and since.earliest}
        text = {**wanted, "since": since and since.isoformat()}
        query = urlencode({name: value for name, value in text.items() if value})
        return HttpResponse(changes_feed(newest_changes(MAX_ENTRIES, **wanted), query), content_type=ATOM_CONTENT_TYPE)


def page_links(page, kept: dict) -> list[dict]:
    paginator = page.paginator
    if paginator.num_pages == 1:
        return []
    return [
        {
            "label": str(number),
            "url": f"{reverse('changes')}?{urlencode({**kept, 'page': number})}",
            "current": number == page.number,
            "gap": number == paginator.ELLIPSIS,
        }
        for number in paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    ]
