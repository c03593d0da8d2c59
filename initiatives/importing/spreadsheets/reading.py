"""Files in and out, whatever they are about: CSV (comma, UTF-8 with or without a mark) and XLSX (its first sheet).

``read_file(name, bytes)`` gives a ``Sheet`` or raises ``FileFault`` with a sentence. What a cell cannot say (a formula,
an error, a time of day) is a fault of that cell, kept beside the rows.
"""

import csv
import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass, field

import openpyxl
from import_export.formats.base_formats import CSV, XLSX
from tablib import Databook, Dataset

from ...models.formulas import escape_formula, unescape_formula

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 60 * 1024 * 1024
MAX_ROWS, MAX_COLUMNS = 20_000, 100
FORMATS = {"csv": CSV, "xlsx": XLSX}
MARK = "\ufeff"
SEPARATORS = {";": "semicolons", "\t": "tabs"}  # that other programs write into CSV; no column has one in its name
UNWRITABLE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ufffe\uffff]")


class FileFault(ValueError):
    """The file as a whole cannot be read; the text says why."""


@dataclass
class Sheet:
    """A table as it stands in the file: its head, and its rows by the numbers that a spreadsheet shows beside them."""

    head: list[str]
    rows: list[tuple[int, list[str]]]
    faults: list[tuple[int, int, str]] = field(default_factory=list)  # row number, place of the cell, what is wrong


def check_size(size: int):
    """FileFault for a file of more bytes than are read."""
    if size > MAX_BYTES:
        raise FileFault(
            f"The file has {size:,} bytes; at most {MAX_BYTES // 2**20} MB ({MAX_BYTES:,}) are read. Split it."
        )


def read_file(name: str, content: bytes) -> Sheet:
    """The sheet in the file; FileFault where there is none."""
    check_size(len(content))
    kind = name.lower().rpartition(".")[2]
    if kind not in FORMATS:
        raise FileFault("This is neither a .csv nor an .xlsx file. Save the table as one of these.")
    sheet = (_read_csv if kind == "csv" else _read_xlsx)(content)
    if not sheet.head:
        raise FileFault("The file is empty: its first row names the columns.")
    return sheet


# --- CSV


def _read_csv(content: bytes) -> Sheet:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileFault(f"The file is not UTF-8 (byte {error.start + 1}). Save it as “CSV UTF-8”.") from None
    if "\0" in text:
        raise FileFault("The file holds zero bytes; it is no CSV file.")
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise FileFault(f"The file is no usable CSV: {error}.") from None
    head = table[0] if table else []
    if other := next((name for sign, name in SEPARATORS.items() if len(head) == 1 and sign in head[0]), ""):
        raise FileFault(f"Its columns are separated by {other}. Save it with commas, or as a workbook (.xlsx).")
    return _sheet(table)


def _sheet(table: list[list], faults=()) -> Sheet:
    """The first row is the head; rows without any value are left out, and still counted."""
    head, *body = table or [[]]
    rows = [
        (number, [unescape_formula(cell) for cell in cells]) for number, cells in enumerate(body, start=2) if any(cells)
    ]
    if len(rows) > MAX_ROWS:
        raise FileFault(f"The file has {len(rows):,} rows; at most {MAX_ROWS:,} are read. Split it.")
    head = [unescape_formula(cell).strip() for cell in head]
    while head and not head[-1]:
        head.pop()
    if len(head) > MAX_COLUMNS:
        raise FileFault(f"The file has {len(head)} columns; no table here has more than {MAX_COLUMNS}.")
    return Sheet(head, rows, list(faults))


# --- XLSX


def _read_xlsx(content: bytes) -> Sheet:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if sum(member.file_size for member in package.infolist()) > MAX_UNPACKED:
                raise FileFault("The workbook is far larger than it looks and is not opened. Save it anew, or as CSV.")
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        return _read_worksheet(book.worksheets[0])
    except FileFault:
        raise
    except Exception as error:  # whatever a broken package makes the reader stumble over
        raise FileFault(f"The file is no workbook that can be read ({type(error).__name__}).") from None


def _read_worksheet(worksheet) -> Sheet:
    worksheet.reset_dimensions()  # what the file says of its size may be wrong
    table, faults = [], []
    for number, cells in enumerate(worksheet.iter_rows(max_row=MAX_ROWS * 2), start=1):
        if any(cell.value is not None for cell in cells[MAX_COLUMNS:]):
            raise FileFault(f"The sheet has more than {MAX_COLUMNS} columns; no table here has so many.")
        cells, row = cells[:MAX_COLUMNS], []
        for place, cell in enumerate(cells):
            try:
                row.append(_cell_text(cell))
            except ValueError as error:
                row.append("")
                faults.append((number, place, str(error)))
        table.append(row)
    if len(table) == MAX_ROWS * 2:
        raise FileFault(f"The sheet has too many rows; at most {MAX_ROWS:,} are read. Split it.")
    faulty = {number for number, _, _ in faults}
    for number in faulty:  # a row whose only cell is faulty is still a row
        if not any(table[number - 1]):
            table[number - 1] = [" "]
    return _sheet(table, faults)


def _cell_text(cell) -> str:
    """The cell as it would stand in CSV; ValueError for what is no plain value."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        raise ValueError("This is a formula; put its result there instead.")
    if cell.data_type == "e":
        raise ValueError(f"This cell shows an error ({value}).")
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else f"{value:.15g}"
    if isinstance(value, dt.datetime):
        if value.time() != dt.time():
            raise ValueError("This is a time of day; write the day alone.")
        return value.date().isoformat()
    if isinstance(value, dt.time | dt.timedelta):
        raise ValueError("This is a time of day; write the day alone.")
    return _unescape(value) if isinstance(value, str) else str(value)


# --- writing


def _escape(text: str) -> str:
    """The text as a workbook holds it: characters that XML cannot hold are written ``_x000D_``."""
    return UNWRITABLE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def _unescape(text: str) -> str:
    text = re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)
    if re.search(r"[\x00\ud800-\udfff]", text):
        raise ValueError("This cell holds a character that no text can hold.")
    return text


def write_file(kind: str, head: list[str], rows, notes: list[list[str]] = ()) -> bytes:
    """A file of the kind (``csv`` or ``xlsx``); texts that look like formulas are guarded.

    ``notes`` is a second sheet, “Columns”, which only a workbook can hold.
    """
    rows = ([escape_formula(cell) for cell in row] for row in rows)
    if kind == "csv":
        out = io.StringIO(newline="")
        csv.writer(out).writerows([head, *rows])
        return f"{MARK}{out.getvalue()}".encode()
    sheets = [Dataset(*([_escape(cell) for cell in row] for row in rows), headers=head, title="Rows")]
    if notes:
        sheets.append(Dataset(*notes[1:], headers=notes[0], title="Columns"))
    return Databook(sheets).export("xlsx")
