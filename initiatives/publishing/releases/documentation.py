"""The documentation of a release: README, licence, citation, changes, and metadata for Frictionless and DataCite.

Only these files contain the version and the day. ``datacite.json`` is ready for a DOI; no release has one yet.
"""

import hashlib
import json
from pathlib import Path

from django.conf import settings

from ...models.permalinks import absolute
from .. import codebook, dictionary
from ..citations.items import release_item
from ..citations.styles import cite
from ..dictionary import DataTable, DescribedColumn, data_tables
from ..site import LICENCE_ID, LICENCE_NAME, LICENCE_URL, SITE_NAME, SITE_TITLE
from .catalogue import ReleaseStamp
from .csv_tables import CSVW_FILE, csv_path, reference_columns
from .database import DATABASE_FILE, DATASETTE_METADATA_FILE
from .rebuilding import DUMP_FILE

LICENCE_TEXT = settings.BASE_DIR / "initiatives" / "data" / "CC-BY-4.0.txt"
README_TEXT = settings.BASE_DIR / "initiatives" / "data" / "release-README.md"
DATA_SET_DESCRIPTION = (
    "A record of what small groups of states promise each other on technology: every commitment, who made it, "
    "which text states it, and what has happened since, each with its source."
)
KEYWORDS = ("minilateral", "technology policy", "international commitments", "Quad", "AUKUS", "foreign policy")


def write_documentation(folder: Path, stamp: ReleaseStamp, counts: dict[str, int], changes: dict):
    """Write all documentation files.

    ``counts`` holds the number of rows of each table, ``changes`` the differences from the previous release by noun.
    """
    differences = {"version": stamp.version, "day": stamp.day.isoformat(), "previous": stamp.previous or None}
    texts = {
        "LICENSE.txt": LICENCE_TEXT.read_text(encoding="utf-8"),
        "codebook.json": indented_json(codebook.codebook_as_data()),
        "dictionary.json": indented_json(dictionary.dictionary_as_data()),
        "technologies.ttl": codebook.technologies_as_skos(),
        "changes.json": indented_json({**differences, "nouns": changes}),
        "CHANGES.md": changelog(stamp, changes),
        "CITATION.cff": citation(stamp),
        "datacite.json": indented_json(datacite(stamp)),
        "README.md": readme(stamp, counts),
        "datapackage.json": indented_json(data_package(folder, stamp, counts)),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


def indented_json(value) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n"  # labels are lazy translations


# --- how to cite it


def citation(stamp: ReleaseStamp) -> str:
    """CITATION.cff (Citation File Format 1.2.0). The values are JSON, which is valid YAML."""
    values = {
        "cff-version": "1.2.0",
        "message": "If you use these data, please cite them as below.",
        "type": "dataset",
        "title": SITE_TITLE,
        "abstract": DATA_SET_DESCRIPTION,
        "authors": [{"name": SITE_NAME, "website": absolute("/")}],
        "version": stamp.version,
        "date-released": stamp.day.isoformat(),
        "license": LICENCE_ID,
        "url": stamp.address,
        "keywords": list(KEYWORDS),
    }
    return "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items())


def datacite(stamp: ReleaseStamp) -> dict:
    """Metadata in DataCite’s schema 4, without a DOI."""
    day = stamp.day.isoformat()
    previous = {"relationType": "IsNewVersionOf", "relatedIdentifierType": "URL", "resourceTypeGeneral": "Dataset"}
    related = [{"relatedIdentifier": absolute("/"), "relatedIdentifierType": "URL", "relationType": "IsVersionOf"}]
    if stamp.previous:
        related.append({"relatedIdentifier": absolute(f"/data/#release-{stamp.previous}"), **previous})
    return {
        "schemaVersion": "http://datacite.org/schema/kernel-4",
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Data package"},
        "creators": [{"name": SITE_NAME, "nameType": "Organizational"}],
        "titles": [{"title": SITE_TITLE, "lang": "en"}],
        "publisher": {"name": SITE_NAME},
        "publicationYear": str(stamp.day.year),
        "version": stamp.version,
        "language": "en",
        "url": stamp.address,
        "dates": [{"date": day, "dateType": "Issued"}],
        "subjects": [{"subject": word, "lang": "en"} for word in KEYWORDS],
        "descriptions": [{"description": DATA_SET_DESCRIPTION, "descriptionType": "Abstract", "lang": "en"}],
        "rightsList": [
            {
                "rights": LICENCE_NAME,
                "rightsUri": LICENCE_URL,
                "rightsIdentifier": LICENCE_ID,
                "rightsIdentifierScheme": "SPDX",
                "schemeUri": "https://spdx.org/licenses/",
            }
        ],
        "formats": ["text/csv", "application/jsonl", "application/vnd.sqlite3", "application/json"],
        "relatedIdentifiers": related,
    }


# --- Frictionless


def data_package(folder: Path, stamp: ReleaseStamp, counts: dict[str, int]) -> dict:
    return {
        "profile": "tabular-data-package",
        "name": "minilat",
        "title": SITE_TITLE,
        "description": DATA_SET_DESCRIPTION,
        "homepage": absolute("/"),
        "version": stamp.version,
        "created": f"{stamp.day.isoformat()}T00:00:00Z",
        "keywords": list(KEYWORDS),
        "licenses": [{"name": LICENCE_ID, "title": LICENCE_NAME, "path": LICENCE_URL}],
        "contributors": [{"title": SITE_NAME, "path": absolute("/"), "role": "publisher"}],
        "resources": [_resource(folder, table, counts[table.name]) for table in data_tables()],
    }


def _resource(folder: Path, table: DataTable, count: int) -> dict:
    content = (folder / csv_path(table)).read_bytes()
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.title,
        "description": table.description,
        "path": csv_path(table),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "rows": count,
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "missingValues": [""],
            **({} if table.has_blank_key else {"primaryKey": list(table.key)}),
            "foreignKeys": [_foreign_key(table, column) for column in reference_columns(table)],
        },
    }


