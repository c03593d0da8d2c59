"""Records the responses of the site, so that the old and the new code can be compared.

    python scripts/record_site.py take DIRECTORY        request every address of the database in DATABASE_URL, store the responses
    python scripts/record_site.py compare BEFORE AFTER  print each difference; exit 1 when there is one

The script imports no module of the app, so that it runs on old and new code. It stores of each response the status, the
type, the target, the links to records in their order, the numbers on the page, and the body (a workbook as the text of its
cells). ``compare`` lists an address under *facts* if status, links or numbers differ, and under *words* if only the text
differs. Pages of the desk are requested as curator, editor and administrator.
"""

import argparse
import csv
import hashlib
import html
import io
import json
import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROLES = {"curator": "Curators", "editor": "Editors", "administrator": "Administrators"}
NOUNS = ("commitments", "groupings", "states", "technologies", "summits", "statements", "sources")
FILE_ONLY = ("memberships", "follow-ups")
TABLES = ("csv", "csv-metadata.json", "xlsx", "json")
CITED = ("bib", "ris", "csl.json")
PICTURES = ("matrix", "timeline", "trend", "network", "map")
SINGLE = """/ /explore/ /compare/ /compare/?grouping=quad&grouping=us-rok-japan /compare/?state=KOR&state=JPN
    /compare/?technology=open-ran&technology=semiconductors /compare.csv?grouping=quad&grouping=aukus
    /compare/?bridge=KOR&grouping=quad /answers/ /answers/gone-quiet/ /answers/gone-quiet/?grouping=quad /answers/due/
    /answers/due/?as_of=2024 /answers/cadence/ /answers/cadence/?as_of=2009-06 /answers/coverage/ /search/?q=open+ran
    /search/?q=palau /search/?q=%22open+ran%22 /changes/ /changes/?grouping=quad /changes/?page=2 /changes.atom /codebook/
    /codebook.json /codebook/technologies.ttl /data/ /data/dictionary/ /data/dictionary.json /about/ /robots.txt
    /sitemap.xml /opensearch.xml /llms.txt /healthz /readyz /favicon.ico /api/ /api/v1/ /api/docs/ /api/v1/schema/
    /api/v1/nothing/ /nothing/ /commitments/nothing/ /states/KOR/ /summits.ics /commitments/?status=finished
    /commitments/?nothing=1 /commitments.csv?status=finished /api/v1/commitments/?status=finished
    /api/v1/commitments/?nothing=1 /commitments.json?as_of=2023 /commitments/?as_of=2023-05&column=title&column=evidence
    /commitments/?q=cable /commitments/?q=cable&ordering=title /commitments/?ordering=status /commitments/?size=100
    /commitments/?ordering=-updated /commitments/?quiet=quiet /commitments/?due=overdue /commitments/?show=state&show=grouping
    /api/v1/commitments/?updated_since=2026-01-01T00:00:00Z /api/v1/commitments/?cursor= /api/v1/commitments/?size=200
    /groupings/?as_of=2009 /states/?as_of=2009 /summits/?status=cancelled /statements/?coding=complete
    /sources/?language=ko /technologies/?q=quantum /commitments.csv?grouping=quad&technology=open-ran"""
FILTERED = ("technology=open-ran", "grouping=quad&as_of=2023", "state=KOR&state=JPN&status=under-way")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    take_parser = commands.add_parser("take")
    take_parser.add_argument("directory", type=Path)
    compare_parser = commands.add_parser("compare")
    compare_parser.add_argument("before", type=Path)
    compare_parser.add_argument("after", type=Path)
    compare_parser.add_argument("--words", action="store_true", help="list the addresses whose words alone differ too")
    options = parser.parse_args()
    if options.command == "take":
        take(options.directory)
    else:
        sys.exit(1 if compare(options.before, options.after, options.words) else 0)


# --- taking


