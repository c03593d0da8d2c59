"""Curators' spreadsheets, on django-import-export: a file in, a preview of what it would do, and the writing of it.

- ``sheet_files`` reads and writes CSV and XLSX; ``widgets`` says what a cell holds.
- ``sheets`` declares the columns of each noun and finds all errors of a file; it writes nothing.
- ``writing`` applies an import, all or nothing, and keeps it as an ``ImportRecord``; ``undoing`` takes it back.
"""

from .sheet_files import FileFault, read_file, write_file
from .sheets import RESOURCES, export_file, template_file
from .undoing import may_undo, model_of, preview_undo, undo
from .writing import Stale, apply, carry_out, preview

__all__ = [
    "RESOURCES",
    "FileFault",
    "Stale",
    "apply",
    "carry_out",
    "export_file",
    "may_undo",
    "model_of",
    "preview",
    "preview_undo",
    "read_file",
    "template_file",
    "undo",
    "write_file",
]