def _field(described: DescribedColumn) -> dict:
    column, kind = described.column, described.column.kind.frictionless
    limits = {
        **({"required": True} if described.is_required else {}),
        **({"enum": described.vocabulary.values} if described.vocabulary and column.type == "code" else {}),
        **kind.get("constraints", {}),
    }
    return {
        "name": column.name,
        "title": column.label,
        "description": described.explanation,
        **kind,
        **({"constraints": limits} if limits else {}),
    }


def _foreign_key(table: DataTable, column: DescribedColumn) -> dict:
    target, key = column.reference
    own = "" if target == table.name else target
    return {"fields": [column.name], "reference": {"resource": own, "fields": [key]}}


# --- README and changes


def readme(stamp: ReleaseStamp, counts: dict[str, int]) -> str:
    rows = (f"| `{csv_path(table)}` | {counts[table.name]} | {table.description} |" for table in data_tables())
    return README_TEXT.read_text(encoding="utf-8").format(
        title=SITE_TITLE,
        version=stamp.version,
        day=stamp.day_words,
        description=DATA_SET_DESCRIPTION,
        tables="\n".join(rows),
        database=DATABASE_FILE,
        datasette_metadata=DATASETTE_METADATA_FILE,
        dump=DUMP_FILE,
        csvw=CSVW_FILE,
        licence=LICENCE_NAME,
        licence_url=LICENCE_URL,
        data_url=absolute("/data/"),
        counting_url=absolute("/about/#counting"),
        citation=cite(release_item(stamp.version, stamp.day, stamp.address), "apa"),
    )


def changelog(stamp: ReleaseStamp, changes: dict) -> str:
    head = f"# Changes in release {stamp.version}\n\n"
    if not stamp.previous:
        return head + "This is the first release.\n"
    if not changes:
        return head + f"Nothing has changed since release {stamp.previous}.\n"
    parts = [f"Compared with release {stamp.previous}. `changes.json` has every value before and after.\n"]
    for table in data_tables():
        kinds = changes.get(table.name, {})
        parts += [f"## {table.title}\n"] if kinds else []
        for kind, entries in kinds.items():
            if entries:
                lines = "\n".join(f"- {_entry(entry)}" for entry in entries)
                parts.append(f"{kind.capitalize()}: {len(entries)}\n\n{lines}\n")
    return head + "\n".join(parts)


def _entry(entry: dict) -> str:
    detail = ""
    if entry.get("fields"):
        detail = f": {', '.join(name.replace('_', ' ') for name in entry['fields'])}"
    if entry.get("moved_to"):
        detail = f": now at {entry['moved_to']}"
    if entry.get("reason"):
        detail = f": {entry['reason']}"
    return f"{entry['title']} (`{entry['key']}`){detail}"
