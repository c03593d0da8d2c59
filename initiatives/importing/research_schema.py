"""Reads and checks the research files (format: ``fixtures/facts/README.md``) without using the database.

``load_facts(folder)`` returns ``Facts``: the rows by array, with repairs applied and with states and technologies of
several files merged, and the problems with file, record and field. ``research.py`` imports the rows.
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from ..models import vocabularies as v
from ..models.dates import PartialDate
from ..models.markup import LINK

ARRAY_NAMES = ("states", "technologies", "sources", "groupings", "summits", "statements", "commitments")
ARRAY_KEYS = {"states": "iso3"}
# Arrays that add fields to the rows of another array.
SUPPLEMENT_ARRAYS = {"state_codes": "states", "technology_notes": "technologies"}
REPAIRS_FILE = "repairs.json"
FACTS_CODING = {"all": v.Coding.COMPLETE, "technology part": v.Coding.TECHNOLOGY_PART, "none": v.Coding.NOT_READ}


@dataclass(frozen=True)
class Problem:
    """An error in the files. The facts cannot be imported while there is one."""

    file: str
    record: str
    field: str
    message: str

    def __str__(self):
        return f"{self.file}: {self.record}: {self.field}: {self.message}"


@dataclass
class Facts:
    """The rows of all files of a folder. ``notices`` are choices that the user should see."""

    rows: dict[str, list[dict]] = field(default_factory=lambda: {array: [] for array in ARRAY_NAMES})
    problems: list[Problem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)  # case-folded alias -> slug of its technology

    def keys(self, array: str) -> set[str]:
        return {row.get(ARRAY_KEYS.get(array, "slug")) for row in self.rows[array]}


# --- checks: each takes (value, facts) and returns a message or None


def check_text(value, facts):
    return None if isinstance(value, str) and value.strip() else "a text is expected"


def check_slug(value, facts):
    ok = isinstance(value, str) and len(value) <= 100 and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value)
    return None if ok else f"“{value}” is not a slug (lower-case words with hyphens, at most 100 characters)"


def check_iso3(value, facts):
    return None if isinstance(value, str) and re.fullmatch(r"[A-Z]{3}", value) else f"“{value}” is not an ISO code"


def check_number(value, facts):
    ok = isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
    return None if ok else f"“{value}” is not an amount"


def check_date(value, facts):
    try:
        PartialDate.parse(value if isinstance(value, str) else str(value))
    except ValueError as error:
        return str(error)


def check_address(value, facts):
    ok = isinstance(value, str) and value.startswith(("http://", "https://")) and len(value) <= 2000
    return None if ok else f"“{value}” is not an address"


def check_linked_text(value, facts):
    if message := check_text(value, facts):
        return message
    missing = [f"{noun}:{key}" for noun, key in LINK.findall(value) if key not in facts.keys(f"{noun}s")]
    return f"links to {', '.join(missing)}, which no file contains" if missing else None


def check_texts(value, facts):
    ok = isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value)
    return None if ok else "a list of texts is expected"


def check_choice(*codes):
    def check(value, facts):
        return None if value in codes else f"“{value}” is unknown; known values: {', '.join(codes)}"

    return check


def check_code(vocabulary):
    return check_choice(*vocabulary.values)


def check_reference(array):
    def check(value, facts):
        known = isinstance(value, str) and value in facts.keys(array)
        return None if known else f"no file has “{value}” among its {array}"

    return check


def check_each(check, at_least=0):
    def check_list(value, facts):
        if not isinstance(value, list) or len(value) < at_least:
            return f"a list of at least {at_least} is expected"
        return "; ".join(filter(None, (check(item, facts) for item in value))) or None

    return check_list


class OptionalCheck:
    """The value may be null or missing."""

    def __init__(self, check):
        self.check = check


def optional(check):
    return OptionalCheck(check)


FOLLOW_UP_SCHEMA = {
    "date": optional(check_date),
    "kind": check_choice(*(kind for kind in v.FollowUpKind.values if kind != v.FollowUpKind.ASSESSED)),
    "statement": optional(check_reference("statements")),
    "source": check_reference("sources"),
    "locator": optional(check_linked_text),
    "note": optional(check_linked_text),
}
FACTS_SCHEMA = {
    "states": {
        "iso3": check_iso3,
        "name": check_text,
        "official_name": check_text,
        "region": optional(check_text),
        "iso2": optional(check_text),
        "numeric": optional(check_text),
        "kind": optional(check_code(v.StateKind)),
        "slug": optional(check_slug),
    },
    "technologies": {
        "slug": check_slug,
        "name": check_text,
        "parent": optional(check_reference("technologies")),
        "aliases": check_texts,
        "summary": check_linked_text,
        "borderline": optional(check_linked_text),
    },
    "sources": {
        "slug": check_slug,
        "title": check_text,
        "publisher": check_text,
        "url": optional(check_address),
        "read_at": optional(check_address),
        "published": optional(check_date),
        "language": check_text,
        "level": check_code(v.SourceLevel),
    },
    "groupings": {
        "slug": check_slug,
        "name": check_text,
        "short_name": check_text,
        "aliases": check_texts,
        "established": optional(check_date),
        "ended": optional(check_date),
        "summary": check_linked_text,
        "source": check_reference("sources"),
        "members": [
            {
                "state": check_reference("states"),
                "role": check_code(v.MembershipRole),
                "joined": optional(check_date),
                "left": optional(check_date),
                "note": optional(check_linked_text),
                "source": optional(check_reference("sources")),
            }
        ],
    },
    "summits": {
        "slug": check_slug,
        "grouping": check_reference("groupings"),
        "name": check_text,
        "level": check_code(v.SummitLevel),
        "format": optional(check_code(v.SummitFormat)),
        "status": check_code(v.SummitStatus),
        "start_date": optional(check_date),
        "end_date": optional(check_date),
        "city": optional(check_text),
        "country": optional(check_reference("states")),
        "venue": optional(check_text),
        "sidelines_of": optional(check_text),
        "note": optional(check_linked_text),
        "source": check_reference("sources"),
    },
    "statements": {
        "slug": check_slug,
        "grouping": check_reference("groupings"),
        "summit": optional(check_reference("summits")),
        "title": check_text,
        "kind": check_code(v.StatementKind),
        "issued_on": optional(check_date),
        "issuer": optional(check_text),
        "url": optional(check_address),
        "language": check_text,
        "source": check_reference("sources"),
        "paragraphs_read": check_choice(*FACTS_CODING),
    },
    "commitments": {
        "slug": check_slug,
        "title": check_text,
        "summary": check_linked_text,
        "statement": check_reference("statements"),
        "locator": optional(check_linked_text),
        "technologies": check_each(check_reference("technologies"), at_least=1),
        "modes": check_each(check_code(v.Mode), at_least=1),
        "participants": [{"state": check_reference("states"), "role": check_code(v.ParticipationRole)}],
        "amount": optional(
            {
                "value": check_number,
                "currency": check_text,
                "note": optional(check_linked_text),
                "bound": check_code(v.AmountBound),
                "scope": check_code(v.AmountScope),
            }
        ),
        "target_date": optional(check_date),
        "status": check_code(v.Status),
        "status_as_of": optional(check_date),
        "source": check_reference("sources"),
        "confidence": check_code(v.Evidence),
        "follow_ups": [FOLLOW_UP_SCHEMA],
    },
}


# --- reading


def load_facts(folder: Path) -> Facts:
    """Read all ``*.json`` files of the folder, in the order of their names.

    Errors are collected in ``problems`` instead of raised; an empty folder is one.
    """
    facts = Facts()
    elsewhere, repairs, seen = [], [], {}
    supplements: dict[str, list] = {name: [] for name in SUPPLEMENT_ARRAYS}
    paths = sorted(Path(folder).glob("*.json"))
    if not paths:
        facts.problems.append(Problem(str(folder), "-", "-", "the folder has no research files (*.json)"))
    for path in paths:
        content = _load(path, facts)
        repairs += content.pop("repairs", [])
        for name, rows in supplements.items():
            rows += content.pop(name, [])
        elsewhere += [(path.name, row) for row in content.pop("follow_ups_elsewhere", [])]
        for array, rows in content.items():
            if array not in ARRAY_NAMES:
                facts.problems.append(Problem(path.name, array, "-", "unknown array"))
                continue
            for row in rows:
                _add_row(facts, seen, path.name, array, row)
    _add_follow_ups(facts, elsewhere)
    for repair in repairs:
        _try_repair(facts, repair)
    for name, rows in supplements.items():
        _add_supplements(facts, name, rows)
    _check_facts(facts)
    return facts


def _load(path: Path, facts: Facts) -> dict:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        facts.problems.append(Problem(path.name, "-", "-", f"not readable as JSON: {error}"))
        return {}
    if isinstance(content, dict) and all(isinstance(rows, list) for rows in content.values()):
        return content
    facts.problems.append(Problem(path.name, "-", "-", "an object that holds arrays is expected"))
    return {}


def _add_row(facts: Facts, seen: dict, file: str, array: str, row: dict):
    if not isinstance(row, dict):
        facts.problems.append(Problem(file, array, "-", "an object is expected"))
        return
    key = row.get(ARRAY_KEYS.get(array, "slug"))
    if not isinstance(key, str):
        facts.problems.append(Problem(file, array, ARRAY_KEYS.get(array, "slug"), f"“{key}” is not a key"))
        return
    if array == "technologies" and not isinstance(row.get("aliases"), list):
        facts.problems.append(Problem(file, f"{array} {key}", "aliases", "a list of texts is expected"))
        return
    if array == "technologies":
        for alias in row["aliases"]:
            facts.aliases.setdefault(str(alias).casefold(), key)
    first = seen.setdefault((array, key), row)
    if first is row:
        facts.rows[array].append({**row, "file": file})
    elif array == "technologies":
        kept = next(known for known in facts.rows[array] if known["slug"] == key)
        present = {alias.casefold() for alias in kept["aliases"]}
        kept["aliases"] = kept["aliases"] + [alias for alias in row["aliases"] if alias.casefold() not in present]
    elif array != "states":
        facts.problems.append(Problem(file, f"{array} {key}", "slug", "another record already has this slug"))


def _add_follow_ups(facts: Facts, elsewhere):
    commitments = {row["slug"]: row for row in facts.rows["commitments"] if isinstance(row.get("follow_ups"), list)}
    for file, row in elsewhere:
        if not isinstance(row, dict) or not isinstance(row.get("commitment"), str):
            facts.problems.append(
                Problem(file, "follow_ups_elsewhere", "commitment", "an object that names a commitment is expected")
            )
            continue
        target = commitments.get(row.get("commitment"))
        if target is None:
            message = f"no file has “{row.get('commitment')}” among its commitments"
            facts.problems.append(Problem(file, "follow_ups_elsewhere", "commitment", message))
        else:
            follow_up = {name: value for name, value in row.items() if name not in ("commitment", "commitment_hint")}
            target["follow_ups"] = [*target["follow_ups"], {**follow_up, "elsewhere": True}]


def _add_supplements(facts: Facts, name: str, rows):
    """Add the fields of the supplement array with this name to the rows that have the same key."""
    array = SUPPLEMENT_ARRAYS[name]
    key = ARRAY_KEYS.get(array, "slug")
    valid = [row for row in rows if isinstance(row, dict) and isinstance(row.get(key), str)]
    for row in rows:
        if row not in valid:
            facts.problems.append(Problem(name, str(row)[:60], key, "an object with a key is expected"))
    by_key = {row[key]: row for row in valid}
    for row in facts.rows[array]:
        row.update({field: value for field, value in by_key.get(row.get(key), {}).items() if field != key})


# --- repairs


def _try_repair(facts: Facts, repair: dict):
    try:
        _apply_repair(facts, repair)
    except (KeyError, IndexError, TypeError, StopIteration, ValueError) as error:
        where = f"{repair.get('array')} {repair.get('record')}"
        facts.problems.append(
            Problem(REPAIRS_FILE, where, str(repair.get("field")), f"the repair does not fit the facts: {error}")
        )


def _apply_repair(facts: Facts, repair: dict):
    if repair["action"] == "add" and repair.get("record") is None:
        facts.rows[repair["array"]].append({**repair["value"], "file": REPAIRS_FILE})
        return
    target, name = _repair_target(facts, repair)
    if repair["action"] == "add":
        target[name].append(repair["value"])
    elif (
        repair["action"] == "set"
        and name not in target
        or repair["action"] == "replace"
        and target[name] == repair["was"]
    ):
        target[name] = repair["becomes"]
    else:
        raise ValueError(f"{repair['action']}: the value is {target.get(name)!r}")


def _repair_target(facts: Facts, repair: dict):
    """The object that holds the repaired field, and the field’s name or index in it."""
    array, record = repair["array"], repair["record"]
    if array == "follow_ups_elsewhere":
        commitment = next(row for row in facts.rows["commitments"] if row["slug"] == record["commitment"])
        rest = {name: value for name, value in record.items() if name != "commitment"}
        row = next(f for f in commitment["follow_ups"] if f.get("elsewhere") and rest.items() <= f.items())
    else:
        row = next(row for row in facts.rows[array] if row[ARRAY_KEYS.get(array, "slug")] == record)
    *steps, last = [int(step) if step.isdigit() else step for step in re.findall(r"[^.\[\]]+", repair["field"] or "")]
    for step in steps:
        row = row[step]
    return row, last


# --- checking


def _check_facts(facts: Facts):
    for array, schema in FACTS_SCHEMA.items():
        for row in facts.rows[array]:
            _check_row(facts, row, schema, row["file"], f"{array} {row.get(ARRAY_KEYS.get(array, 'slug'))}")
    if not facts.problems:
        _assign_aliases(facts)


def _check_row(facts: Facts, row, schema: dict, file: str, record: str, path: str = ""):
    if not isinstance(row, dict):
        facts.problems.append(Problem(file, record, path or "-", "an object is expected"))
        return
    for name in row.keys() - schema.keys() - {"file", "elsewhere"}:
        facts.problems.append(Problem(file, record, f"{path}{name}", "unknown field"))
    for name, check in schema.items():
        value, where = row.get(name), f"{path}{name}"
        if isinstance(check, OptionalCheck):
            row[name] = value  # a missing key means null
            if value is None:
                continue
            check = check.check
        if isinstance(check, dict):
            _check_row(facts, value, check, file, record, f"{where}.")
        elif isinstance(check, list):
            for index, item in enumerate(value if isinstance(value, list) else [value]):
                _check_row(facts, item, check[0], file, record, f"{where}[{index}].")
        elif message := check(value, facts):
            facts.problems.append(Problem(file, record, where, message))


def _assign_aliases(facts: Facts):
    """Leave each alias with the first technology that has it, by order of the files, and report the choice."""
    for row in facts.rows["technologies"]:
        taken = [alias for alias in row["aliases"] if facts.aliases.get(alias.casefold(), row["slug"]) != row["slug"]]
        row["aliases"] = [alias for alias in row["aliases"] if alias not in taken]
        for alias in taken:
            owner = facts.aliases[alias.casefold()]
            facts.notices.append(f"the alias “{alias}” belongs to {owner}; it was removed from {row['slug']}")
