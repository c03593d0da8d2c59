"""Reads a release into an empty database, all or nothing. The result has the public pages of its day and no accounts.

The checksums of all files are verified first. A dump may only hold the public fields of the nouns, and redirects, so
that it cannot create accounts or rights.
"""

import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.contrib.redirects.models import Redirect
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.serializers.base import DeserializationError
from django.db import DatabaseError, connection, transaction

from ...editorial.checks import problems_of, rows_to_check
from ...history.recording import write_first_versions
from ...models.db import analyze
from .catalogue import CHECKSUMS_FILE, file_checksum, read_checksums
from .dump import PUBLIC_FIELDS, REDIRECT

DUMP_FILE = "minilat.jsonl"
ALLOWED = {model._meta.label_lower: set(fields) for model, fields in PUBLIC_FIELDS.items()}
ALLOWED[REDIRECT] = {"site", "old_path", "new_path"}


class RebuildError(Exception):
    """Nothing was written; the message is the reason in whole sentences."""


def rebuild(path: Path, progress: Callable = lambda rows, label: rows) -> int:
    """Read the release, a folder or a zip archive, into the empty database; returns the number of records.

    Raises RebuildError, in which case nothing was written. ``progress(rows, label)`` returns the rows, for example
    inside a progress bar.
    """
    check_empty()
    with unpacked(path) as folder:
        verify_checksums(folder)
        lines = read_lines(folder / DUMP_FILE)
        try:
            with transaction.atomic():
                _load_records(lines, progress)
                write_first_versions()
                _check_loaded_records(lines, progress)
        except (DeserializationError, DatabaseError, ValidationError, ValueError) as error:
            raise RebuildError(f"The dump does not fit this database: {error}") from error
    analyze()
    return len(lines)


def check_empty():
    if full := [str(model._meta.verbose_name_plural) for model in (*PUBLIC_FIELDS, Redirect) if model.objects.exists()]:
        raise RebuildError(f"The database is not empty: it has {', '.join(full)}. Use a new database.")


# --- files


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """The folder of the release; a zip archive is unpacked into a temporary one."""
    if path.is_dir():
        yield path
    elif not zipfile.is_zipfile(path):
        raise RebuildError(f"{path} is neither a folder nor a zip archive.")
    else:
        with tempfile.TemporaryDirectory() as directory, zipfile.ZipFile(path) as archive:
            archive.extractall(directory)
            checksums = next(iter(sorted(Path(directory).rglob(CHECKSUMS_FILE))), Path(directory) / CHECKSUMS_FILE)
            yield checksums.parent


def verify_checksums(folder: Path):
    """RebuildError if a file in the list of checksums is missing or has another checksum."""
    if not (folder / CHECKSUMS_FILE).is_file():
        raise RebuildError(f"{folder} has no file {CHECKSUMS_FILE}, so it is not a release.")
    checksums = read_checksums(folder / CHECKSUMS_FILE)
    if DUMP_FILE not in checksums:
        raise RebuildError(f"{CHECKSUMS_FILE} has no checksum of {DUMP_FILE}.")
    for name, digest in checksums.items():
        file = folder / name
        if not file.resolve().is_relative_to(folder.resolve()) or not file.is_file():
            raise RebuildError(f"{name} is missing.")
        if file_checksum(file) != digest:
            raise RebuildError(f"{name} was changed after the release: its checksum differs.")


def read_lines(file: Path) -> list[str]:
    """The lines of the dump; RebuildError if one is invalid or has a field that is not public."""
    lines = file.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        try:
            record = json.loads(line)
            unknown = set(record["fields"]) - ALLOWED[record["model"]]
        except (ValueError, KeyError, TypeError):
            raise RebuildError(f"Line {number} of {DUMP_FILE} is not a record.") from None
        if unknown or set(record) != {"model", "fields"}:
            raise RebuildError(f"Line {number} of {DUMP_FILE} has fields that a release may not have.")
    return lines


# --- records


def _load_records(lines: list[str], progress):
    deferred = []
    stream = serializers.deserialize(
        "jsonl", progress(lines, "records"), handle_forward_references=True, use_natural_foreign_keys=True
    )
    for record in stream:
        record.save()
        if record.deferred_fields:
            deferred.append(record)
    for record in deferred:
        record.save_deferred_fields()


def _check_loaded_records(lines: list[str], progress):
    """RebuildError if records are missing or one breaks a rule of the record."""
    connection.check_constraints()
    written = sum(model.objects.count() for model in (*PUBLIC_FIELDS, Redirect))
    if written != len(lines):
        raise RebuildError(f"The dump has {len(lines)} lines but only {written} different records.")
    for noun, rows in rows_to_check():
        for record in progress(rows, f"{noun}, checked"):
            if problems := problems_of(record):
                raise RebuildError(f"{noun} {'/'.join(map(str, record.natural_key()))}: {problems[0]}")
