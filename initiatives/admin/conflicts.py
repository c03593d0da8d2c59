"""Two curators, one record: a save over somebody else's newer save is refused, and nothing typed is lost.

The form carries the version that it was made from. A save with another one than the record now has is refused with
the row locked; the page shows both versions, keeps what was typed, takes the newer value where nothing was typed, and
offers to save over the newer version knowingly. Of a record that was deleted meanwhile it shows what was sent, and
offers to enter it anew.
"""

from dataclasses import dataclass

from django import forms
from django.contrib.admin.utils import unquote
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from ..editorial.fingerprint import record_fingerprint
from ..editorial.locking import relations_above
from ..models.parts import PART_RELATIONS

SEEN, OVER, OPENED = "_seen", "_over", "_opened"
NEWEST = 50  # versions that are searched for who wrote a value


@dataclass
class Difference:
    """One field, or the rows of one part: what was typed, what is there now, and who wrote that when.

    ``taken``: the person had left it as it was, so the form now holds the newer value.
    """

    label: str
    typed: list[str]
    stored: list[str]
    version: object = None
    taken: bool = False

    @property
    def who(self) -> str:
        if not self.version:
            return ""
        return str(self.version.history_user or "an import or a command")

    @property
    def when(self):
        return self.version and self.version.history_date


class RefusedForm(forms.ModelForm):
    """Is not valid, whatever it holds."""

    def clean(self):
        super().clean()
        raise ValidationError("Somebody else has saved this record since you opened it. Nothing of yours is saved yet.")


class ConflictMixin:
    """For a ModelAdmin: its change form refuses to save over a version that nobody saw."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        request.refused = False
        record = self.get_object(request, unquote(object_id)) if object_id else None
        if record is None:
            gone = object_id and request.method == "POST" and last_entry(self.model, unquote(object_id))
            if gone:
                return self._was_deleted(request, gone)
            return super().changeform_view(request, object_id, form_url, extra_context)
        if request.method != "POST":
            # Taken before the form is made: what is saved in between is noticed at the save.
            request.seen_version = record_fingerprint(record)
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            stored = lock(record)
            if stored is None:
                return self._was_deleted(request, last_entry(self.model, str(record.pk)))
            self._check_version(request, stored)
            if request.refused and request.seen_version and not self.has_change_permission(request, record):
                return self._too_late(request, record)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def _check_version(self, request, record):
        request.stored_version = record_fingerprint(record)
        request.seen_version = request.POST.get(SEEN, "")
        if request.stored_version in (request.seen_version, request.POST.get(OVER)):
            request.seen_version = request.stored_version
        else:
            request.refused = True

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (RefusedForm, form), {}) if getattr(request, "refused", False) else form

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["seen_version"] = getattr(request, "seen_version", "")
        context["opened"] = request.POST.get(OPENED) or timezone.now().isoformat()
        if getattr(request, "refused", False):
            formsets = [inline.formset for inline in context["inline_admin_formsets"]]
            context["stored_version"] = request.stored_version
            context["differences"] = differences(context["adminform"].form, formsets, opened_at(request))
            context["opened"] = timezone.now().isoformat()  # what is there now has been shown
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _too_late(self, request, record):
        """Meanwhile the record was moved out of the person's reach: what was typed is shown beside what is there."""
        form, formsets = self._sent(request, record)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Not saved: {self.get_object(request, str(record.pk))}",
            "opts": self.opts,
            "original": record,
            "differences": differences(form, formsets, opened_at(request)),
            "new_rows": [part for part in _typed_rows(formsets) if part.adds_only],
        }
        return TemplateResponse(request, "admin/initiatives/too_late.html", context, status=409)

    def _was_deleted(self, request, entry):
        """Meanwhile the record was deleted, as its last entry of history says: all that was typed is shown."""
        record = entry.instance
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        request.POST = as_new_rows(request.POST)
        form, formsets = self._sent(request, record, is_there=False)
        rows = _typed_rows(formsets)
        taken, _ = self._create_formsets(request, self.model(), change=False)
        fits = {part.prefix for part in rows} <= {formset.prefix for formset in taken}
        values = [(str(form[name].label), [shown(form[name])]) for name in form.fields]
        context = {
            **self.admin_site.each_context(request),
            "title": f"Not saved: “{record}” was deleted",
            "opts": self.opts,
            "entry": entry,
            "sent": [*((label, texts) for label, texts in values if any(texts)), *((p.label, p.texts) for p in rows)],
            "anew": _as_hidden(request.POST, formsets) if fits and self.has_add_permission(request) else [],
        }
        return TemplateResponse(request, "admin/initiatives/gone.html", context, status=409)

    def _sent(self, request, record, is_there=True):
        """The sent form of a record with the forms of its rows, whether or not the person may change it.

        Of what is no longer there it is the form of a new one: what it belonged to may be gone too.
        """
        asked = record if is_there else None
        fields = [name for _, options in self.get_fieldsets(request, asked) for name in options["fields"]]
        flat = [name for field in fields for name in (field if isinstance(field, (list, tuple)) else [field])]
        form = self.get_form(request, asked, change=False, fields=flat)(request.POST, instance=record)
        formsets, _ = self._create_formsets(request, record, change=True)
        return form, formsets


