"""Curators' tables: a file in, a plan of what it would do, and the writing of it; a noun out as a file.

- ``files`` reads and writes CSV and XLSX and knows no noun; ``cells`` says how texts and lists stand in a cell.
- ``widgets`` and ``nouns`` declare what the columns of each noun hold, on django-import-export's resources.
- ``planning`` compares a file with the record, row by row, and writes nothing; all faults are found here.
- ``writing`` carries a plan out, all or nothing, and keeps it as an ``ImportRecord`` that can be undone.
"""

from .planning import Fault, Plan, make_plan
from .reading import FileFault, read_file, write_file
from .tables import TABLES, table_of, template_file
from .writing import Stale, carry_out, undo

__all__ = [
    "TABLES",
    "Fault",
    "FileFault",
    "Plan",
    "Stale",
    "carry_out",
    "make_plan",
    "read_file",
    "table_of",
    "template_file",
    "undo",
    "write_file",
]
