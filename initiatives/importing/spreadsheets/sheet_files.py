"""The formats of curators' files: CSV (comma, UTF-8 with or without a mark) and XLSX (its first sheet).

``read_file(name, bytes)`` returns a tablib ``Dataset`` or raises ``FileFault`` with a sentence. Two attributes of the
dataset say what tablib has no place for: ``numbers``, the number of each row as a spreadsheet shows it, and ``faults``,
triples of row number, column and message for cells that hold no plain value (a formula, an error, a time of day).
"""

import csv
import datetime as dt
import io
import re
import zipfile

import openpyxl
from import_export.formats import base_formats
from tablib import Databook, Dataset

from ...models.formulas import escape_formula, unescape_formula

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 60 * 1024 * 1024
MAX_ROWS, MAX_COLUMNS = 20_000, 100
MARK = "\ufeff"
SEPARATORS = {";": "semicolons", "\t": "tabs"}  # that other programs write into CSV; no column has one in its name
UNWRITABLE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ufffe\uffff]")


class FileFault(ValueError):
    """The file as a whole cannot be read; the text says why."""


class CSV(base_formats.CSV):
    CONTENT_TYPE = "text/csv; charset=utf-8"

    def create_dataset(self, in_stream: bytes, **kwargs) -> Dataset:
        """The rows of the file; FileFault where it is no CSV file."""
        try:
            text = in_stream.decode("utf-8-sig")
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
        return _dataset(table)

    def export_data(self, dataset: Dataset, **kwargs) -> bytes:
        return f"{MARK}{super().export_data(_guarded(dataset), **kwargs)}".encode()


class XLSX(base_formats.XLSX):
    def create_dataset(self, in_stream: bytes, **kwargs) -> Dataset:
        """The rows of the first sheet, hidden ones too; FileFault where the file is no workbook."""
        try:
            with zipfile.ZipFile(io.BytesIO(in_stream)) as package:
                if sum(member.file_size for member in package.infolist()) > MAX_UNPACKED:
                    raise FileFault(
                        "The workbook is far larger than it looks and is not opened. Save it anew, or as CSV."
                    )
            book = openpyxl.load_workbook(io.BytesIO(in_stream), read_only=True, data_only=False, keep_links=False)
            return _read_worksheet(book.worksheets[0])
        except FileFault:
            raise
        except Exception as error:  # whatever a broken package makes the reader stumble over
            raise FileFault(f"The file is no workbook that can be read ({type(error).__name__}).") from None

    def export_data(self, dataset: Dataset, **kwargs) -> bytes:
        """The workbook; the notes of the dataset, if it has any, are a second sheet, “Columns”."""
        rows = ([_escape(cell) for cell in row] for row in _guarded(dataset))
        sheets = [Dataset(*rows, headers=dataset.headers, title="Rows")]
        if notes := getattr(dataset, "notes", None):
            sheets.append(Dataset(*notes[1:], headers=notes[0], title="Columns"))
        return Databook(sheets).export("xlsx")


FORMATS = {"csv": CSV, "xlsx": XLSX}


def check_size(size: int):
    """FileFault for a file of more bytes than are read."""
    if size > MAX_BYTES:
        raise FileFault(
            f"The file has {size:,} bytes; at most {MAX_BYTES // 2**20} MB ({MAX_BYTES:,}) are read. Split it."
        )


def kind_of(name: str) -> str:
    """The key in FORMATS of a file with this name; FileFault for another kind of file."""
    kind = name.lower().rpartition(".")[2]
    if kind not in FORMATS:
        raise FileFault("This is neither a .csv nor an .xlsx file. Save the table as one of these.")
    return kind


def read_file(name: str, content: bytes) -> Dataset:
    """The rows in the file; FileFault where there are none."""
    check_size(len(content))
    return FORMATS[kind_of(name)]().create_dataset(content)


def write_file(kind: str, head: list[str], rows, notes: list[list[str]] = ()) -> bytes:
    """A file of the kind (``csv`` or ``xlsx``); texts that look like formulas are guarded."""
    dataset = Dataset(*rows, headers=head)
    dataset.notes = notes
    return FORMATS[kind]().export_data(dataset)


def _guarded(dataset: Dataset) -> Dataset:
    return Dataset(*([escape_formula(cell) for cell in row] for row in dataset), headers=dataset.headers)


def _dataset(table: list[list[str]], cell_faults=()) -> Dataset:
    """The first row is the head; rows without any value are left out, and still counted."""
    head, *body = table or [[]]
    head = [unescape_formula(cell).strip() for cell in head]
    while head and not head[-1]:
        head.pop()
    if not head:
        raise FileFault("The file is empty: its first row names the columns.")
    if len(head) > MAX_COLUMNS:
        raise FileFault(f"The file has {len(head)} columns; no table here has more than {MAX_COLUMNS}.")
    rows = {number: cells for number, cells in enumerate(body, start=2) if any(cells)}
    if len(rows) > MAX_ROWS:
        raise FileFault(f"The file has {len(rows):,} rows; at most {MAX_ROWS:,} are read. Split it.")
    width = len(head)
    dataset = Dataset(headers=head)
    dataset.faults = [(number, head[place] if place < width else "", message) for number, place, message in cell_faults]
    for number, cells in rows.items():
        if any(map(str.strip, cells[width:])):
            dataset.faults.append((number, "", f"It has more cells than the head, which has {width}."))
        dataset.append([*map(unescape_formula, cells[:width]), *[""] * (width - len(cells))])
    dataset.numbers = list(rows)
    return dataset


def _read_worksheet(worksheet) -> Dataset:
    worksheet.reset_dimensions()  # what the file says of its size may be wrong
    table, faults = [], []
    for number, cells in enumerate(worksheet.iter_rows(max_row=MAX_ROWS * 2), start=1):
        if any(cell.value is not None for cell in cells[MAX_COLUMNS:]):
            raise FileFault(f"The sheet has more than {MAX_COLUMNS} columns; no table here has so many.")
        row = []
        for place, cell in enumerate(cells[:MAX_COLUMNS]):
            try:
                row.append(_cell_text(cell))
            except ValueError as error:
                row.append(" ")  # a row whose only cell is faulty is still a row
                faults.append((number, place, str(error)))
        table.append(row)
    if len(table) == MAX_ROWS * 2:
        raise FileFault(f"The sheet has too many rows; at most {MAX_ROWS:,} are read. Split it.")
    return _dataset(table, faults)


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
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, dt.datetime | dt.time | dt.timedelta):
        raise ValueError("This is a time of day; write the day alone.")
    return _unescape(value) if isinstance(value, str) else str(value)


def _escape(text: str) -> str:
    """The text as a workbook holds it: characters that XML cannot hold are written ``_x000D_``."""
    return UNWRITABLE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def _unescape(text: str) -> str:
    text = re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)
    if re.search(r"[\x00\ud800-\udfff]", text):
        raise ValueError("This cell holds a character that no text can hold.")
    return text