def lock(record):
    """Lock the parts of a record that is locked itself (``RecordAdmin.get_object``), until the transaction ends.

    Gives the record as it is now, or None where it is no longer there.
    """
    model = type(record)
    stored = model._base_manager.filter(pk=record.pk).first()
    for relation in PART_RELATIONS.get(model, ()) if stored else ():
        list(getattr(stored, relation).order_by("pk").select_for_update(of=("self",)).values_list("pk"))
    return stored


def named_records(data, model) -> list[tuple]:
    """The records that a sent form and its rows name and that their checks read: model and primary key."""
    parts = [model._meta.get_field(relation).related_model for relation in PART_RELATIONS.get(model, ())]
    relations = {name: target for one in (model, *parts) for name, target in relations_above(one).items()}
    named = [(relations.get(name.rpartition("-")[2]), key_in(value)) for name, value in data.items()]
    return [(target, pk) for target, pk in named if target and pk]


def last_entry(model, key: str):
    """The last entry in the history of a record that is perhaps no longer there; None where it never was."""
    return model.history.filter(id=key_in(key)).order_by("-history_date", "-history_id").first()


def key_in(text: str) -> int:
    """The primary key that a text says; 0, which no record has, where it says none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def as_new_rows(data):
    """The sent form with all of its rows as new ones."""
    data = data.copy()
    for name in [name for name in data if name.endswith("-INITIAL_FORMS")]:
        data[name] = "0"
    return data


def _as_hidden(data, formsets) -> list[tuple[str, str]]:
    """Names and values that enter the sent form anew: without what belonged to the old record and to its page."""
    own = {name for formset in formsets for name in (formset.model._meta.pk.name, formset.fk.name)}
    old = {f"{formset.prefix}-{n}-{name}" for formset in formsets for n in range(len(formset.forms)) for name in own}
    kept = [name for name in data if name not in old and name != "csrfmiddlewaretoken" and not name.startswith("_")]
    return [(name, value) for name in kept for value in data.getlist(name)]


@dataclass
class TypedRows:
    """The rows of one part as they were sent."""

    prefix: str
    label: str
    texts: list[str]
    adds_only: bool


def _typed_rows(formsets) -> list[TypedRows]:
    found = []
    for formset in formsets:
        formset.full_clean()
        texts = [_row(form) for form in formset.forms if _is_row(form) and not formset._should_delete_form(form)]
        label = str(formset.model._meta.verbose_name_plural).capitalize()
        found.append(TypedRows(formset.prefix, label, texts, getattr(formset, "adds_only", False)))
    return [part for part in found if part.texts]


def opened_at(request):
    """When the form was made, as it says itself; None where it says nothing usable."""
    try:
        moment = parse_datetime(request.POST.get(OPENED, ""))
    except ValueError:
        return None
    return moment if moment and timezone.is_aware(moment) else None


def differences(form, formsets, opened) -> list[Difference]:
    """Each field and each part in which the sent forms differ from what is stored.

    Where the person typed nothing, the newer value goes into the form.
    """
    stored = type(form.instance)._base_manager.get(pk=form.instance.pk)
    now = form.__class__(instance=stored)
    versions = list(stored.history.select_related("history_user").order_by("-history_date", "-history_id")[:NEWEST])
    sent = {name: shown(form[name]) for name in form.fields if hasattr(stored, name)}
    taken = take_over(form, now, seen_version(versions, opened))
    found = []
    for name in sent:
        if sent[name] != (there := shown(now[name])):
            label = str(form[name].label)
            found.append(Difference(label, [sent[name]], [there], writer(versions, name), name in taken))
    return found + [part for formset in formsets if (part := _part_difference(formset, stored, opened))]


def _part_difference(formset, stored, opened) -> Difference | None:
    if getattr(formset, "adds_only", False):
        return None
    formset.full_clean()
    now = type(formset)(instance=stored, prefix=formset.prefix, queryset=formset.queryset.all())
    versions = list(
        formset.model.history.filter(**{formset.fk.attname: stored.pk})
        .select_related("history_user")
        .order_by("-history_date", "-history_id")
    )
    sent = [form for form in formset.forms if _is_row(form) and not formset._should_delete_form(form)]
    typed, there = [_row(form) for form in sent], [_row(form) for form in now.initial_forms]
    newer = {form.instance.pk: form for form in now.initial_forms}
    taken = [
        bool(take_over(form, newer[form.instance.pk], seen_version(_of_row(versions, form), opened)))
        for form in sent
        if form.instance.pk in newer
    ]
    mine, theirs = [row for row in typed if row not in there], [row for row in there if row not in typed]
    if not (mine or theirs):
        return None
    label = str(formset.model._meta.verbose_name_plural).capitalize()
    still_mine = any(_row(form) not in there for form in sent)
    return Difference(label, mine, theirs, versions[0] if versions else None, any(taken) and not still_mine)


def _of_row(versions, form) -> list:
    return [version for version in versions if version.id == form.instance.pk]


def seen_version(versions, opened):
    """The version, of those given newest first, that a form opened at that moment was made from; None if unknown."""
    return next((version for version in versions if opened and version.history_date <= opened), None)


def take_over(form, now, seen) -> set[str]:
    """Put the newer value into each field of a sent form that still says what was seen; returns the fields."""
    if seen is None:
        return set()
    then = form.__class__(instance=seen.instance)
    taken = set()
    for name in form.fields.keys() & now.fields.keys() & then.fields.keys():
        sent, newer = shown(form[name]), shown(now[name])
        if sent != newer and sent == _shown_then(then[name], seen, name):
            taken.add(name)
    data = form.data.copy()
    for name in taken:
        value, widget, sent_as = now[name].value(), now[name].field.widget, form.add_prefix(name)
        if isinstance(widget, forms.MultiWidget):
            for end, part in zip(widget.widgets_names, widget.decompress(value), strict=True):
                data[f"{sent_as}{end}"] = part
            continue
        values = value if isinstance(value, list) else ["" if value is None else value]
        data.setlist(sent_as, [str(getattr(item, "pk", item)) for item in values])
    form.data = data
    return taken


def _shown_then(bound, version, name: str) -> str:
    """What the field held in an old version; records on the other side of a relation are kept in tables of their own."""
    if not isinstance(bound.field, forms.ModelMultipleChoiceField):
        return shown(bound)
    rows = getattr(version, name).all()
    column = bound.field.queryset.model._meta.model_name
    return ", ".join(sorted(_record_name(bound.field, getattr(row, f"{column}_id")) for row in rows))


def _is_row(form) -> bool:
    return bool(form.instance.pk or form.has_changed())


def _row(form) -> str:
    hidden = {form._meta.model._meta.pk.name, "DELETE"}
    texts = [shown(form[name]) for name in form.fields if name not in hidden and not form[name].is_hidden]
    return " · ".join(text for text in texts if text)


def shown(bound) -> str:
    """What a field of a form holds, as a person reads it."""
    value, field = bound.value(), bound.field
    if isinstance(field, forms.MultiValueField):
        value = field.compress(value) if isinstance(value, list) else value
        return ", ".join(f"{name}: {reason}" for name, reason in value.items())
    if value in (None, "", []):
        return ""
    if isinstance(field, forms.ModelMultipleChoiceField):
        return ", ".join(sorted(_record_name(field, item) for item in value))
    if isinstance(field, forms.ModelChoiceField):
        return _record_name(field, value)
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))
    return str(value).replace("\r\n", "\n").strip()


def _record_name(field, value) -> str:
    try:
        return str(field.queryset.get(pk=getattr(value, "pk", value)))
    except (ObjectDoesNotExist, ValueError, TypeError):
        return str(value)


def writer(versions, name: str):
    """The version, of those given newest first, in which the field took the value that it has now."""
    if not versions:
        return None
    written, columns = versions[0], _columns(versions[0], name)
    for version in versions[1:]:
        if any(_value(version, column) != _value(written, column) for column in columns):
            break
        written = version
    return written


def _columns(version, name: str) -> list[str]:
    return [name] if hasattr(version, name) else [f"{name}_earliest", f"{name}_latest"]


def _value(version, name: str):
    value = getattr(version, name)
    if not hasattr(value, "all"):
        return value
    through = {field.name for field in value.model._meta.fields} - {"m2m_history_id", "history", "id"}
    return {tuple(sorted((key, row[key]) for key in through)) for row in value.values(*through)}
