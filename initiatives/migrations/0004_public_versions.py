"""Public versions become rows, built once from the rows of history that told the public history before.

Everything that reads them is written out here and works with the models of this migration alone, because later
migrations change the models. What one person saved of a record within three seconds was one change; a change of its
editorial state was one by itself.
"""

import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import migrations, models

from initiatives.models.dates import PartialDate

NOUNS = ("state", "technology", "source", "grouping", "summit", "statement", "commitment", "followup")
VALUES = {
    "state": "slug iso3 iso2 numeric name official_name aliases kind region",
    "technology": "slug name parent aliases definition borderline",
    "source": "slug title publisher url archive_url read_at accessed_on language level published_on",
    "grouping": "slug name short_name aliases purpose source founded ended",
    "summit": "slug grouping name level format status city host venue sidelines_of note source start end",
    "statement": "slug grouping summit title kind issuer url archive_url language source coding issued_on",
    "commitment": "slug title summary wording statement locator amount_value amount_currency amount_bound amount_scope "
    "amount_note evidence source blanks target_date status_as_of",
    "followup": "commitment kind supports statement source locator note date",
    "membership": "state role note source joined left",
    "participation": "state role",
    "searchlogentry": "field question where words languages done_on outcome",
}
LINKED = {"commitment": {"technologies": "technology", "modes": "mode"}}
SPANS = {"published_on", "founded", "ended", "start", "end", "issued_on", "target_date", "status_as_of", "date"}
SPANS |= {"joined", "left"}
REFERENCES = {name: name for name in ("grouping", "summit", "statement", "commitment", "source", "state")}
REFERENCES |= {"parent": "technology", "host": "state"}
NAMES = {"grouping": "short_name", "statement": "title", "commitment": "title"}
TEXTS = {
    "technology": ("definition", "borderline"),
    "grouping": ("purpose",),
    "summit": ("note",),
    "commitment": ("summary", "wording", "amount_note"),
    "followup": ("note",),
    "membership": ("note",),
    "searchlogentry": ("where", "words"),
}
ABOVE = {"summit": "grouping", "statement": "grouping", "commitment": "statement", "followup": "commitment"}
"""The record that an editorial record hangs on: readers see it only together with that one."""
EDITORIAL = {"grouping", *ABOVE}
PARTS = {
    "grouping": {"memberships": "membership"},
    "commitment": {"participations": "participation", "follow_ups": "followup", "search_log_entries": "searchlogentry"},
    "state": {"memberships": "membership"},
}
OWNERS = {"membership": "grouping", "participation": "commitment", "searchlogentry": "commitment"}
WITH_OWN_ENTRY = {"commitment": "follow_ups", "state": "memberships"}
PUBLISHED, WITHDRAWN, HIDING = "published", "withdrawn", ("withdrawn", "merged")
RESEARCH, EDITOR = "research", "editor"
IMPORT_REASON, MERGE_REASON = "Research import", "Withdraw: merged into"
ONE_CHANGE = dt.timedelta(seconds=3)
ONE_IMPORT = dt.timedelta(hours=1)
SOURCE_LINK = re.compile(r"\[\[source:([^\]\s]+)\]\]")
BATCH = 500


@dataclass
class Part:
    """A part of a record at one time. ``within`` is the grouping that has to be public for readers to see it."""

    key: str
    values: dict
    state: str = ""
    state_reason: str = ""
    within: int | None = None


@dataclass
class Told:
    """A record after one change, who made it and why."""

    at: dt.datetime
    user: int | None
    reason: str
    own_reason: str
    row: object
    linked: dict
    parts: dict
    ends: tuple = ()

    @property
    def state(self) -> str:
        return getattr(self.row, "state", PUBLISHED)


@dataclass
class Event:
    """A row of history: of the record itself (``row``), of a part, or the moment when a grouping was shown or hidden."""

    at: dt.datetime
    order: tuple
    user: int | None
    reason: str
    row: object = None
    relation: str = ""
    pk: int = 0
    part: Part | None = None
    shows: bool | None = None


