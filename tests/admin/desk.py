"""How the tests work at the curators' desk: fill in a form as it is shown, send it, make a move."""

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
        data = {"_seen": context["seen_version"], "_opened": context["opened"]}
    forms = [context["adminform"].form]
    for formset in context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is None or value is False:
                continue
            name = bound.html_name
            if isinstance(value, (list, tuple)):
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
    return address, filled(client.get(address))


def add(client, model, inlines=None, **values):
    """Send the add form with these values."""
    address = url(model, "add")
    data = {**filled(client.get(address)), **values}
    for prefix, new in (inlines or {}).items():
        data = rows(data, prefix, *new)
    return client.post(address, data)


def change(client, record, **values):
    """Send the change form with these values."""
    address = url(type(record), "change", record.pk)
    shown = client.get(address)
    return client.post(address, {**filled(shown), **values})


def move(client, code, *records, reason=""):
    """Send the page of a move."""
    address = url(type(records[0]), "move", code)
    ids = ",".join(str(record.pk) for record in records)
    return client.post(f"{address}?ids={ids}", {"reason": reason}, follow=True)


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
