"""Link checks at the desk: results, changed documents, and proposed archived copies."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator

from ..editorial import transitions
from ..models import LinkCheck
from ..models.link_check import archive_links
from .review_pages import ReadOnly


class ChangedFilter(admin.SimpleListFilter):
    title = "document"
    parameter_name = "document"

    def lookups(self, request, model_admin):
        return [("changed", "Changed since it was read")]

    def queryset(self, request, queryset):
        return queryset.changed() if self.value() == "changed" else queryset


@admin.register(LinkCheck)
class LinkCheckAdmin(ReadOnly):
    """Results of ``manage.py check_links``, read-only. Editors accept changed documents."""

    list_display = ["outcome", "code", "checked_on", "changed_on", "address_short"]
    list_display_links = ["address_short"]
    list_filter = ["outcome", ChangedFilter]
    search_fields = ["address", "leads_to"]
    fields = ["address_shown", "outcome", "code", "note", "leads_to", "checked_on", "failures", "changed_on"]
    readonly_fields = fields
    actions = ["accept_selected"]

    def get_actions(self, request):
        return super().get_actions(request) if transitions.is_editor(request.user) else {}

    @admin.display(description="address", ordering="address")
    def address_short(self, check):
        return Truncator(check.address).chars(60)

    @admin.display(description="address")
    def address_shown(self, check):
        return format_html('<a href="{0}" rel="noreferrer">{0}</a>', check.address)

    @admin.action(description="Accept the changed documents")
    def accept_selected(self, request, queryset):
        if not transitions.is_editor(request.user):
            raise PermissionDenied
        number = queryset.accept()
        self.message_user(request, f"{number} changed document{'s' if number != 1 else ''} accepted.")


@admin.display(description="addresses")
def links_shown(record):
    """The last check of each address of a record, and links to find or make an archived copy."""
    addresses = [address for name in record.address_fields if (address := getattr(record, name))]
    checks = LinkCheck.objects.in_bulk(addresses, field_name="address")
    lines = [(address, _check_summary(checks.get(address))) for address in addresses]
    shown = format_html_join("", '<p><a href="{0}" rel="noreferrer">{0}</a><br>{1}</p>', lines) or "None."
    proposals = {} if record.archive_url else archive_links(record.url)
    links = ((address, label) for label, address in proposals.items())
    return format_html(
        '<div class="text-links">{}{}</div>',
        shown,
        format_html_join("", '<p><a href="{}" rel="noreferrer">{}</a> (proposed archive)</p>', links),
    )


def _check_summary(check: LinkCheck | None) -> str:
    if check is None:
        return "Not checked yet."
    words = f"{check.get_outcome_display()}, {check.checked_on:%-d %B %Y}"
    words += f" ({check.code})" if check.code else ""
    words += f": {check.note}" if check.note else ""
    words += f"; leads to {check.leads_to}" if check.leads_to else ""
    return f"{words}. The document has changed since it was read." if check.has_changed else f"{words}."
