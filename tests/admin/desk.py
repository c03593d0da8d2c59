"""How the tests work at the curators' desk: fill in a form as it is shown, send it, make a move."""

from django.forms import MultiWidget
from django.test import Client
from django.urls import reverse

from tests.world import person


def log_in(name, role=""):
    """A client with somebody of the role behind it (a superuser without one)."""
    client = Client()
    client.user = person(name, role)
    client.force_login(client.user)
    return client


def url(model, page, *args):
    return reverse(f"admin:initiatives_{model._meta.model_name}_{page}", args=args)


def filled(response) -> dict:
    """What the browser would send back from the form that is shown, untouched."""
    context = response.context
    data = {}
    if context.get("seen_version"):
        data = {"_seen": context["seen_version"]}
    forms = [context["adminform"].form]
    for formset in context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is None and bound.name == "change_reason":
                value = ""
            if value is None or value is False:
                continue
            name = bound.html_name
            if isinstance(bound.field.widget, MultiWidget):
                parts = value if isinstance(value, list) else bound.field.widget.decompress(value)
                data |= {
                    f"{name}{end}": part for end, part in zip(bound.field.widget.widgets_names, parts, strict=True)
                }
            elif isinstance(value, (list, tuple)):
                data[name] = [str(getattr(item, "pk", item)) for item in value]
            else:
                data[name] = str(getattr(value, "pk", value))
    return data


def rows(data, prefix, *new) -> dict:
    """The form with rows added to one of its inlines."""
    start = int(data[f"{prefix}-TOTAL_FORMS"])
    added = {f"{prefix}-{start + n}-{name}": value for n, row in enumerate(new) for name, value in row.items()}
    return {**data, **added, f"{prefix}-TOTAL_FORMS": str(start + len(new))}


def opened(client, record):
    """The form as somebody has it before them: where it goes, and what it would send."""
    address = url(type(record), "change", record.pk)
    return address, reasoned(filled(client.get(address)))


def reasoned(data) -> dict:
    """The form with a reason, where it asks for one."""
    return {**data, "change_reason": REASON} if "change_reason" in data else data


def add(client, model, inlines=None, **values):
    """Send the add form with these values."""
    address = url(model, "add")
    data = {**reasoned(filled(client.get(address))), **values}
    for prefix, new in (inlines or {}).items():
        data = rows(data, prefix, *new)
    return client.post(address, data)


REASON = "The source says so."


def change(client, record, **values):
    """Send the change form with these values; a published record is changed with a reason."""
    address, data = opened(client, record)
    return client.post(address, {**data, **values})


def move_page(client, code, *records):
    """The page of a move as somebody sees it."""
    ids = ",".join(str(record.pk) for record in records)
    return client.get(f"{url(type(records[0]), 'transition', code)}?ids={ids}")


def seen(shown) -> dict:
    """What the page of a move sends back when everything on it is acknowledged (the first answer of each choice)."""
    data = {}
    for row in shown.context["rows"] if shown.context else ():
        data[f"version-{row['record'].pk}"] = row["version"]
        data |= {caution["name"]: caution["choices"][0]["value"] for caution in row["cautions"]}
    return data


def move(client, code, *records, reason="", **values):
    """Look at the page of a move, acknowledge what it asks, and send it."""
    shown = move_page(client, code, *records)
    address = shown.request["PATH_INFO"] + "?" + shown.request["QUERY_STRING"]
    return client.post(address, {**seen(shown), "reason": reason, **values}, follow=True)


def errors(response) -> list[str]:
    """What the form complains about."""
    context = response.context
    found = [text for texts in context["adminform"].form.errors.values() for text in texts]
    for formset in context["inline_admin_formsets"]:
        found += [text for form in formset.formset.forms for texts in form.errors.values() for text in texts]
        found += formset.formset.non_form_errors()
    return found


def state_of(record) -> str:
    return type(record).objects.get(pk=record.pk).state


REFUSED = "Somebody else has saved this record since you opened it. Nothing of yours is saved yet."
