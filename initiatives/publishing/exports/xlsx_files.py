"""XLSX workbooks with three sheets: the rows under a frozen header, the columns, and the metadata of the file."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from tempfile import TemporaryFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from ...lists.columns import Column, cell_text
from ...models.dates import PartialDate
from ...models.formulas import escape_formula
from ..selection import ChunkedQuery
from ..site import SITE_NAME

WIDTHS = {"date": 12, "day": 12, "time": 20, "number": 14, "code": 20, "text": 36, "list": 36, "address": 40}
MAX_CELL_LENGTH = 32_767  # the limit of Excel
READ_SIZE = 64 * 1024


def xlsx_parts(selection: ChunkedQuery) -> Iterator[bytes]:
    with TemporaryFile() as file:
        book = workbook(selection)
        book.save(file)
        file.seek(0)
        while piece := file.read(READ_SIZE):
            yield piece


def workbook(selection: ChunkedQuery) -> Workbook:
    book = Workbook(write_only=True)
    book.properties.creator, book.properties.title = SITE_NAME, selection.sentence
    _add_rows(book, selection)
    columns = [(column.name, column.label, column.description, column.kind.words) for column in selection.noun.table]
    _add_sheet(book, "Columns", ("name", "label", "description", "type"), columns, (22, 26, 70, 50))
    _add_sheet(book, "About", ("what", "value"), _metadata_rows(selection), (16, 110))
    return book


def _add_rows(book: Workbook, selection: ChunkedQuery):
    table = selection.noun.table
    sheet = book.create_sheet(selection.noun.name.capitalize())
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(selection.keys) + 1}"
    _add_header(sheet, table.names, [WIDTHS[column.type] for column in table])
    for record in selection.records():
        sheet.append([typed_cell(sheet, column, column.value(record)) for column in table])


def typed_cell(sheet, column: Column, value):
    """The cell of a value. Numbers and days keep their type; everything else, also a month or year, is escaped text."""
    if isinstance(value, PartialDate) and value.precision == "day":
        value = value.earliest
    if isinstance(value, dt.datetime):
        return _formatted(sheet, value.replace(tzinfo=None), "yyyy-mm-dd hh:mm:ss")
    if isinstance(value, dt.date):
        return _formatted(sheet, value, "yyyy-mm-dd")
    if isinstance(value, int | Decimal):
        return value
    return text_cell(cell_text(value))


def text_cell(text) -> str | None:
    """Text with formulas escaped; control characters, which XLSX does not allow, become spaces."""
    return ILLEGAL_CHARACTERS_RE.sub(" ", escape_formula(text))[:MAX_CELL_LENGTH] or None


def _formatted(sheet, value, number_format: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = number_format
    return cell


def _add_header(sheet, names, widths):
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    cells = [WriteOnlyCell(sheet, name) for name in names]
    for cell in cells:
        cell.font = Font(bold=True)
    sheet.append(cells)


def _add_sheet(book: Workbook, title: str, names, rows, widths):
    sheet = book.create_sheet(title)
    _add_header(sheet, names, widths)
    for row in rows:
        sheet.append(list(row))


def _metadata_rows(selection: ChunkedQuery) -> Iterator[tuple[str, str | None]]:
    for name, value in selection.metadata.items():
        if name == "filters":
            value = "&".join(f"{key}={text}" for key, texts in value.items() for text in texts)
        yield name, text_cell(value)