@dataclass
class Timeline:
    """The versions of one record, oldest first."""

    noun: str
    record: object
    rows: list = field(default_factory=list)
    user: int | None = None

    @property
    def is_visible(self) -> bool:
        return bool(self.rows) and self.rows[-1].kind not in HIDING


class Carrier:
    """The database of an installation, read once, and the versions that are made from it."""

    def __init__(self, apps):
        self.Version = apps.get_model("initiatives", "PublicVersion")
        users = apps.get_model("auth", "User")._base_manager.filter(username="research-import")
        self.importers = set(users.values_list("pk", flat=True))
        self.live, self.history = {}, {}
        for noun in VALUES:
            model = apps.get_model("initiatives", noun)
            self.live[noun] = {row.pk: row for row in model._base_manager.order_by("pk")}
            found = defaultdict(list)
            rows = apps.get_model("initiatives", f"Historical{noun}")._base_manager
            for row in rows.order_by("history_date", "history_id"):
                found[row.id].append(row)
            self.history[noun] = found
        self.live["mode"] = {row.pk: row for row in apps.get_model("initiatives", "Mode")._base_manager.all()}
        self.linked_now, self.linked_then = self._links(apps)
        self.public = {noun: {pk for pk in self.live[noun] if self._is_public(noun, pk)} for noun in EDITORIAL}
        self.by_source, self.linked_sources = self._citations()
        self.parts = {noun: self._parts_by_whole(noun) for noun in PARTS}
        self.timelines = {}

    def _links(self, apps):
        """The keys in the many-to-many fields: of records now, and of rows of history."""
        now, then = _nested(list), _nested(list)
        for name, target in LINKED["commitment"].items():
            through = apps.get_model("initiatives", "commitment")._meta.get_field(name).remote_field.through
            for pk, other in through._base_manager.values_list("commitment_id", f"{target}_id"):
                now[pk][name].append(other)
            kept = apps.get_model("initiatives", f"HistoricalCommitment_{name}")
            for pk, other in kept._base_manager.values_list("history_id", f"{target}_id"):
                then[pk][name].append(other)
        return now, then

    # --- what is and was public

    def _chain(self, noun: str, row):
        """The row and the records that it hangs on, as they stand now; None for one that is gone."""
        yield row
        while row is not None and noun in ABOVE:
            noun, pk = ABOVE[noun], getattr(row, f"{ABOVE[noun]}_id")
            row = self.live[noun].get(pk)
            yield row

    def _is_public(self, noun: str, pk: int) -> bool:
        return all(row is not None and row.state == PUBLISHED for row in self._chain(noun, self.live[noun][pk]))

    def _shown_from(self, noun: str, row) -> dt.datetime | None:
        """Since when the row and all that it hangs on was public; None if some of it never was.

        A row of history says what the record hung on then; when it was published, the record says.
        """
        if noun not in EDITORIAL:
            return getattr(row, "history_date", None) or row.created_at
        own = self.live[noun].get(row.id)
        moments = [one and one.published_at for one in (own, *list(self._chain(noun, row))[1:])]
        return max(moments) if all(moments) else None

    def _citations(self):
        """Since when what cites each source now was public: by source, for columns; and the slugs that texts link to."""
        by_source, slugs = defaultdict(list), set()
        for noun in VALUES:
            for pk, row in self.live[noun].items():
                whole = OWNERS.get(noun)
                if whole and getattr(row, f"{whole}_id") not in self.public[whole]:
                    continue
                if noun in EDITORIAL and pk not in self.public[noun]:
                    continue
                texts = " ".join(getattr(row, name) or "" for name in TEXTS.get(noun, ()))
                slugs.update(SOURCE_LINK.findall(texts) if "[[source:" in texts else ())
                if source := getattr(row, "source_id", None):
                    by_source[source].append(self._citing_since(noun, row))
        return by_source, slugs

    def _citing_since(self, noun: str, row) -> dt.datetime:
        whole = OWNERS.get(noun)
        above = self.live[whole][getattr(row, f"{whole}_id")] if whole else row
        shown = self._shown_from(whole or noun, above)
        own = row.created_at if whole else row.published_at
        naming = (
            old.history_date
            for old in self.history[noun].get(row.pk, ())
            if old.source_id == row.source_id and (whole or old.state == PUBLISHED)
        )
        return max(next(naming, own), own, shown)

    def _source_since(self, source) -> dt.datetime | None:
        """When a source became public; None for one that nothing public cites."""
        cited = self.by_source.get(source.pk)
        if not cited and source.slug not in self.linked_sources:
            return None
        if source.imported_digest:
            return source.created_at
        return max(source.created_at, min(cited)) if cited else source.updated_at

    # --- what a row says

    def _key(self, noun: str, pk: int) -> str | None:
        """The natural key; of what was deleted, the last one. A record that readers never saw has none here."""
        row = self.live[noun].get(pk)
        if row is None and noun not in EDITORIAL:
            row = next(reversed(self.history.get(noun, {}).get(pk, [])), None)
        if row is None:
            return None
        if noun == "mode":
            return row.code
        return f"{self._key('commitment', row.commitment_id)}/{row.number}" if noun == "followup" else row.slug

    def _reference(self, noun: str, name: str, pk: int | None) -> str | None:
        """The key of a record that is named; none where it is not public and never was what the other hung on."""
        if pk is None:
            return None
        if noun in ABOVE and name == ABOVE[noun]:
            row = self.live[name].get(pk)
            return self._key(name, pk) if row and self._shown_from(name, row) else None
        target = REFERENCES[name]
        return self._key(target, pk) if target not in EDITORIAL or pk in self.public[target] else None

    def _values(self, noun: str, row, linked: dict) -> dict:
        values = {name: self._value(noun, row, name) for name in VALUES[noun].split()}
        for name, target in LINKED.get(noun, {}).items():
            values[name] = sorted(key for pk in linked.get(name, ()) if (key := self._key(target, pk)))
        return values

    def _value(self, noun: str, row, name: str):
        if name in SPANS:
            earliest, latest = getattr(row, f"{name}_earliest"), getattr(row, f"{name}_latest")
            return PartialDate(earliest, latest).isoformat() if earliest and latest else None
        if name in REFERENCES:
            return self._reference(noun, name, getattr(row, f"{name}_id"))
        value = getattr(row, name)
        if isinstance(value, Decimal):
            return f"{value:.2f}"
        return value.isoformat() if isinstance(value, dt.date) else value

    def _part(self, whole: str, noun: str, row) -> Part:
        values = self._values(noun, row, {})
        if noun == "membership":
            other = self._key("grouping", row.grouping_id) if whole == "state" else values["state"]
            key = f"{other}/{row.role}/{row.joined_earliest or ''}"
            return Part(key, values, within=row.grouping_id if whole == "state" else None)
        if noun == "participation":
            return Part(f"{values['state']}/{row.role}", values)
        if noun == "followup":
            return Part(str(row.number), values, row.state, row.state_reason)
        return Part(str(row.number), values)

    def _content(self, noun: str, told: Told) -> dict:
        parts = {
            relation: {part.key: part.values for _, part in sorted(found.items()) if part.state in ("", PUBLISHED)}
            for relation, found in told.parts.items()
        }
        return {"values": self._values(noun, told.row, told.linked), "parts": parts}

    def _name(self, noun: str, row) -> str:
        if noun == "followup":
            span = row.date_earliest and PartialDate(row.date_earliest, row.date_latest)
            return f"{self.live['commitment'][row.commitment_id].title}: {row.kind}, {span or 'undated'}"
        if noun == "source":
            return f"{row.title} ({row.publisher})"
        return getattr(row, NAMES.get(noun, "name"))

    def _grouping(self, noun: str, row) -> str:
        if noun not in EDITORIAL:
            return ""
        *_, top = self._chain(noun, row)
        return self._key("grouping", top.id) if top else ""

    # --- from rows of history to changes

    def _parts_by_whole(self, whole: str):
        """By record: the events of its parts; by record and relation: the parts now, and those without history."""
        events, now, unwritten = defaultdict(list), _nested(), _nested()
        for relation, noun in PARTS[whole].items():
            for pk, rows in self.history[noun].items():
                for owner in {getattr(row, f"{whole}_id") for row in rows}:
                    for row in rows:
                        gone = row.history_type == "-" or getattr(row, f"{whole}_id") != owner
                        part = None if gone else self._part(whole, noun, row)
                        events[owner].append(self._event(row, relation, pk=pk, part=part))
            for pk, row in self.live[noun].items():
                owner, part = getattr(row, f"{whole}_id"), self._part(whole, noun, row)
                now[owner][relation][pk] = part
                if not self.history[noun].get(pk):
                    unwritten[owner][relation][pk] = part
        return events, now, unwritten

    def _event(self, old, relation="", **values) -> Event:
        order = (relation, old.history_id)
        reason = old.history_change_reason or ""
        return Event(old.history_date, order, old.history_user_id, reason, relation=relation, **values)

    def _changes(self, noun: str, record) -> list[Told]:
        """What the record said after each change, oldest first."""
        rows = self.history[noun].get(record.pk, [])
        events = [self._event(row, row=row) for row in rows if row.history_type != "-"]
        found, _, unwritten = self.parts.get(noun, ({}, {}, {}))
        relations = PARTS.get(noun, {})
        there = {relation: dict(unwritten.get(record.pk, {}).get(relation, {})) for relation in relations}
        events += found.get(record.pk, [])
        start = None
        if not rows:
            reason = IMPORT_REASON if record.imported_digest else ""
            at = getattr(record, "published_at", None) or record.created_at
            start = Told(at, None, reason, reason, record, self.linked_now.get(record.pk, {}), {})
        visible = set()
        if noun == "state":
            grouped = {part.within for part in there["memberships"].values()}
            grouped |= {event.part.within for event in events if event.part}
            visible, shown = self._groupings(grouped)
            events += shown
            self._join_import(start.at if start else rows[0].history_date, events)
        events.sort(key=lambda event: (event.at, event.order))
        return self._tell(start, there, events, visible)

    def _groupings(self, pks):
        """The groupings that were public before there was any history, and when the others were shown or hidden."""
        always, events = set(), []
        for pk in pks:
            timeline = self.timelines["grouping"].get(pk)
            if timeline and not self.history["grouping"].get(pk):
                always.add(pk)
                timeline = Timeline("grouping", None, timeline.rows[1:])
            shown = pk in always
            for version in timeline.rows if timeline else ():
                if (version.kind not in HIDING) != shown:
                    shown = not shown
                    reason = IMPORT_REASON if version.decider_role == RESEARCH else ""
                    order = ("", 0, version.number)
                    events.append(Event(version.at, order, None, reason, relation="groupings", pk=pk, shows=shown))
        return always, events

    def _join_import(self, first: dt.datetime, events: list[Event]):
        """The import writes a state first and its memberships later; they belong to the first version of the state."""
        for event in events:
            if self._is_import(event) and event.at - first <= ONE_IMPORT:
                event.at = min(event.at, first)

    def _is_import(self, told) -> bool:
        return told.user in self.importers or (told.user is None and told.reason.startswith(IMPORT_REASON))

    def _tell(self, start, there, events, visible) -> list[Told]:
        changes, last = [], None
        if start:
            start.parts = _shown(there, visible)
            changes.append(start)
            last = Event(start.at, (), None, start.reason)
        row, linked = (start.row, start.linked) if start else (None, {})
        for event in events:
            moved, ends = False, ()
            if event.shows is not None:
                (visible.add if event.shows else visible.discard)(event.pk)
            elif event.relation:
                before = there[event.relation].pop(event.pk, None)
                if event.part:
                    there[event.relation][event.pk] = event.part
                    if before and before.state == PUBLISHED and event.part.state == WITHDRAWN:
                        ends = (event.part.state_reason,)
            else:
                moved = row is not None and getattr(event.row, "state", "") != getattr(row, "state", "")
                row, linked = event.row, self.linked_then.get(event.row.history_id, {})
            if row is None:
                continue  # parts that are older than the first row of the record belong to its first version
            first = bool(start) and len(changes) == 1 and event.at <= start.at
            same_hand = last is not None and (event.user == last.user or event.shows is not None)
            close = same_hand and event.at - last.at <= ONE_CHANGE
            own = event.reason if not event.relation else ""
            told = Told(event.at, event.user, event.reason, own, row, linked, _shown(there, visible), ends)
            if changes and not moved and (first or close):
                earlier = changes.pop()
                told.reason, told.own_reason = told.reason or earlier.reason, own or earlier.own_reason
                told.ends = earlier.ends + ends
                told.at, told.user = (earlier.at, earlier.user) if first else (event.at, event.user)
            changes.append(told)
            last = event
        return changes

    # --- from changes to versions

    def build(self) -> list:
        for noun in ("grouping", *(noun for noun in NOUNS if noun != "grouping")):
            self.timelines[noun] = {pk: self._timeline(noun, row) for pk, row in self.live[noun].items()}
        return [row for noun in NOUNS for _, found in sorted(self.timelines[noun].items()) for row in found.rows]

    def _timeline(self, noun: str, record) -> Timeline:
        timeline = Timeline(noun, record)
        since = self._source_since(record) if noun == "source" else None
        if noun == "source" and since is None:
            return timeline
        before = None
        for told in self._changes(noun, record):
            shown = self._shown_from(noun, told.row)
            if told.state == WITHDRAWN and timeline.is_visible and before == PUBLISHED:
                self._hide(timeline, told)
            elif told.state == PUBLISHED and shown is not None:
                self._show(timeline, told, max(told.at, since or shown), before == told.state)
            before = told.state
        self._close_gap(timeline)
        return timeline

    def _show(self, timeline: Timeline, told: Told, at: dt.datetime, stays: bool):
        noun, last = timeline.noun, timeline.rows[-1] if timeline.rows else None
        content, name = self._content(noun, told), self._name(noun, told.row)
        if timeline.is_visible and (last.content, last.name) == (content, name):
            return
        if last is not None and len(timeline.rows) == 1 and told.at <= last.at:
            # Readers had not seen the record before this moment: it is what they saw first.
            last.content, last.name, last.grouping = content, name, self._grouping(noun, told.row)
            return
        imported = self._is_import(told)
        if not timeline.is_visible:
            kind = "restored" if last else "published"
            role = EDITOR if noun in EDITORIAL and told.user and not imported else ""
        else:
            same = _without_own_entry(noun, content) == _without_own_entry(noun, last.content)
            kind, role = "part" if same else "imported" if imported else "changed", ""
        is_told = stays and not told.own_reason.startswith(IMPORT_REASON) and last is not None
        reasons = dict.fromkeys(reason for reason in (told.own_reason if is_told else "", *told.ends) if reason)
        at, timeline.user = max(at, last.at) if last else at, told.user
        self._add(timeline, at, kind, told.row, content, name, " ".join(reasons), RESEARCH if imported else role)

    def _hide(self, timeline: Timeline, told: Told):
        kind = "merged" if told.own_reason.startswith(MERGE_REASON) else WITHDRAWN
        at, last = max(told.at, timeline.rows[-1].at), timeline.rows[-1]
        if kind == "merged" and last.number > 1 and timeline.user == told.user and told.at - last.at <= ONE_CHANGE:
            timeline.rows.pop()  # the merge moved its parts to the other record just before
        role = RESEARCH if self._is_import(told) else EDITOR if told.user else ""
        timeline.user = told.user
        self._add(timeline, at, kind, told.row, {}, last.name, told.row.state_reason, role)

    def _close_gap(self, timeline: Timeline):
        """Where the record says something else than its history, as after a bulk update: one more version."""
        noun, record = timeline.noun, timeline.record
        last = timeline.rows[-1] if timeline.rows else None
        if noun in EDITORIAL and record.pk not in self.public[noun]:
            if timeline.is_visible:
                hidden = next((row for row in self._chain(noun, record) if row.state != PUBLISHED), record)
                reason = hidden.state_reason if hidden.state == WITHDRAWN else ""
                at = max(hidden.updated_at, last.at)
                self._add(timeline, at, WITHDRAWN, record, {}, last.name, reason, "")
            return
        linked, parts = self.linked_now.get(record.pk, {}), self._parts_now(timeline)
        now = Told(record.updated_at, None, "", "", record, linked, parts)
        content, name = self._content(noun, now), self._name(noun, record)
        grouping = self._grouping(noun, record)
        if timeline.is_visible and (last.content, last.name, last.grouping) == (content, name, grouping):
            return
        kind, at = "published", getattr(record, "published_at", None) or record.created_at
        if last is not None:
            same = timeline.is_visible and _without_own_entry(noun, content) == _without_own_entry(noun, last.content)
            kind = "restored" if not timeline.is_visible else "part" if same else "changed"
            at = max(record.updated_at, last.at)
        self._add(timeline, at, kind, record, content, name, "", "")

    def _parts_now(self, timeline: Timeline) -> dict:
        _, now, _ = self.parts.get(timeline.noun, ({}, {}, {}))
        found = now.get(timeline.record.pk, {})
        there = {relation: found.get(relation, {}) for relation in PARTS.get(timeline.noun, {})}
        return _shown(there, self.public["grouping"])

    def _add(self, timeline: Timeline, at, kind, row, content, name, reason, role):
        last = timeline.rows[-1] if timeline.rows else None
        timeline.rows.append(
            self.Version(
                noun=timeline.noun,
                key=self._key(timeline.noun, timeline.record.pk),
                number=len(timeline.rows) + 1,
                at=at,
                kind=kind,
                author_role=RESEARCH if role == RESEARCH else "",
                decider_role=role,
                reason=reason,
                grouping=self._grouping(timeline.noun, row) if content else last.grouping,
                name=name,
                content=content,
            )
        )


