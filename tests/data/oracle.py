"""Computes in plain Python what the filters should find, from the committed research files.

It reads ``fixtures/facts/*.json`` and applies the repairs itself; it knows no model, no FilterSet and no import. It is for
comparing with the pages (``test_oracle.py``) and is written to be read: each filter is one function of a row. Words (``q``)
are not its business; ``test_search_demo.py`` has those.
"""

import calendar
import json
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl

FACTS = Path(__file__).resolve().parents[2] / "fixtures" / "facts"
SUPPORTS = {"progress": "under-way", "completed": "completed", "stalled": "stalled", "superseded": "superseded"}
CODES = {
    "mode": "research-development deployment standards technology-protection people-exchange investment supply-chain "
    "capacity-building information-sharing dialogue principles",
    "status": "announced under-way completed stalled superseded unknown",
    "level": "leaders ministers officials working-group none",
    "kind": "joint-statement fact-sheet principles declaration readout report press-release",
}
DATES = ("announced_after", "announced_before", "as_of")
FACETS = ("technology", "grouping", "state", "mode", "status", "level", "kind", "year")


# --- reading


@cache
def read_facts() -> dict:
    """All rows by array, the repairs applied, follow-ups of other files with their commitment."""
    arrays = defaultdict(list)
    for path in sorted(FACTS.glob("*.json")):
        for array, rows in json.loads(path.read_text(encoding="utf-8")).items():
            arrays[array] += rows
    elsewhere = arrays.pop("follow_ups_elsewhere", [])
    for repair in arrays.pop("repairs"):
        mend(arrays, elsewhere, repair)
    commitments = {row["slug"]: row for row in arrays["commitments"]}
    for row in elsewhere:
        commitments[row["commitment"]]["follow_ups"].append(row)
    return arrays


def mend(arrays, elsewhere, repair):
    """Repairs of texts and amounts are left out: no filter asks about them."""
    array, record, field = repair["array"], repair["record"], repair["field"]
    if array == "follow_ups_elsewhere" or array == "sources" or (field or "").startswith("amount"):
        assert field not in ("date", "kind")
        return
    if record is None:
        arrays[array].append(repair["value"])
        return
    (row,) = (row for row in arrays[array] if row["slug"] == record)
    *way, last = [int(step) if step.isdigit() else step for step in re.findall(r"\w+", field)]
    for step in way:
        row = row[step]
    if repair["action"] == "add":
        row[last].append(repair["value"])
    else:
        row[last] = repair["becomes"]


def span(date: str | None) -> tuple[str, str] | None:
    """First and last day, as text that sorts like the days."""
    if not date:
        return None
    if len(date) == 4:
        return f"{date}-01-01", f"{date}-12-31"
    if len(date) == 7:
        return f"{date}-01", f"{date}-{calendar.monthrange(*map(int, date.split('-')))[1]}"
    return date, date


class Row:
    """A commitment with what filters ask about it."""

    def __init__(self, row, statement, summit, line):
        self.slug = row["slug"]
        self.title = row["title"]
        self.statement, self.grouping, self.kind = statement["slug"], statement["grouping"], statement["kind"]
        self.summit = summit["slug"] if summit else "none"
        self.level = summit["level"] if summit else "none"
        self.announced = span(statement["issued_on"])
        self.year = (statement["issued_on"] or "none")[:4]
        self.technologies = {above for slug in row["technologies"] for above in line(slug)}
        self.parties = {(party["state"], party["role"]) for party in row["participants"]}
        self.states = {state for state, _ in self.parties}
        self.modes = set(row["modes"])
        self.evidence = row["confidence"]
        self.target = span(row["target_date"])
        self.target_year = (row["target_date"] or "none")[:4]
        self.evidence_rows = self.read_status(row, statement["issued_on"])
        readings = [found[:2] for found in self.evidence_rows if found[2]]
        self.followed = [span(follow_up["date"]) for follow_up in row["follow_ups"]]
        self.followed += [(first, last) for last, first in readings]

    @staticmethod
    def read_status(row, issued_on):
        """What supports a status, as (last day, first day, read or reported, place, status).

        Where the reported rows do not give the coded status on its day, somebody read the record as of that day; such a
        reading took in the texts of its own day.
        """
        found = []
        for place, follow_up in enumerate(row["follow_ups"]):
            if (status := SUPPORTS.get(follow_up["kind"])) and (days := span(follow_up["date"])):
                found.append((days[1], days[0], 0, place, status))
        days = span(row["status_as_of"] or issued_on)
        if days and status_of(found, days[1]) != row["status"]:
            found.append((days[1], days[0], 1, len(row["follow_ups"]), row["status"]))
        return found

    def followed_in(self, day=None):
        """The years of its follow-ups, on a past day of those that were certain by then."""
        if day:
            return {first[:4] for first, last in filter(None, self.followed) if last <= day}
        return {days[0][:4] if days else "none" for days in self.followed}

    def status(self, day=None):
        return status_of(self.evidence_rows, day)


