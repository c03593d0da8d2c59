"""The differences between two releases: records that were added, changed (with their fields) and withdrawn, by noun.

It compares the dumps, and for commitments also the status in the CSV tables, because it is derived and not in the dump.
"""

import csv
import datetime as dt
import json
from collections import defaultdict
from pathlib import Path

from ...models.dates import PartialDate
from ...models.vocabularies import EditorialState
from ..dictionary import data_tables
from .csv_tables import CSV_FOLDER
from .dump import PLACEHOLDER_SLUG, RECORD_FIELDS, REDIRECT
from .rebuilding import DUMP_FILE

UNREPORTED_FIELDS = {*RECORD_FIELDS, "published_at", "state_reason"}
TITLE_FIELDS = ("title", "short_name", "name", "question")
DERIVED_FIELDS = ("status", "status_on")
UNCITED_REASON = "No public record cites it any more."
Key = tuple[str, ...]


def read_release_records(folder: Path) -> dict[str, dict[Key, dict]]:
    """The fields of every record of a release, by name of the noun and key."""
    nouns = {table.model._meta.label_lower: table for table in data_tables()}
    keys = {label: table.model.key_fields for label, table in nouns.items()}
    found: dict[str, dict[Key, dict]] = {table.name: {} for table in data_tables()}
    found["redirects"] = {}
    for line in (folder / DUMP_FILE).read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        label, fields = record["model"], record["fields"]
        if label == REDIRECT:
            found["redirects"][(fields["old_path"],)] = fields
        elif label in nouns and fields.get("slug") != PLACEHOLDER_SLUG:
            found[nouns[label].name][_key(keys[label], fields)] = _with_dates(nouns[label].model, fields)
    _add_derived(folder, found["commitments"])
    return found


def _key(names, fields: dict) -> Key:
    return tuple(_key_part(fields[name.partition("__")[0]]) for name in names)


def _with_dates(model, fields: dict) -> dict:
    """The fields with each pair of earliest and latest day as one ISO date of its precision."""
    spans = {f"{name}_{end}" for name in model.partial_dates for end in ("earliest", "latest")}
    dates = {
        name: PartialDate(
            *(dt.date.fromisoformat(fields[f"{name}_{end}"]) for end in ("earliest", "latest"))
        ).isoformat()
        if fields.get(f"{name}_earliest")
        else None
        for name in model.partial_dates
    }
    return {name: value for name, value in fields.items() if name not in spans} | dates


def _key_part(value) -> str:
    return "/".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def _add_derived(folder: Path, commitments: dict):
    with (folder / CSV_FOLDER / "commitments.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            commitments[(row["slug"],)] |= {name: row[name] or None for name in DERIVED_FIELDS}


def compare_releases(before: Path | None, now: Path) -> dict[str, dict[str, list]]:
    """``added``, ``changed`` and ``withdrawn`` records by noun; nouns without changes are left out.

    ``before`` and ``now`` are the folders of the releases; without a previous one the result is empty.
    """
    if before is None:
        return {}
    old, new = read_release_records(before), read_release_records(now)
    moved = {fields["old_path"]: fields["new_path"] for fields in new.pop("redirects").values()}
    titles = {noun: {key: _title(fields) for key, fields in (old[noun] | new[noun]).items()} for noun in new}
    found = {noun: _compare(noun, old.get(noun, {}), new[noun], titles, moved) for noun in new}
    return {noun: kinds for noun, kinds in found.items() if any(kinds.values())}


def _is_public(fields: dict | None) -> bool:
    return fields is not None and fields.get("state") != EditorialState.WITHDRAWN


def _compare(noun: str, old: dict, new: dict, titles: dict, moved: dict) -> dict[str, list]:
    changes = defaultdict(list)
    for key in sorted(old.keys() | new.keys()):
        before, after = old.get(key), new.get(key)
        entry = {"key": "/".join(key), "title": _title_of(noun, key, titles)}
        if _is_public(after) and not _is_public(before):
            changes["added"].append(entry)
        elif _is_public(before) and not _is_public(after):
            changes["withdrawn"].append(entry | _withdrawal_reason(noun, key, after, moved))
        elif _is_public(before) and (fields := _changed_fields(before, after)):
            changes["changed"].append(entry | {"fields": fields})
    return {kind: changes[kind] for kind in ("added", "changed", "withdrawn")}


def _withdrawal_reason(noun: str, key: Key, after: dict | None, moved: dict) -> dict:
    """The reason of a withdrawal, or the new address of a record that moved.

    Sources have no editorial state: a source is public while a public record cites it.
    """
    address = f"/commitments/{key[0]}/#follow-up-{key[1]}" if noun == "follow-ups" else f"/{noun}/{key[0]}/"
    if new := moved.get(address):
        return {"moved_to": new}
    return {"reason": UNCITED_REASON if noun == "sources" else (after or {}).get("state_reason", "")}


def _changed_fields(before: dict, after: dict) -> dict[str, dict]:
    """The values before and after of the fields that both have and that differ.

    A field in only one of them was added to or removed from the data model.
    """
    names = sorted(set(before) & set(after) - UNREPORTED_FIELDS)
    return {name: {"before": before[name], "after": after[name]} for name in names if before[name] != after[name]}


def _title(fields: dict) -> str:
    return next((fields[name] for name in TITLE_FIELDS if fields.get(name)), "")


def _title_of(noun: str, key: Key, titles: dict) -> str:
    """The title of the record, or that of its parent followed by the rest of its key."""
    if own := titles[noun].get(key):
        return own
    parent = titles["groupings" if noun == "memberships" else "commitments"].get(key[:1], key[0])
    return f"{parent}: {', '.join(part for part in key[1:] if part)}"