def _nested(kind=dict):
    return defaultdict(lambda: defaultdict(kind))


def _shown(there: dict, visible: set) -> dict:
    return {
        relation: {pk: part for pk, part in found.items() if part.within is None or part.within in visible}
        for relation, found in there.items()
    }


def _without_own_entry(noun: str, content: dict):
    left_out = WITH_OWN_ENTRY.get(noun)
    return content["values"], {name: rows for name, rows in content["parts"].items() if name != left_out}


def build_versions(apps, schema_editor):
    """Write the public versions of all that is or was public; nothing where there is none."""
    rows = Carrier(apps).build()
    apps.get_model("initiatives", "PublicVersion")._base_manager.bulk_create(rows, batch_size=BATCH)


def noop(apps, schema_editor):
    """The table goes, and its rows with it."""


class Migration(migrations.Migration):
    dependencies = [
        ("initiatives", "0003_constraint_names"),
    ]

    operations = [
        migrations.CreateModel(
            name="PublicVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "noun",
                    models.CharField(help_text="The noun of the record, for example “commitment”.", max_length=20),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="The natural key of the record, its parts joined by “/”.", max_length=220
                    ),
                ),
                ("number", models.PositiveIntegerField(help_text="1 for the first version that readers saw.")),
                ("at", models.DateTimeField(db_index=True, help_text="When readers saw it first (UTC).")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("published", "Published"),
                            ("changed", "Changed"),
                            ("imported", "Changed by an import"),
                            ("part", "A part that has versions of its own changed"),
                            ("restored", "Published again"),
                            ("withdrawn", "Withdrawn"),
                            ("merged", "Merged into another record"),
                        ],
                        help_text="What happened.",
                        max_length=20,
                    ),
                ),
                (
                    "author_role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("curator", "a curator"),
                            ("editor", "an editor"),
                            ("administrator", "an administrator"),
                            ("research", "the research import"),
                        ],
                        help_text="The role of whoever wrote the change.",
                        max_length=20,
                    ),
                ),
                (
                    "decider_role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("curator", "a curator"),
                            ("editor", "an editor"),
                            ("administrator", "an administrator"),
                            ("research", "the research import"),
                        ],
                        help_text="The role of whoever made it public.",
                        max_length=20,
                    ),
                ),
                ("reason", models.TextField(blank=True, help_text="Why, as readers are told.")),
                (
                    "grouping",
                    models.CharField(blank=True, help_text="The grouping that the record belongs to.", max_length=100),
                ),
                ("name", models.TextField(help_text="What the record was called.")),
                (
                    "content",
                    models.JSONField(
                        help_text="Values by field and parts by relation; empty where readers no longer see it."
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "noun", "-pk"],
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("noun", "key", "number"), name="public_version_once")],
            },
        ),
        migrations.RunPython(build_versions, noop),
    ]
