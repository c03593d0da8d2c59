"""Probable duplicates at the desk: a column of the queue, a button on the record, and a page to compare and dismiss."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.utils.html import format_html, format_html_join

from ..editorial.dismissals import (
    dismiss_duplicate,
    dismissals_of,
    may_dismiss_duplicate,
    may_revoke_dismissal,
    revoke_dismissal,
)
from ..editorial.duplicates import DUPLICATE_RULES, duplicates_of, probable_duplicates
from ..history.changes import Words, table
from ..history.versions import PUT_BACK, as_they_are, compare
from .merging import merging_context
from .review_pages import admin_url, key_in, page, record_of_address

DUPLICATES_QUEUE_CODE = "duplicates"


def duplicates_url(record) -> str:
    """The page with the probable duplicates of a record."""
    return admin_url(type(record), "duplicates", record.pk)


def duplicates_columns(model, request) -> list:
    """For the list of the queue of probable duplicates: a column with the similar records."""
    if request.GET.get("queue") != DUPLICATES_QUEUE_CODE or model not in DUPLICATE_RULES:
        return []
    found = {}
    for pair in probable_duplicates(model):
        found.setdefault(pair.one.pk, []).append(pair.other)
        found.setdefault(pair.other.pk, []).append(pair.one)

    @admin.display(description="resembles")
    def resembles(record):
        names = format_html_join(", ", "“{}”", ((other,) for other in found.get(record.pk, ())))
        return format_html('<a href="{}">{}</a>', duplicates_url(record), names) if names else "–"

    return [resembles]


def duplicates_context(record) -> dict:
    """The context of the change form: the address of the duplicates page, if it shows something."""
    if type(record) in DUPLICATE_RULES and (duplicates_of(record) or dismissals_of(record)):
        return {"duplicates_url": duplicates_url(record)}
    return {}


def warn_about_duplicates(request, record):
    """A message for each of the first five records that resemble this one."""
    for pair in duplicates_of(record)[:5]:
        sentence = 'This record resembles <a href="{}">{}</a>. <a href="{}">Compare them</a>'
        address = admin_url(type(record), "change", pair.other.pk)
        messages.warning(request, format_html(sentence, address, pair.other, duplicates_url(record)))


def duplicates_view(model_admin, request, object_id):
    """Compares the record with similar ones; on POST dismisses a pair or revokes a dismissal."""
    record = record_of_address(model_admin, request, object_id)
    problems = []
    if request.method == "POST":
        try:
            message = _revoke(request, record) if "back" in request.POST else _dismiss(request, record)
        except ValidationError as error:
            problems = error.messages
        else:
            messages.success(request, message)
            return HttpResponseRedirect(duplicates_url(record))
    dismissals = [
        {
            "dismissal": dismissal,
            "other": other,
            "holds": holds,
            "may_revoke": may_revoke_dismissal(dismissal, request.user),
        }
        for dismissal, other, holds in dismissals_of(record)
    ]
    return page(
        model_admin,
        request,
        "duplicates",
        f"Probable duplicates of “{record}”",
        record=record,
        rows=_pairs(request, record),
        dismissals=dismissals,
        reason=request.POST.get("reason", ""),
        selected=key_in(request.POST.get("other", "")),
        problems=problems,
    )


def _dismiss(request, record) -> str:
    other = key_in(request.POST.get("other", ""))
    dismiss_duplicate(record, other, request.user, request.POST.get("reason", ""))
    return "Marked as not duplicates. They are listed again only if a name or an address of one of them changes."


def _revoke(request, record) -> str:
    key = key_in(request.POST["back"])
    dismissal = next((dismissal for dismissal, _, _ in dismissals_of(record) if dismissal.pk == key), None)
    if dismissal is None:
        raise ValidationError("This entry does not exist.")
    revoke_dismissal(dismissal, request.user)
    return "Revoked. The two records can be listed as probable duplicates again."


def _pairs(request, record) -> list[dict]:
    found = duplicates_of(record)
    versions = as_they_are(type(record), [record.pk, *(pair.other.pk for pair in found)])
    words = Words(versions.values(), public=False)
    merge_url = merging_context(request, record).get("merge_url", "")
    return [
        {
            "other": pair.other,
            "same": pair.same,
            "may_dismiss": may_dismiss_duplicate(request.user, pair.same),
            "merge_url": merge_url and f"{merge_url}?into={pair.other.slug}",
            "differences": side_by_side(versions[record.pk], versions[pair.other.pk], words),
        }
        for pair in found
    ]


def side_by_side(one, other, words: Words) -> list[dict]:
    """The differing values of two records, and their parties or members if those differ."""
    values = [difference for difference in compare(one, other) if not difference.relation and difference.name != "slug"]
    rows = table(values, words)
    for relation in PUT_BACK & one.parts.keys():
        before, after = ("; ".join(map(words.part, version.parts[relation].values())) for version in (one, other))
        if before != after:
            rows.append({"label": relation.capitalize(), "before": before, "after": after})
    return rows
