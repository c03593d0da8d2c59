"""Changes in words: for the desk with everything, for readers from the first publication on.

Readers get sentences about what they could see: published versions are compared with published versions, people are
named by their role, notes of reviewers are left out, and what is not public today is not named. ``public_history``
tells one record’s changes, ``newest_changes`` and ``change_keys`` those of the whole record.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db.models import CharField, DateTimeField, ExpressionWrapper, F, Max, OuterRef, Subquery, Value
from django.db.models.functions import TruncDate

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
from ..models.publication import EditorialRecord
from ..models.roles import ADMINISTRATORS, EDITORS, RESEARCH_IMPORT
from ..models.vocabularies import Blank, EditorialState
from .versions import IMPORTED, NOUNS, ONE_CHANGE, Difference, Said, Version, compare, load, names_of

PUBLISHED, WITHDRAWN = EditorialState.PUBLISHED, EditorialState.WITHDRAWN
ADDED, CHANGED = "added", "changed"
RESEARCH = "the research import"
NOUN_NAMES = {model._meta.model_name: model for model in NOUNS}
GROUPING_OF = {
    Grouping: "pk",
    Summit: "grouping",
    Statement: "grouping",
    Commitment: "statement__grouping",
    FollowUp: "commitment__statement__grouping",
}
RELATED = {
    Summit: ["grouping"],
    Statement: ["grouping"],
    Commitment: ["statement__grouping"],
    FollowUp: ["commitment__statement__grouping"],
}
PART_NAMES = {Membership: "membership", Participation: "party", FollowUp: "follow-up", SearchLogEntry: "search"}
FIELD_NAMES = {
    "status_as_of": "evidence read up to",
    "blanks": "reasons for what is empty",
    "url": "address",
    "supports": "status it supports",
}
UNSHOWN = {"done_by"}
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
    is_new: bool
    grouping: str = ""


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

    def _names(self, target, pks) -> dict[int, str]:
        rows = target.objects.filter(pk__in=pks) if hasattr(target, "key_fields") else target._base_manager.none()
        if self.public and hasattr(rows, "published"):
            rows = rows.published()
        return {row.pk: str(row) for row in rows.select_related(*RELATED.get(target, []))}

    def value(self, model, name: str, value) -> str:
        """The value as a reader is told it; empty for none."""
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
            return f"{of('kind').lower()}, {of('date') or 'undated'}"
        if model is SearchLogEntry:
            return f"{of('field').lower()}, {of('done_on')}"
        since = f", from {of('joined')}" if values.get("joined") else ""
        until = f", to {of('left')}" if values.get("left") else ""
        return f"{of('state')} ({of('role').lower()}{since}{until})"

    def sentence(self, difference: Difference) -> str:
        """One difference as a sentence."""
        if difference.relation:
            return self._part_sentence(difference)
        model, name = difference.model, difference.name
        label = field_name(model, name)
        if name == "blanks":
            return _sentence(
                f"On what is empty: {self.value(model, name, difference.after) or 'nothing is said any more'}"
            )
        if isinstance(difference.before, frozenset) or isinstance(difference.after, frozenset):
            return self._set_sentence(difference, label)
        before, after = (self._quoted(model, name, value) for value in (difference.before, difference.after))
        if not before:
            return _sentence(f"{label} added: {after}")
        if not after:
            return _sentence(f"{label} taken out; it was {before}")
        if name in QUOTED and max(len(before), len(after)) > 80:
            return f"{label} reworded. It was: {_sentence(before)} It is now: {_sentence(after)}"
        return _sentence(f"{label} changed from {before} to {after}")

    def _quoted(self, model, name, value) -> str:
        text = self.value(model, name, value)
        return f"“{text}”" if text and name in QUOTED else text

    def _set_sentence(self, difference, label) -> str:
        before, after = difference.before or frozenset(), difference.after or frozenset()
        told = []
        if added := after - before:
            told.append(f"{self.value(difference.model, difference.name, added)} added")
        if gone := before - after:
            told.append(f"{self.value(difference.model, difference.name, gone)} taken off")
        return _sentence(f"{label}: {'; '.join(told)}")

    def _part_sentence(self, difference) -> str:
        name, before, after = PART_NAMES[difference.model], difference.part_before, difference.part_after
        if before is None:
            return _sentence(f"{name.capitalize()} added: {self.part(after)}")
        if after is None or (after.state == WITHDRAWN and before.state != WITHDRAWN):
            why = f". Reason: {after.state_reason}" if after and after.state_reason else ""
            return _sentence(f"{name.capitalize()} {'withdrawn' if after else 'taken off'}: {self.part(before)}{why}")
        inner = [self.sentence(part) for part in difference.inner if part.name not in UNSHOWN]
        if not self.public and before.state != after.state:
            inner.append(_sentence(f"{_label(EditorialState, before.state)} to {_label(EditorialState, after.state)}"))
        told = " ".join(inner)
        return f"{name.capitalize()} changed ({self.part(after)}): {told[:1].lower()}{told[1:]}" if told else ""


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
        {"label": PART_NAMES[d.model].capitalize(), "sentence": words.sentence(d)}
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
        rows += [{"label": PART_NAMES[part.model].capitalize(), "value": words.part(part)} for part in parts.values()]
    return rows


# --- one record’s history for readers -----------------------------------------------------------------------------------


def public_history(record) -> list[PublicChange]:
    """The changes of a public record since its first publication, newest first."""
    return _public_histories(type(record), [record.pk]).get(record.pk, [])[::-1]


def _public_histories(model, pks, without: str = "") -> dict[int, list[PublicChange]]:
    """The public changes of each record, oldest first, with the parts of one relation left out."""
    loaded = load(model, pks)
    if model is Source:
        since = dict(Source.objects.filter(pk__in=pks).with_public_since().values_list("pk", "public_since"))
        loaded = {pk: _since(versions, since[pk]) for pk, versions in loaded.items()}
    told = {pk: [_for_readers(version, without) for version in versions] for pk, versions in loaded.items()}
    words = Words((version for versions in told.values() for version in versions), public=True)
    return {pk: list(_public_changes(versions, words)) for pk, versions in told.items()}


def _since(versions: list[Version], moment: dt.datetime) -> list[Version]:
    """The versions that stood when the record became public, and after; the first of them begins at that moment."""
    first = max((place for place, version in enumerate(versions) if version.moment <= moment), default=0)
    seen = versions[first:]
    return [replace(seen[0], moment=max(seen[0].moment, moment)), *seen[1:]]


def _for_readers(version: Version, without: str) -> Version:
    """The version with the parts that readers could see; a withdrawn part stays, so that its end can be told."""
    parts = {
        relation: {pk: part for pk, part in found.items() if part.state in ("", PUBLISHED, WITHDRAWN)}
        for relation, found in version.parts.items()
        if relation != without
    }
    return replace(version, parts=parts)


def _public_changes(versions: list[Version], words: Words):
    shown, before = None, None
    for version in versions:
        if version.state == WITHDRAWN and before and before.state == PUBLISHED:
            yield PublicChange(version.moment, role_of(version), CHANGED, ["Withdrawn."], version.said.state_reason)
        elif version.state in ("", PUBLISHED):
            if shown is None:
                yield PublicChange(version.moment, role_of(version), ADDED, ["Published."])
            else:
                sentences = [words.sentence(d) for d in compare(shown, version) if _is_told(d)]
                if before.state == WITHDRAWN:
                    sentences.insert(0, "Published again.")
                if sentences := [text for text in sentences if text]:
                    yield PublicChange(
                        version.moment, role_of(version), CHANGED, sentences, _public_reason(version, before)
                    )
            shown = version
        before = version


def _is_told(difference: Difference) -> bool:
    """Whether readers saw either side of the difference."""
    if not difference.relation:
        return difference.name not in UNSHOWN
    before, after = difference.part_before, difference.part_after
    return not all(part is None or part.state == WITHDRAWN for part in (before, after))


def _public_reason(version: Version, before: Version) -> str:
    """Why a published record was changed. What moves it between states is said to the desk alone."""
    is_import = version.own_reason.startswith(IMPORTED)
    return "" if is_import or before.state != version.state else version.own_reason


def role_of(version: Version) -> str:
    """Who made a version, as readers are told it: a role, never a name."""
    return _role(version.user, version.reason)


def _role(user, reason: str) -> str:
    if user is None:
        return RESEARCH if reason.startswith(IMPORTED) else ""
    if user.username == RESEARCH_IMPORT:
        return RESEARCH
    groups = {group.name for group in user.groups.all()}
    if user.is_superuser or ADMINISTRATORS in groups:
        return "an administrator"
    return "an editor" if EDITORS in groups else "a curator"


# --- the newest changes of everything -------------------------------------------------------------------------------------


def change_keys(noun: str = "", grouping: str = "", since: dt.date | None = None):
    """When which record was added, or changed on which day: a queryset of (when, noun, key, added or changed), newest first."""
    models = [NOUN_NAMES[noun]] if noun else NOUNS
    parts = [
        query for model in models if not grouping or model in GROUPING_OF for query in _keys(model, grouping, since)
    ]
    if not parts:
        parts = list(_keys(Grouping, grouping, since))
        return parts[0].none()
    return parts[0].union(*parts[1:], all=True).order_by("-when", "noun", "-key", "told_as")


def _keys(model, grouping: str, since):
    public = model.objects.published()
    if grouping:
        path = GROUPING_OF[model]
        public = public.filter(**{"slug" if path == "pk" else f"{path}__slug": grouping})
    column = "published_at" if issubclass(model, EditorialRecord) else "created_at"
    begins = "public_since" if model is Source else column
    public = public.with_public_since() if model is Source else public
    added = public.annotate(when=F(begins), key=F("pk"))
    rows = model.history.filter(**({"state": PUBLISHED} if column == "published_at" else {}))
    first = rows.filter(id=OuterRef("id")).order_by("history_date").values("history_date")[:1]
    written_at_once = ExpressionWrapper(Subquery(first) + Value(ONE_CHANGE), DateTimeField())
    rows = rows.filter(id__in=public.order_by().values("pk"), history_type="~", history_date__gt=written_at_once)
    if model is Source:
        seen = public.filter(pk=OuterRef("id")).values("public_since")
        rows = rows.filter(history_date__gt=Subquery(seen))
    changed = rows.order_by().annotate(day=TruncDate("history_date")).values("id", "day")
    changed = changed.annotate(when=Max("history_date", output_field=DateTimeField()), key=F("id"))
    if since:
        added, changed = added.filter(when__date__gte=since), changed.filter(when__date__gte=since)
    for query, kind in ((added, ADDED), (changed, CHANGED)):
        query = query.order_by().annotate(
            noun=Value(model._meta.model_name, CharField()), told_as=Value(kind, CharField())
        )
        yield query.values_list("when", "noun", "key", "told_as")


def newest_changes(limit: int = 50, **wanted) -> list[NewChange]:
    """The newest public changes as plain data, newest first; ``wanted`` as in ``change_keys``."""
    keys, found, start = change_keys(**wanted), [], 0
    while len(found) < limit and (some := list(keys[start : start + limit])):
        found += told(some)
        start += limit
    return found[:limit]


def told(keys) -> list[NewChange]:
    """The changes behind the keys; what readers would not notice is left out. A fixed number of queries for each noun."""
    keys = list(keys)
    wanted = defaultdict(lambda: defaultdict(set))
    for _, noun, pk, kind in keys:
        wanted[noun][kind].add(pk)
    records, changes = {}, {}
    for noun, by_kind in wanted.items():
        model = NOUN_NAMES[noun]
        rows = model.objects.published().select_related(*RELATED.get(model, []))
        records[noun] = rows.in_bulk(by_kind[ADDED] | by_kind[CHANGED])
        for pk, role in _roles_of_additions(model, records[noun], by_kind[ADDED]).items():
            changes[noun, pk, ADDED] = [PublicChange(records[noun][pk].created_at, role, ADDED, ["Added."])]
        if by_kind[CHANGED]:
            for pk, history in _public_histories(model, by_kind[CHANGED], without="follow_ups").items():
                changes[noun, pk, CHANGED] = [change for change in history if change.kind == CHANGED]
    found = []
    for when, noun, pk, kind in keys:
        of_the_day = [
            change for change in changes.get((noun, pk, kind), []) if kind == ADDED or change.when.date() == when.date()
        ]
        if of_the_day:
            found.append(_new_change(when, records[noun][pk], of_the_day))
    return found


def _roles_of_additions(model, records: dict, pks) -> dict[int, str]:
    """Who published each record first; without a row of history it came with the research or nobody knows."""
    public = {"state": PUBLISHED} if issubclass(model, EditorialRecord) else {}
    rows = model.history.filter(id__in=pks, **public).select_related("history_user")
    first = {}
    for row in rows.prefetch_related("history_user__groups").order_by("-history_date", "-history_id") if pks else ():
        first[row.id] = _role(row.history_user, row.history_change_reason or "")
    return {pk: first.get(pk, RESEARCH if records[pk].imported_digest else "") for pk in pks if pk in records}


def _new_change(when, record, changes: list[PublicChange]) -> NewChange:
    noun, sentences = record._meta.model_name, [text for change in changes for text in change.sentences]
    grouping = getattr(record, "grouping", None) or getattr(getattr(record, "commitment", None), "grouping", None)
    name = f"{record.commitment}: {str(record)[:1].lower()}{str(record)[1:]}" if noun == "followup" else str(record)
    return NewChange(
        when=when,
        noun=str(record._meta.verbose_name),
        record=name,
        sentence=" ".join(sentences),
        address=record.get_absolute_url(),
        role=changes[-1].role,
        reason=" ".join(dict.fromkeys(change.reason for change in changes if change.reason)),
        sentences=sentences,
        is_new=changes[0].kind == ADDED,
        grouping=record.short_name if noun == "grouping" else grouping.short_name if grouping else "",
    )
