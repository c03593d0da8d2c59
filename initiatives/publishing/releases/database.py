"""The tables of a release as one SQLite database with foreign keys, and the metadata file for Datasette."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from ...lists.columns import json_value
from ...models import vocabularies
from ...models.permalinks import absolute
from ..dictionary import DataTable, data_tables
from ..site import LICENCE_NAME, LICENCE_URL, SITE_NAME, SITE_TITLE
from .csv_tables import reference_columns

DATABASE_FILE, DATASETTE_METADATA_FILE = "minilat.db", "datasette.json"
JUNCTION_TABLES = {"commitment_technologies": "technologies", "commitment_modes": "modes"}

SQL_VIEWS = {
    "commitments_by_technology": (
        "One row for each commitment and technology.",
        """SELECT t.slug AS technology, t.name AS technology_name, c.slug AS "commitment", c.title, c.grouping_name,
        c.announced, c.status FROM commitment_technologies AS l JOIN technologies AS t ON t.slug = l.technology
        JOIN commitments AS c ON c.slug = l."commitment" ORDER BY t.slug, c.slug""",
    ),
    "commitments_by_party": (
        "One row for each commitment and party.",
        """SELECT p.state, p.state_name, p.role, c.slug AS "commitment", c.title, c.grouping_name, c.announced, c.status
        FROM participations AS p JOIN commitments AS c ON c.slug = p."commitment" ORDER BY p.state, c.slug, p.role""",
    ),
}


@contextmanager
def create_database(folder: Path) -> Iterator[Callable]:
    """Create the database and yield ``insert(table, rows)``, which fills its tables.

    The same rows in the same order give the same file. Raises ValueError for broken foreign keys.
    """
    with closing(sqlite3.connect(folder / DATABASE_FILE)) as connection, connection:
        for table in data_tables():
            _create_table(connection, table)
        _create_codes(connection)
        _create_junction_tables(connection)
        for name, (_, query) in SQL_VIEWS.items():
            connection.execute(f'CREATE VIEW "{name}" AS {query}')
        yield lambda table, rows: _insert_rows(connection, table, rows)
        if broken := connection.execute("PRAGMA foreign_key_check").fetchall():
            raise ValueError(f"Foreign keys are broken: {broken[:3]}")
    text = json.dumps(_metadata(), ensure_ascii=False, indent=1)
    (folder / DATASETTE_METADATA_FILE).write_text(text + "\n", encoding="utf-8")


def sql_name(table: DataTable) -> str:
    return table.name.replace("-", "_")


def _create_table(connection, table: DataTable):
    clauses = []
    for column in table.columns:
        kind = "NUMERIC" if column.column.type == "number" else "TEXT"
        unique = " UNIQUE" if column.name == "iso3" else ""
        clauses.append(f'"{column.name}" {kind}{" NOT NULL" if column.is_required else ""}{unique}')
    if not table.has_blank_key:
        clauses.append(f"PRIMARY KEY ({_quoted(table.key)})")
    for column in reference_columns(table):
        target, key = column.reference
        clauses.append(f'FOREIGN KEY ("{column.name}") REFERENCES "{target.replace("-", "_")}" ("{key}")')
    connection.execute(f'CREATE TABLE "{sql_name(table)}" ({", ".join(clauses)})')
    for column in reference_columns(table):
        connection.execute(f'CREATE INDEX "{sql_name(table)}_{column.name}" ON "{sql_name(table)}" ("{column.name}")')


def _quoted(names) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _insert_rows(connection, table: DataTable, rows: list[list]):
    _insert(connection, sql_name(table), [[_cell(value) for value in row] for row in rows])
    if table.name == "commitments":
        names = table.table.names
        for name, column in JUNCTION_TABLES.items():
            slug, values = names.index("slug"), names.index(column)
            _insert(connection, name, [(row[slug], value) for row in rows for value in row[values]])


def _insert(connection, name: str, rows: list):
    if rows:
        connection.executemany(f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(rows[0]))})', rows)


def _cell(value):
    """The SQLite value; several values become a JSON list, which Datasette and SQLite’s JSON functions read."""
    value = json_value(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


def _create_codes(connection):
    connection.execute(
        "CREATE TABLE codes (vocabulary TEXT NOT NULL, code TEXT NOT NULL, label TEXT NOT NULL,"
        " definition TEXT NOT NULL, example TEXT NOT NULL, borderline TEXT NOT NULL, PRIMARY KEY (vocabulary, code))"
    )
    rows = [
        (vocabulary.slug, value.value, value.label, value.definition, value.example, value.borderline)
        for vocabulary in vocabularies.ALL
        for value in vocabulary
    ]
    _insert(connection, "codes", rows)


def _create_junction_tables(connection):
    """Two tables with one row for each technology and for each mode of a commitment."""
    connection.execute(
        'CREATE TABLE commitment_technologies ("commitment" TEXT NOT NULL REFERENCES commitments (slug),'
        ' technology TEXT NOT NULL REFERENCES technologies (slug), PRIMARY KEY ("commitment", technology))'
    )
    connection.execute(
        'CREATE TABLE commitment_modes ("commitment" TEXT NOT NULL REFERENCES commitments (slug),'
        ' mode TEXT NOT NULL, PRIMARY KEY ("commitment", mode))'
    )


def _metadata() -> dict:
    """Title, licence and descriptions for ``datasette --metadata``."""
    described = {
        sql_name(table): {
            "description": table.description,
            "columns": {column.name: column.column.description for column in table.columns},
        }
        for table in data_tables()
    }
    described |= {name: {"description": text} for name, (text, _) in SQL_VIEWS.items()}
    return {
        "title": SITE_TITLE,
        "license": LICENCE_NAME,
        "license_url": LICENCE_URL,
        "source": SITE_NAME,
        "source_url": absolute("/"),
        "databases": {"minilat": {"tables": described}},
    }
