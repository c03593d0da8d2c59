"""Imports research files into the database, all or nothing, by natural key. It never overwrites a person’s edit.

``import_facts`` compares each row of the files with the database. A record that equals its row is unchanged. One that
differs is changed if it still has the values of the last import, according to the digest in ``imported_digest``. If
somebody edited it since, it is in conflict: the import leaves it alone and reports it. The parts of a record
(memberships, parties, follow-ups) that came from the files are replaced by those in the files; parts entered by hand
stay.
"""

import hashlib
import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.text import slugify

from ..editorial.locking import lock_everything
from ..editorial.transitions import publish_imported, restore_imported, withdraw_imported
from ..history.recording import change
from ..models import (
    Commitment,
    FollowUp,
    Grouping,
    Membership,
    Mode,
    Participation,
    Source,
    State,
    Statement,
    Summit,
    Technology,
)
from ..models.base import Record
from ..models.dates import PartialDate
from ..models.db import analyze
from ..models.publication import EditorialRecord
from ..models.roles import RESEARCH_IMPORT
from ..models.status import supported_status
from ..models.vocabularies import EditorialState, FollowUpKind, Status
from .research_schema import FACTS_CODING, Facts, Problem

OUTCOMES = ("created", "changed", "unchanged", "removed", "in conflict")
PART_FIELDS = {
    Membership: ("grouping", "state", "role", "joined", "left", "note", "source"),
    Participation: ("commitment", "state", "role"),
    FollowUp: ("commitment", "date", "kind", "supports", "statement", "source", "locator", "note"),
}
WITHDRAWAL_REASON = "No longer in the research that it came from."
ASSESSED_NOTE = "The research team’s reading of the record on this day, without a new text."


@dataclass
class ImportReport:
    """The result of an import: outcomes by noun, a line for each removal and conflict, and the problems."""

    counts: dict[str, Counter] = field(default_factory=lambda: defaultdict(Counter))
    lines: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(self, model: type[models.Model], outcome: str, line: str = ""):
        self.counts[model._meta.verbose_name_plural][outcome] += 1
        if line:
            self.lines.append(f"{outcome}: {model._meta.verbose_name} {line}")

    @property
    def changes_nothing(self) -> bool:
        return all(count["unchanged"] == count.total() for count in self.counts.values())


class _Rollback(Exception):
    """Rolls the transaction back."""


def import_facts(
    facts: Facts, dry_run: bool = False, progress=lambda rows, label: rows, reason: str = ""
) -> ImportReport:
    """Write the facts and report the changes. If there are problems, or on a dry run, nothing is written.

    ``progress(rows, label)`` returns the rows, for example inside a progress bar. ``reason`` is told to readers with
    each change.
    """
    report = ImportReport(problems=list(facts.problems))
    if report.problems:
        return report
    try:
        with change():
            _Importer(facts, report, progress, reason).run()
            if report.problems or dry_run:
                raise _Rollback
    except _Rollback:
        return report
    if not report.changes_nothing:
        analyze()
    return report


# --- values for comparison


def json_values(record: Record, names) -> dict:
    """The named attributes as JSON values: dates as ISO text, relations as natural keys."""
    return {name: _to_json_value(getattr(record, name)) for name in names}


def _to_json_value(value):
    if isinstance(value, PartialDate):
        return value.isoformat()
    if isinstance(value, models.Manager):
        return sorted("/".join(item.natural_key()) for item in value.all())
    if isinstance(value, models.Model):
        return "/".join(map(str, value.natural_key()))
    if isinstance(value, list | tuple) and value and isinstance(value[0], models.Model):
        return sorted("/".join(item.natural_key()) for item in value)
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value


# Fields added after the first imports. Empty ones are left out, so that older digests stay valid.
FIELDS_ADDED_LATER = {"borderline"}
# Fields renamed after the first imports, with the name that digests go on using, so that older ones stay valid.
NAMES_IN_DIGESTS: dict[str, str] = {}


