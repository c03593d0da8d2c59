"""Lists of the admin limited to the rows of a queue."""

from django.contrib import admin

from ..editorial.queues import queues_for_model


class QueueFilter(admin.SimpleListFilter):
    title, parameter_name = "queue of the desk", "queue"

    def lookups(self, request, model_admin):
        return [(queue.code, queue.title) for queue in queues_for_model(model_admin.model)]

    def queryset(self, request, queryset):
        queue = next((queue for queue in queues_for_model(queryset.model) if queue.code == self.value()), None)
        return queue.select(queryset, request.user) if queue else queryset


class QueuesMixin:
    """For a ModelAdmin: a filter by queue; the filtered list has the title and the hint of the queue."""

    def changelist_view(self, request, extra_context=None):
        code = request.GET.get(QueueFilter.parameter_name)
        if queue := next((queue for queue in queues_for_model(self.model) if queue.code == code), None):
            extra_context = {"title": queue.title, "subtitle": queue.hint, **(extra_context or {})}
        return super().changelist_view(request, extra_context)

    def get_list_filter(self, request):
        return [*super().get_list_filter(request), QueueFilter]