def status_of(rows, day=None):
    """What the latest row up to the day supports, else announced."""
    known = [row for row in rows if day is None or row[0] <= day]
    return max(known)[-1] if known else "announced"


@cache
def record() -> list[Row]:
    facts = read_facts()
    parents = {}
    for row in facts["technologies"]:  # a technology may stand in several files; the first one counts
        parents.setdefault(row["slug"], row["parent"])

    def line(slug):
        return [slug, *line(parents[slug])] if slug else []

    statements = {row["slug"]: row for row in facts["statements"]}
    summits = {row["slug"]: row for row in facts["summits"]}
    rows = []
    for row in facts["commitments"]:
        statement = statements[row["statement"]]
        rows.append(Row(row, statement, summits.get(statement["summit"]), line))
    return rows


@cache
def values_of(facet: str) -> frozenset[str]:
    """Every value that a facet may show."""
    facts = read_facts()
    if facet in CODES:
        return frozenset(CODES[facet].split())
    if facet == "year":
        return frozenset({"none"} | {row.year for row in record()})
    array, key = {
        "grouping": ("groupings", "slug"),
        "technology": ("technologies", "slug"),
        "state": ("states", "iso3"),
    }[facet]
    return frozenset(row[key] for row in facts[array])


@cache
def codes_of_states() -> dict[str, str]:
    return {row["slug"]: row["iso3"] for row in read_facts()["state_codes"]}


# --- asking


class Asked:
    """A query string taken apart: for each filter the values wanted and those left out."""

    def __init__(self, query: str):
        self.any, self.none, self.date = defaultdict(set), defaultdict(set), {}
        for name, value in parse_qsl(query):
            if name in DATES:
                self.date[name] = span(value)
                continue
            plain = value.removeprefix("-")
            if name in ("state", "all_states"):
                plain = codes_of_states().get(plain, plain)
            (self.none if value.startswith("-") else self.any)[name].add(plain)
        unknown = {*self.any, *self.none} - {*FILTERS, "state", "role", "all_states", "status", "followed_in"}
        assert not unknown, f"the oracle does not know {unknown}"

    @property
    def day(self):
        return self.date["as_of"][1] if "as_of" in self.date else None


FILTERS = {  # what a row has, for each filter that compares values
    "grouping": lambda row: {row.grouping},
    "technology": lambda row: row.technologies,
    "mode": lambda row: row.modes,
    "level": lambda row: {row.level},
    "kind": lambda row: {row.kind},
    "summit": lambda row: {row.summit},
    "statement": lambda row: {row.statement},
    "year": lambda row: {row.year},
    "target_date": lambda row: {row.target_year},
    "evidence": lambda row: {row.evidence},
}