def take(directory: Path):
    """Ask every address and write ``index.json`` and the bodies into the directory."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS = ["*"]
    (directory / "bodies").mkdir(parents=True, exist_ok=True)
    index = {}
    for role, client in {"": Client(), **{role: signed_in(role) for role in ROLES}}.items():
        addresses = desk_addresses(client) if role else public_addresses(client)
        for address in dict.fromkeys(addresses):
            index[f"{role} {address}".strip()] = recorded(client.get(address), directory)
    (directory / "index.json").write_text(json.dumps(index, indent=1, ensure_ascii=False), encoding="utf-8")
    print(f"{len(index)} addresses")


def signed_in(role: str):
    """A client signed in as an account of the role, which is made if need be."""
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group
    from django.test import Client

    user, made = get_user_model().objects.get_or_create(username=role)
    if made:
        user.is_staff, user.is_superuser = True, role == "administrator"
        user.save()
        user.groups.set(Group.objects.filter(name=ROLES[role]))
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def public_addresses(client):
    """Pages, filter sets, files, API and feeds; every 40th record of each noun with all that it has."""
    yield from SINGLE.split()
    cases = re.findall(
        r"^\| `([^`]+)` \|", (ROOT / "docs" / "filter-cases.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    yield from (f"/commitments/?{query}" for query in cases if query != "(none)")
    yield from (f"/api/v1/facets/commitments/?{query}" for query in cases[::6] if query != "(none)")
    for noun in NOUNS:
        feeds = () if noun in ("states", "technologies") else ("atom",)
        yield from (f"/{noun}/", f"/{noun}/?page=2&size=50", f"/{noun}/?q=japan", f"/api/v1/{noun}/")
        yield from (f"/{noun}.{extension}" for extension in (*TABLES, *CITED, *feeds))
        for slug in slugs(client, noun):
            yield from (f"/{noun}/{slug}/", f"/{noun}/{slug}/?as_of=2022", f"/{noun}/{slug}/history/")
            yield from (
                f"/{noun}/{slug}/history.atom",
                f"/{noun}/{slug}.bib",
                f"/{noun}/{slug}.ris",
                f"/{noun}/{slug}.csl.json",
            )
    yield from (f"/{noun}.{extension}" for noun in FILE_ONLY for extension in TABLES)
    yield from (f"/api/v1/{noun}/" for noun in FILE_ONLY)
    for picture in PICTURES:
        for query in ("", *(f"?{query}" for query in FILTERED)):
            yield from (f"/explore/{picture}{end}{query}" for end in ("/", ".svg", ".csv"))
    yield from re.findall(r"(/sitemap-[\w-]+\.xml)", client.get("/sitemap.xml").content.decode())


def slugs(client, noun: str) -> list[str]:
    """Every 40th record of a noun, by key, at most six."""
    lines = b"".join(client.get(f"/{noun}.csv").streaming_content).decode("utf-8-sig").splitlines()
    found = sorted(slug for slug, *_ in csv.reader(lines) if re.fullmatch(r"[a-z0-9-]+", slug) and slug != "slug")
    return found[::40][:6]


def desk_addresses(client):
    """The desk, the list of each noun with and without words, and the form of its first row and of a new one."""
    yield "/admin/"
    index = client.get("/admin/").content.decode()
    for path in sorted(set(re.findall(r'href="(/admin/\w+/\w+/)"', index))):
        yield from (path, f"{path}?q=quad", f"{path}add/")
        if first := re.search(rf'href="({path}[^"/?]+/change/)', client.get(path).content.decode()):
            yield from (first[1], first[1].replace("/change/", "/history/"))
    yield from sorted({html.unescape(found) for found in re.findall(r'href="(/admin/\w+/\w+/\?queue=[^"]+)"', index)})


def recorded(response, directory: Path) -> dict:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    text = cells(body) if "spreadsheetml" in kind else tidied(body.decode("utf-8", "replace"))
    digest = hashlib.sha256(text.encode()).hexdigest()[:20]
    (directory / "bodies" / digest).write_text(text, encoding="utf-8")
    facts = {"status": response.status_code, "type": kind, "to": response.headers.get("Location", "")}
    if kind == "text/html":
        shown = re.sub(r"<(script|style|head)\b.*?</\1>", " ", text, flags=re.DOTALL)
        links = re.findall(r'href="(/(?:' + "|".join(NOUNS) + r')/[^"?/#]+/)', shown)
        facts |= {"links": links, "numbers": re.findall(r"\d+", html.unescape(re.sub(r"<[^>]*>", " ", shown)))}
    return {**facts, "body": digest}


def cells(workbook: bytes) -> str:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(workbook))
    lines = [[sheet.title, *map(str, row)] for sheet in book for row in sheet.iter_rows(values_only=True)]
    return "\n".join("\t".join(line) for line in lines)


def tidied(text: str) -> str:
    """The text without what differs from one request to the next."""
    text = re.sub(r'(name="csrfmiddlewaretoken" value=)"[^"]*"', r'\1""', text)
    text = re.sub(r"\b\d\d:\d\d(:\d\d)?(\.\d+)?\b(?=[^\n]{0,12}(now|heute))", "", text)
    return text


# --- comparing


def compare(before: Path, after: Path, words: bool) -> int:
    """Print what differs; the number of addresses whose facts differ or that one side alone has."""
    old, new = (json.loads((side / "index.json").read_text(encoding="utf-8")) for side in (before, after))
    missing, added = [key for key in old if key not in new], [key for key in new if key not in old]
    facts, text = [], []
    for key in old.keys() & new.keys():
        differing = [name for name in old[key] if name != "body" and old[key][name] != new[key].get(name)]
        if differing:
            facts.append((key, differing))
        elif old[key]["body"] != new[key]["body"]:
            text.append(key)
    for title, keys in (("Only before", missing), ("Only after", added)):
        for key in keys:
            print(f"{title}: {key}")
    for key, differing in sorted(facts):
        print(f"Facts differ ({', '.join(differing)}): {key}")
    files = [key for key in text if old[key]["type"] != "text/html"]
    for key in sorted(text if words else files):
        print(f"Words differ: {key}  bodies/{old[key]['body']} bodies/{new[key]['body']}")
    same = len(old.keys() & new.keys()) - len(facts) - len(text)
    print(f"{len(old)} before, {len(new)} after: {same} the same, {len(text)} differ in words", end=" ")
    print(f"({len(files)} of them no pages),", end=" ")
    print(f"{len(facts)} differ in facts, {len(missing)} only before, {len(added)} only after.")
    return len(facts) + len(missing) + len(added)


if __name__ == "__main__":
    main()
