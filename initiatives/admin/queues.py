"""Lists of the admin limited to the rows of a queue."""

from django.contrib import admin

from ..editorial.queues import queues_for_model


class QueueFilter(admin.SimpleListFilter):
    title, parameter_name = "queue of the desk", "queue"

    def lookups(self, request, model_admin):
        return [(queue.code, queue.title) for queue in queues_for_model(model_admin.model)]

    def queryset(self, request, queryset):
        queue = chosen_queue(queryset.model, self.value())
        return queue.select(queryset, request.user) if queue else queryset


def chosen_queue(model, code: str | None):
    """The queue of the model with the code, or None."""
    return next((queue for queue in queues_for_model(model) if queue.code == code), None)


def queue_context(model, request, extra_context) -> dict:
    """The context of a list: one that is limited to a queue has its title and hint."""
    queue = chosen_queue(model, request.GET.get(QueueFilter.parameter_name))
    shown = {"title": queue.title, "subtitle": queue.hint} if queue else {}
    return {**shown, **(extra_context or {})}
