"""Changes in words: for the desk with everything, for readers from the first publication on.

Readers get sentences about public versions alone; people are named by their role, and a record that is not public today
has no name. ``public_history`` tells one record’s changes, ``changes`` and ``described`` those of the data set.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import DateField, DecimalField
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from ..models import (
    Commitment,
    FollowUp,
    Grouping,
    Membership,
    Participation,
    SearchLogEntry,
    Source,
    Statement,
    Summit,
    markup,
)
from ..models.dates import PartialDate
from ..models.missing_values import MISSING_FIELD_LABELS
from ..models.public_version import ChangeKind, PublicVersion, Role
from ..models.vocabularies import Blank, EditorialState
from .versions import NOUNS, Difference, Said, Version, compare, names_of

PUBLISHED, WITHDRAWN = EditorialState.PUBLISHED, EditorialState.WITHDRAWN
ADDED, CHANGED = "added", "changed"
NOUN_NAMES = {model._meta.model_name: model for model in NOUNS}
RELATED = {
    Summit: ["grouping"],
    Statement: ["grouping"],
    Commitment: ["statement__grouping"],
    FollowUp: ["commitment__statement__grouping"],
}
PART_NAMES = {
    Membership: _lazy("Membership"),
    Participation: _lazy("Party"),
    FollowUp: _lazy("Follow-up"),
    SearchLogEntry: _lazy("Search"),
}
FIELD_NAMES = {
    "status_as_of": "evidence read up to",
    "blanks": "reasons for what is empty",
    "url": "address",
    "supports": "status it supports",
}
UNSHOWN = {"done_by"}
HEADINGS = {
    ChangeKind.PUBLISHED: (_lazy("%(noun)s added"), _lazy("%(noun)s added by %(role)s")),
    ChangeKind.WITHDRAWN: (_lazy("%(noun)s withdrawn"), _lazy("%(noun)s withdrawn by %(role)s")),
    ChangeKind.MERGED: (_lazy("%(noun)s merged"), _lazy("%(noun)s merged by %(role)s")),
    ChangeKind.RESTORED: (_lazy("%(noun)s published again"), _lazy("%(noun)s published again by %(role)s")),
    ChangeKind.CHANGED: (_lazy("%(noun)s changed"), _lazy("%(noun)s changed by %(role)s")),
}
UNCITED = "a source no longer cited"
QUOTED = {"title", "name", "short_name", "official_name", "slug", "locator", "summary", "wording", "note", "purpose"}
QUOTED |= {"definition", "borderline", "amount_note", "question", "where", "words"}


@dataclass(frozen=True)
class PublicChange:
    """What readers are told of one change: when, by which role, in which sentences, and why."""

    when: dt.datetime
    role: str
    kind: str
    sentences: list[str] = field(default_factory=list)
    reason: str = ""


@dataclass(frozen=True)
class NewChange:
    """One of the newest changes of the whole record: of which noun and record, and where it can be seen."""

    when: dt.datetime
    noun: str
    record: str
    sentence: str
    address: str
    role: str
    reason: str
    sentences: list[str]
    kind: ChangeKind
    grouping: str = ""
    number: int = 1

    @property
    def is_new(self) -> bool:
        return self.kind == ChangeKind.PUBLISHED

    @property
    def heading(self) -> str:
        """What happened to which kind of record, and by whom."""
        plain, by_role = HEADINGS.get(self.kind, HEADINGS[ChangeKind.CHANGED])
        return (by_role if self.role else plain) % {"noun": self.noun[:1].upper() + self.noun[1:], "role": self.role}


# --- words --------------------------------------------------------------------------------------------------------------


class Words:
    """Puts values into words. The names behind keys are looked up once for all versions that are told.

    For readers (``public``) a record that is not public today has no name.
    """

    def __init__(self, versions: Iterable[Version], public: bool):
        self.public = public
        wanted, texts = defaultdict(set), []
        for said in {id(said): said for version in versions for said in _all_said(version)}.values():
            for name, value in said.values.items():
                target = _target(said.model, name)
                if target and value:
                    wanted[target] |= set(value) if isinstance(value, frozenset) else {value}
                elif isinstance(value, str) and "[[" in value:
                    texts.append(value)
        self.names = {target: self._names(target, pks) for target, pks in wanted.items()}
        self.links = markup.resolve_links(texts)

    def _names(self, target, keys) -> dict:
        """Names by primary key for the desk, by natural key for readers."""
        if not hasattr(target, "key_fields"):
            return {}
        name = target.key_fields[0] if self.public else "pk"
        rows = target.objects.filter(**{f"{name}__in": keys})
        if self.public and hasattr(rows, "published"):
            rows = rows.published()
        return {getattr(row, name): str(row) for row in rows.select_related(*RELATED.get(target, []))}

    def value(self, model, name: str, value) -> str:
        """The value in words; empty for none."""
        if not value and value != 0:
            return ""
        if target := _target(model, name):
            names, hidden = self.names.get(target, {}), UNCITED if target is Source else markup.HIDDEN_RECORD_TEXT
            if isinstance(value, frozenset):
                return ", ".join(sorted(names.get(pk, hidden) for pk in value))
            return names.get(value, hidden)
        if name == "blanks":
            return ", ".join(
                f"{MISSING_FIELD_LABELS.get(f, f)}: {_label(Blank, why)}" for f, why in sorted(value.items())
            )
        if isinstance(value, list):
            return ", ".join(map(str, value))
        if isinstance(value, dt.date):
            return str(PartialDate.of(value))
        if isinstance(value, PartialDate):
            return str(value)
        choices = dict(model._meta.get_field(name).flatchoices)
        if choices:
            return str(choices.get(value, value))
        return (
            markup.render_plain_text(value, self.links)
            if isinstance(value, str)
            else f"{value:,}".replace(",", "\u202f")
        )

    def part(self, said: Said) -> str:
        """A part by what tells it from its siblings."""
        model, values = said.model, said.values

        def of(name):
            return self.value(model, name, values.get(name))

        if model is FollowUp:
            return f"{of('kind').lower()}, {of('date') or _('undated')}"
        if model is SearchLogEntry:
            return f"{of('field').lower()}, {of('done_on')}"
        said = {"state": of("state"), "role": of("role").lower(), "since": of("joined"), "until": of("left")}
        if model is Membership and said["since"] and said["until"]:
            return _("%(state)s (%(role)s, from %(since)s, to %(until)s)") % said
        if model is Membership and said["since"]:
            return _("%(state)s (%(role)s, from %(since)s)") % said
        if model is Membership and said["until"]:
            return _("%(state)s (%(role)s, to %(until)s)") % said
        return f"{said['state']} ({said['role']})"

    def sentence(self, difference: Difference) -> str:
        """One difference as a sentence; empty where a reader would notice nothing."""
        if difference.relation:
            return self._part_sentence(difference)
        model, name = difference.model, difference.name
        label = field_name(model, name)
        if name == "blanks":
            reasons = self.value(model, name, difference.after)
            return (
                _("Reasons for what is empty: %s.") % reasons if reasons else _("No reason is given for what is empty.")
            )
        if isinstance(difference.before, frozenset) or isinstance(difference.after, frozenset):
            return self._set_sentence(difference, label)
        before, after = (self._quoted(model, name, value) for value in (difference.before, difference.after))
        told = {"label": label, "before": before, "after": after}
        if not before:
            return _sentence(_("%(label)s added: %(after)s") % told)
        if not after:
            return _sentence(_("%(label)s removed; it was %(before)s") % told)
        if name in QUOTED and max(len(before), len(after)) > 80:
            told |= {"before": _sentence(before), "after": _sentence(after)}
            return _("%(label)s reworded. It was: %(before)s It is now: %(after)s") % told
        return _sentence(_("%(label)s changed from %(before)s to %(after)s") % told)

    def _quoted(self, model, name, value) -> str:
        text = self.value(model, name, value)
        return f"“{text}”" if text and name in QUOTED else text

    def _set_sentence(self, difference, label) -> str:
        before, after = difference.before or frozenset(), difference.after or frozenset()
        told = {
            "label": label,
            "added": self.value(difference.model, difference.name, after - before),
            "removed": self.value(difference.model, difference.name, before - after),
        }
        if told["added"] and told["removed"]:
            return _("%(label)s: %(added)s added; %(removed)s removed.") % told
        return (_("%(label)s: %(added)s added.") if told["added"] else _("%(label)s: %(removed)s removed.")) % told

    def _part_sentence(self, difference) -> str:
        before, after = difference.part_before, difference.part_after
        told = {"part": PART_NAMES[difference.model], "which": self.part(after or before)}
        if before is None:
            return _("%(part)s added: %(which)s.") % told
        if after is None or (after.state == WITHDRAWN and before.state != WITHDRAWN):
            told["reason"] = after.state_reason if after else ""
            if told["reason"]:
                return _sentence(_("%(part)s withdrawn: %(which)s. Reason: %(reason)s") % told)
            is_withdrawn = after or (self.public and difference.model is FollowUp)
            return (_("%(part)s withdrawn: %(which)s.") if is_withdrawn else _("%(part)s removed: %(which)s.")) % told
        inner = [self.sentence(part) for part in difference.inner if part.name not in UNSHOWN]
        if not self.public and before.state != after.state:
            inner.append(_sentence(f"{_label(EditorialState, before.state)} to {_label(EditorialState, after.state)}"))
        told["changes"] = " ".join(text for text in inner if text)
        return _("%(part)s changed (%(which)s). %(changes)s") % told if told["changes"] else ""


def _all_said(version: Version):
    yield version.said
    for parts in version.parts.values():
        yield from parts.values()


def _target(model, name: str):
    """The model that a value points to, or None for a plain value."""
    if name in model.partial_dates:
        return None
    return model._meta.get_field(name).related_model


def _label(vocabulary, code: str) -> str:
    return dict(vocabulary.choices).get(code, code).lower()


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", ".”", "!”", "?”")) else f"{text}."


def field_name(model, name: str) -> str:
    """What a field is called for people."""
    if name in FIELD_NAMES:
        words = FIELD_NAMES[name]
    elif name in model.partial_dates:
        words = model.partial_dates[name].verbose_name
    else:
        words = str(model._meta.get_field(name).verbose_name)
    return words[:1].upper() + words[1:]


def table(differences: list[Difference], words: Words) -> list[dict]:
    """The differences as rows: what, before, after; parts by their sentence."""
    return [
        {"label": PART_NAMES[d.model], "sentence": words.sentence(d)}
        if d.relation
        else {
            "label": field_name(d.model, d.name),
            "before": words.value(d.model, d.name, d.before),
            "after": words.value(d.model, d.name, d.after),
        }
        for d in differences
    ]


def rows_of(version: Version, words: Words) -> list[dict]:
    """All that a version says, as rows of label and value; what is empty too."""
    said = version.said
    rows = [
        {"label": field_name(said.model, name), "value": words.value(said.model, name, said.values[name])}
        for name in names_of(said.model)
    ]
    for parts in version.parts.values():
        rows += [{"label": PART_NAMES[part.model], "value": words.part(part)} for part in parts.values()]
    return rows


# --- for readers ----------------------------------------------------------------------------------------------------------


def as_version(row: PublicVersion) -> Version:
    """A public version in the form that ``compare`` and ``Words`` take; relations are named by natural key."""
    model = NOUN_NAMES[row.noun]
    parts = {
        relation: {
            key: _from_content(model._meta.get_field(relation).related_model, values) for key, values in found.items()
        }
        for relation, found in row.content.get("parts", {}).items()
    }
    return Version(row.number, row.at, None, row.reason, _from_content(model, row.content.get("values", {})), parts)


def _from_content(model, values: dict) -> Said:
    return Said(model, {name: _python_value(model, name, value) for name, value in values.items()})


def _python_value(model, name: str, value):
    if value is None or name not in names_of(model):
        return value
    if name in model.partial_dates:
        return PartialDate.of(value)
    field = model._meta.get_field(name)
    if field.many_to_many:
        return frozenset(value)
    return field.to_python(value) if isinstance(field, DateField | DecimalField) else value


def public_history(record) -> list[PublicChange]:
    """The changes of a record since its first publication, newest first."""
    return [told for row, told in _changes_of(PublicVersion.objects.of(record))][::-1]


def _changes_of(rows: Iterable[PublicVersion]):
    """Each version with what it changed; ``rows`` are all versions of some records, those of one in their order."""
    rows = [(row, as_version(row)) for row in rows]
    words, shown = Words((version for row, version in rows), public=True), {}
    for row, version in rows:
        before = shown.get((row.noun, row.key))
        if not row.is_visible:
            sentences = [_("Withdrawn.") if row.kind == ChangeKind.WITHDRAWN else _("Merged into another record.")]
        elif before is None:
            sentences = [_("Published.")]
        else:
            again = [_("Published again.")] if row.kind == ChangeKind.RESTORED else []
            sentences = again + [text for text in map(words.sentence, compare(before, version)) if text]
        if row.is_visible:
            shown[row.noun, row.key] = version
        role = Role(row.decider_role or row.author_role).label if row.decider_role or row.author_role else ""
        kind = ADDED if row.number == 1 else CHANGED
        if sentences:  # a record that it names may only have got another key
            yield row, PublicChange(row.at, role, kind, sentences, row.reason)


def changes(noun: str = "", grouping: str = "", since: dt.date | None = None):
    """The public versions that a reader of ``/changes/`` asks for, newest first."""
    rows = PublicVersion.objects.exclude(kind=ChangeKind.PART)
    rows = rows.filter(noun=noun) if noun else rows
    rows = rows.filter(grouping=grouping) if grouping else rows
    return rows.filter(at__date__gte=since) if since else rows


def described(rows: Iterable[PublicVersion]) -> list[NewChange]:
    """The versions as readers are told them. A fixed number of queries, however many there are."""
    rows = list(rows)
    groupings = Grouping.objects.published().filter(slug__in={row.grouping for row in rows})
    groupings = dict(groupings.values_list("slug", "short_name"))
    keys = defaultdict(set)
    for row in rows:
        keys[row.noun].add(row.key)
    every = [PublicVersion.objects.filter(noun=noun, key__in=found) for noun, found in keys.items()]
    told = {row.pk: change for query in every for row, change in _changes_of(query.order_by("key", "number"))}
    return [_new_change(row, told[row.pk], groupings.get(row.grouping, "")) for row in rows if row.pk in told]


def newest_changes(limit: int = 50, **wanted) -> list[NewChange]:
    """The newest public changes as plain data, newest first; ``wanted`` as in ``changes``."""
    return described(changes(**wanted)[:limit])


def _new_change(row: PublicVersion, change: PublicChange, grouping: str) -> NewChange:
    model = NOUN_NAMES[row.noun]
    sentences = [_("Added.")] if row.number == 1 else change.sentences
    return NewChange(
        when=row.at,
        noun=str(model._meta.verbose_name),
        record=row.name,
        sentence=" ".join(sentences),
        address=_address(model, row.key),
        role=change.role,
        reason=change.reason,
        sentences=sentences,
        kind=ChangeKind(row.kind),
        grouping=grouping,
        number=row.number,
    )


def _address(model, key: str) -> str:
    slug, slash, number = key.partition("/")
    page = Commitment if model is FollowUp else model
    return reverse(page._meta.model_name, args=[slug]) + (f"#follow-up-{number}" if number else "")