def fits(row: Row, asked: Asked, without=(), possible=False) -> bool:
    has = {name: value_of(row) for name, value_of in FILTERS.items()}
    has |= {"status": {row.status(asked.day)}, "followed_in": row.followed_in(asked.day)}
    for name, values in has.items():
        if name in without:
            continue
        if (asked.any[name] and not values & asked.any[name]) or values & asked.none[name]:
            return False
    return fits_parties(row, asked, without) and fits_dates(row, asked, possible)


def fits_parties(row: Row, asked: Asked, without) -> bool:
    def wanted(name):
        return (asked.any[name], asked.none[name]) if name not in without else (set(), set())

    (states, not_states), (roles, not_roles), (every, not_every) = map(wanted, ("state", "role", "all_states"))
    chosen = {role for state, role in row.parties if not states or state in states}
    if states and not chosen or roles and not chosen & roles:  # one participation has the state and the role
        return False
    if every - row.states or row.states & (not_states | not_every):
        return False
    return not chosen & not_roles


def fits_dates(row: Row, asked: Asked, possible: bool) -> bool:
    """The whole span lies in what was asked for; ``possible``: some day of it may."""
    if asked.date and not row.announced:
        return possible
    for name, (first, last) in asked.date.items():
        early, late = row.announced
        if name == "announced_after":
            if (late if possible else early) < first:
                return False
        elif (early if possible else late) > last:
            return False
    return True


# --- answers


def in_order(rows) -> list[str]:
    """Newest first by last day, then by first day, then by slug; undated last."""
    rows = sorted(rows, key=lambda row: row.slug)
    rows.sort(key=lambda row: row.announced[::-1] if row.announced else ("", ""), reverse=True)
    return [row.slug for row in rows]


def matching(query: str) -> list[str]:
    asked = Asked(query)
    return in_order(row for row in record() if fits(row, asked))


def possible_match_count(query: str) -> int:
    """How many more may match, but are dated too coarsely to say."""
    asked = Asked(query)
    return sum(fits(row, asked, possible=True) and not fits(row, asked) for row in record())


def facet(query: str, name: str) -> dict[str, int]:
    """For each value of a facet, how many rows it has among those that fit all other filters.

    A state beside a role counts where it takes part in that role; a technology counts what is below it.
    """
    asked = Asked(query)
    counts = dict.fromkeys(values_of(name), 0)
    if name == "state":
        for row in (row for row in record() if fits(row, asked, without=("state", "role"))):
            for state in row.states:
                roles = {role for party, role in row.parties if party == state}
                wanted = asked.any["role"]
                counts[state] += (not wanted or bool(roles & wanted)) and not roles & asked.none["role"]
        return counts
    for row in record():
        if fits(row, asked, without=(name,)):
            for value in {row.status(asked.day)} if name == "status" else FILTERS[name](row):
                counts[value] += 1
    return counts


# --- the other nouns


def held_on(part: dict, grouping: dict, day: str) -> bool:
    """Whether a member belonged on the day: a start nobody knows is the founding, or long ago; an end is the first day out."""
    joined, left = span(part["joined"]) or span(grouping["established"]), span(part["left"]) or span(grouping["ended"])
    return (joined is None or joined[1] <= day) and (left is None or left[1] > day)


def groupings_on(day: str) -> dict[str, tuple[int, int]]:
    """For each grouping that was certainly founded by the day: members on it, and commitments announced by it."""
    found = {}
    for row in read_facts()["groupings"]:
        founded = span(row["established"])
        if founded and founded[1] <= day:
            members = {part["state"] for part in row["members"] if part["role"] == "member" and held_on(part, row, day)}
            announced = [one for one in record() if one.grouping == row["slug"] and by(one.announced, day)]
            found[row["slug"]] = (len(members), len(announced))
    return found


def by(days, day: str) -> bool:
    return bool(days and days[1] <= day)


def there_by(array: str, day: str) -> set[str]:
    """The meetings that had begun, texts that had been issued, or sources that had been published by the day."""
    date = {"summits": "start_date", "statements": "issued_on", "sources": "published"}[array]
    return {row["slug"] for row in read_facts()[array] if by(span(row[date]), day)}