def values_digest(values: dict) -> str:
    """SHA-256 of the values, independent of their order and of later names of their fields."""
    included = {
        NAMES_IN_DIGESTS.get(name, name): value
        for name, value in values.items()
        if value or name not in FIELDS_ADDED_LATER
    }
    return hashlib.sha256(json.dumps(included, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class _Importer:
    def __init__(self, facts: Facts, report: ImportReport, progress, reason: str):
        self.facts, self.report, self.progress, self.reason = facts, report, progress, reason
        self.now = timezone.now()
        self.actor, _ = get_user_model().objects.get_or_create(
            username=RESEARCH_IMPORT,
            defaults={"is_active": False, "password": "!", "first_name": "Research", "last_name": "import"},
        )
        self.found: dict[type, dict] = {}

    def run(self):
        lock_everything()
        self.found[Mode] = {mode.code: mode for mode in Mode.objects.all()}
        self._write_all(State, "states", self.state, key="iso3")
        self._write_technologies()
        self._write_all(Source, "sources", self.source)
        for row, grouping in self._write_all(Grouping, "groupings", self.grouping):
            self._write_parts(grouping, Membership, self.memberships, row)
        self._write_all(Summit, "summits", self.summit)
        self._write_all(Statement, "statements", self.statement)
        for row, commitment in self._write_all(Commitment, "commitments", self.commitment):
            self._write_parts(commitment, Participation, self.parties, row)
            self._write_parts(commitment, FollowUp, self.follow_ups, row)

    def get(self, model, key):
        return self.found[model][key] if key is not None else None

    # --- a row of the files as model values, one method for each noun

    def state(self, row):
        return {
            "slug": row.get("slug") or slugify(row["name"]),
            "iso3": row["iso3"],
            "iso2": row.get("iso2") or "",
            "numeric": row.get("numeric") or "",
            "name": row["name"],
            "official_name": row["official_name"],
            "kind": row.get("kind") or "state",
            "region": row["region"] or "",
        }

    def technology(self, row):
        return {
            "slug": row["slug"],
            "name": row["name"],
            "parent": self.get(Technology, row["parent"]),
            "aliases": row["aliases"],
            "definition": row["summary"],
            "borderline": row.get("borderline") or "",
        }

    def source(self, row):
        return {
            "slug": row["slug"],
            "title": row["title"],
            "publisher": row["publisher"],
            "url": row["url"] or "",
            "read_at": row["read_at"] or "",
            "published_on": PartialDate.of(row["published"]),
            "language": row["language"],
            "level": row["level"],
        }

    def grouping(self, row):
        return {
            "slug": row["slug"],
            "name": row["name"],
            "short_name": row["short_name"],
            "aliases": row["aliases"],
            "founded": PartialDate.of(row["established"]),
            "ended": PartialDate.of(row["ended"]),
            "purpose": row["summary"],
            "source": self.get(Source, row["source"]),
        }

    def memberships(self, row):
        return [self.membership(member) for member in row["members"]]

    def membership(self, row):
        return {
            "state": self.get(State, row["state"]),
            "role": row["role"],
            "joined": PartialDate.of(row["joined"]),
            "left": PartialDate.of(row["left"]),
            "note": row["note"] or "",
            "source": self.get(Source, row["source"]),
        }

    def summit(self, row):
        return {
            "slug": row["slug"],
            "grouping": self.get(Grouping, row["grouping"]),
            "name": row["name"],
            "level": row["level"],
            "format": row["format"] or "",
            "status": row["status"],
            "start": PartialDate.of(row["start_date"]),
            "end": PartialDate.of(row["end_date"]),
            "city": row["city"] or "",
            "host": self.get(State, row["country"]),
            "venue": row["venue"] or "",
            "sidelines_of": row["sidelines_of"] or "",
            "note": row["note"] or "",
            "source": self.get(Source, row["source"]),
        }

    def statement(self, row):
        return {
            "slug": row["slug"],
            "grouping": self.get(Grouping, row["grouping"]),
            "summit": self.get(Summit, row["summit"]),
            "title": row["title"],
            "kind": row["kind"],
            "issued_on": PartialDate.of(row["issued_on"]),
            "issuer": row["issuer"] or "",
            "url": row["url"] or "",
            "language": row["language"],
            "source": self.get(Source, row["source"]),
            "coding": FACTS_CODING[row["paragraphs_read"]].value,
        }

    def commitment(self, row):
        amount = row["amount"] or {}
        return {
            "slug": row["slug"],
            "title": row["title"],
            "summary": row["summary"],
            "statement": self.get(Statement, row["statement"]),
            "locator": row["locator"] or "",
            "technologies": [self.get(Technology, slug) for slug in dict.fromkeys(row["technologies"])],
            "modes": [self.get(Mode, code) for code in dict.fromkeys(row["modes"])],
            "amount_value": Decimal(str(amount["value"])) if amount else None,
            "amount_currency": amount.get("currency", ""),
            "amount_bound": amount.get("bound", ""),
            "amount_scope": amount.get("scope", ""),
            "amount_note": amount.get("note") or "",
            "target_date": PartialDate.of(row["target_date"]),
            "evidence": row["confidence"],
            "status_as_of": PartialDate.of(row["status_as_of"]),
            "source": self.get(Source, row["source"]),
        }

    def parties(self, row):
        return [{"state": self.get(State, party["state"]), "role": party["role"]} for party in row["participants"]]

    def follow_ups(self, row):
        return [
            {
                "date": PartialDate.of(follow_up["date"]),
                "kind": follow_up["kind"],
                "supports": "",
                "statement": self.get(Statement, follow_up["statement"]),
                "source": self.get(Source, follow_up["source"]),
                "locator": follow_up["locator"] or "",
                "note": follow_up["note"] or "",
            }
            for follow_up in row["follow_ups"]
        ]

    def assessments(self, row, follow_ups: list[dict]) -> list[dict]:
        """An assessment, if the follow-ups (in order of their numbers) do not support the coded status on its day."""
        day = PartialDate.of(row["status_as_of"]) or self.get(Statement, row["statement"]).issued_on
        if not day or row["status"] == derived_status(follow_ups, day):
            return []
        return [
            {
                "date": day,
                "kind": FollowUpKind.ASSESSED.value,
                "supports": row["status"],
                "statement": None,
                "source": self.get(Source, row["source"]),
                "locator": "",
                "note": ASSESSED_NOTE,
            }
        ]

    # --- writing

    def _write_all(self, model, array, values, key="slug"):
        """Write each row of the array; returns pairs of row and record, for writing its parts."""
        known = {getattr(record, key): record for record in self._existing(model)}
        pairs = []
        for row in self.progress(self.facts.rows[array], model._meta.verbose_name_plural):
            try:
                pairs.append((row, self._write(model, values(row), known.get(row[key]), row)))
            except ValidationError as error:
                self._reject(row, error)
            except KeyError:
                self._skip()
        for record_key in known.keys() - {row[key] for row in self.facts.rows[array]}:
            if known[record_key].imported_digest:
                self.report.lines.append(f"not in the files, left unchanged: {model._meta.verbose_name} {record_key}")
        self.found[model] = known | {row[key]: record for row, record in pairs}
        return pairs

    def _write_technologies(self):
        """Write parents before their children, whatever the order of the rows."""
        rows = {row["slug"]: row for row in self.facts.rows["technologies"]}

        def depth(row):
            above, steps = row["parent"], 0
            while above and steps <= len(rows):
                above, steps = rows[above]["parent"], steps + 1
            return steps

        for row in rows.values():
            if depth(row) > len(rows):
                self._reject(row, ValidationError({"parent": "the technology is its own ancestor"}))
        if self.report.problems:
            raise _Rollback
        self.facts.rows["technologies"].sort(key=lambda row: (depth(row), row["slug"]))
        self.found[Technology] = {record.slug: record for record in self._existing(Technology)}
        known = self.found[Technology]
        for row in self.facts.rows["technologies"]:
            try:
                known[row["slug"]] = self._write(Technology, self.technology(row), known.get(row["slug"]), row)
            except ValidationError as error:
                self._reject(row, error)
            except KeyError:
                self._skip()

    def _existing(self, model):
        many = [f.name for f in model._meta.many_to_many if f.remote_field.through._meta.auto_created]
        one = [f.name for f in model._meta.fields if isinstance(f, models.ForeignKey)]
        return model.objects.select_related(*one).prefetch_related(*many)

    def _write(self, model, values: dict, record, row) -> Record:
        wanted = _to_json_values(values)
        label = row.get("slug") or row.get("iso3") or ""
        if record is None:
            record = model()
            self.report.add(model, "created")
        else:
            current, differing = json_values(record, values), _differing_names(record, values)
            if not differing:
                self.report.add(model, "unchanged")
                if record.imported_digest != values_digest(wanted):
                    record.imported_digest = values_digest(wanted)
                    record.save(update_fields=["imported_digest"])
                return record
            if values_digest(current) != record.imported_digest:
                edited = f"{label} was edited here since its last import: {', '.join(differing)}"
                self.report.add(model, "in conflict", edited)
                return record
            self.report.add(model, "changed")
        self._save(record, values, values_digest(wanted))
        return record

    def _save(self, record: Record, values: dict, imported_digest: str):
        many = {field.name: values[field.name] for field in record._meta.many_to_many if field.name in values}
        for name, value in values.items():
            if name not in many:
                setattr(record, name, value)
        record.imported_digest = imported_digest
        if isinstance(record, EditorialRecord):
            publish_imported(record, self.now)
        relations = [field.name for field in record._meta.fields if field.is_relation]
        record.full_clean(exclude=relations, validate_unique=False, validate_constraints=False)
        self._sign(record)
        try:
            with transaction.atomic():
                record.save()
        except IntegrityError as error:
            raise ValidationError(f"the database rejects it: {error}".splitlines()[0]) from None
        for name, value in many.items():
            getattr(record, name).set(value)

    def _sign(self, record: Record, what: str = ""):
        """Say who changes the record, and why: to curators in its history, to readers in its public version."""
        why = "; ".join(filter(None, (what, self.reason)))
        record._history_user, record._public_reason = self.actor, self.reason
        record._change_reason = f"Research import: {why}" if why else "Research import"

    # --- parts of a record

    def _write_parts(self, parent: Record, model, parts, row):
        """Match the file’s parts with the parent’s imported ones, write them, and remove those no longer in the file."""
        owner = PART_FIELDS[model][0]
        known = list(self._existing(model).filter(**{owner: parent}))
        imported = [part for part in known if part.imported_digest]
        by_hand = [part for part in known if not part.imported_digest]
        try:
            wanted = [{owner: parent, **values} for values in parts(row)]
            matches = _match(imported, wanted)
            if model is FollowUp:
                assessed = [{owner: parent, **each} for each in self.assessments(row, _by_number(wanted, matches))]
                wanted, matches = wanted + assessed, matches + _match(imported, assessed)
        except KeyError:
            return self._skip()
        for values, part in zip(wanted, matches, strict=True):
            if part and not _differing_names(part, values):
                self._keep_part(part)
                continue
            if not part and model is not FollowUp and any(_is_same_part(other, values) for other in by_hand):
                self.report.add(model, "in conflict", f"{parent.slug}: {values['state']} was also entered by hand")
                continue
            try:
                self._write(model, values, part, row)
            except ValidationError as error:
                self._reject(row, error)
        for part in imported:
            if part not in matches:
                self._remove_part(part)

    def _keep_part(self, part: Record):
        """Count a part that equals its row as unchanged, or publish it again if an earlier import withdrew it."""
        if getattr(part, "state", "") != EditorialState.WITHDRAWN or part.state_reason != WITHDRAWAL_REASON:
            self.report.add(type(part), "unchanged")
            return
        restore_imported(part, self.now)
        self._sign(part, "back in the file")
        part.save()
        self.report.add(type(part), "changed")

    def _remove_part(self, part: Record):
        """Delete an imported part that is no longer in the file, or withdraw it if it is published."""
        self._sign(part, "gone from the file")
        if values_digest(json_values(part, PART_FIELDS[type(part)])) != part.imported_digest:
            self.report.add(type(part), "in conflict", f"{part} was edited here and is no longer in the file")
        elif not isinstance(part, EditorialRecord):
            self.report.add(type(part), "removed", str(part))
            part.delete()
        elif part.state == EditorialState.PUBLISHED:
            withdraw_imported(part, WITHDRAWAL_REASON)
            part.save()
            self.report.add(type(part), "removed", f"of {part.commitment.slug}: {part} (withdrawn)")

    def _skip(self):
        """Skip a row that refers to a rejected record.

        The rejection is reported already, and nothing will be written.
        """
        if not self.report.problems:
            raise

    def _reject(self, row, error: ValidationError):
        messages = error.message_dict if hasattr(error, "error_dict") else {"-": error.messages}
        record = row.get("slug") or row.get("iso3") or "-"
        for name, texts in messages.items():
            for message in texts:
                self.report.problems.append(Problem(row["file"], record, name, message))


def _to_json_values(values: dict) -> dict:
    return {name: _to_json_value(value) for name, value in values.items()}


def _differing_names(record: Record, values: dict) -> list[str]:
    """The names of the values in which the record differs from the file."""
    current, wanted = json_values(record, values), _to_json_values(values)
    return [name for name in values if current[name] != wanted[name]]


def _match(parts: list, wanted: list[dict]) -> list[Record | None]:
    """For each of the wanted values the stored part that they are of, or None: an equal one, else a changed one."""
    matches: list[Record | None] = [None] * len(wanted)
    for is_same in (lambda part, values: not _differing_names(part, values), _is_same_part, _is_of_same_day):
        for place, values in enumerate(wanted):
            if matches[place] is None:
                matches[place] = next((p for p in parts if p not in matches and is_same(p, values)), None)
    return matches


def _is_same_part(part: Record, values: dict) -> bool:
    """Whether a changed part in the file is probably this one: same state (and role), or same text and kind."""
    same = {"state"} if isinstance(part, Participation) else {"state", "role"}
    if isinstance(part, FollowUp):
        same = {"kind"} if part.kind == FollowUpKind.ASSESSED else {"kind", "statement", "source"}
    return not same & set(_differing_names(part, values))


def _is_of_same_day(part: Record, values: dict) -> bool:
    """Whether a follow-up in the file is this one with another text, source or kind; an assessment has no text."""
    if not isinstance(part, FollowUp) or FollowUpKind.ASSESSED in (part.kind, values["kind"]):
        return False
    return bool(part.date) and "date" not in _differing_names(part, values)


def _by_number(follow_ups: list[dict], matches: list[FollowUp | None]) -> list[dict]:
    """The follow-ups in the order of their numbers; new ones get the next numbers in the order of the file."""
    order = sorted(
        range(len(follow_ups)), key=lambda place: (matches[place] is None, getattr(matches[place], "number", place))
    )
    return [follow_ups[place] for place in order]


def derived_status(follow_ups: list[dict], day: PartialDate) -> str:
    """The status on the day by the rule of ``CommitmentQuerySet.with_status``, for follow-ups in order of number."""
    supporting = [
        (values["date"], index, status)
        for index, values in enumerate(follow_ups)
        if (status := supported_status(values["kind"], values["supports"]))
        and values["date"]
        and values["date"].latest <= day.latest
    ]
    return max(supporting)[2] if supporting else Status.ANNOUNCED.value
