"""Which of a noun’s columns the table of its list can show; what they are called stands in ``columns/``.

The choice of columns, the head and the cells read it; ``templates/<noun>/cell.html`` draws each cell by the name of its
column. The first column names the record and always stands; the usual ones are shown until somebody chooses others.
"""

from dataclasses import dataclass

from .columns import Column
from .columns.shared import COMMITMENT_COUNT_COLUMN
from .resources import RESOURCES

# By noun, in the order of the table; a star marks what is shown only when it is chosen.
LIST_COLUMN_NAMES = {
    "commitments": "title grouping announced statement* summit* locator* technologies modes* parties status status_on* "
    "target_date* amount_value* evidence*",
    "groupings": "name members founded ended aliases* commitments",
    "states": "name iso3* kind* region groupings commitments",
    "technologies": "name definition aliases* commitments",
    "summits": "name start grouping level format* status statements",
    "statements": "title issued_on grouping kind language* issuer* coding commitments",
    "sources": "title published_on accessed_on* level language uses",
}
# What files list by name and a table only counts, for want of room.
COLUMNS_SHOWN_AS_COUNTS = {("states", "groupings")}


@dataclass(frozen=True)
class TableColumn:
    """One column of a table; ``is_number`` sets it to the right."""

    column: Column
    is_number: bool
    is_default: bool

    @property
    def name(self) -> str:
        return self.column.name

    @property
    def label(self) -> str:
        return self.column.label


def _shown(noun: str, marked: str) -> TableColumn:
    name = marked.removesuffix("*")
    known = {column.name: column for column in (COMMITMENT_COUNT_COLUMN, *RESOURCES[noun].table)}
    is_number = known[name].type == "number" or (noun, name) in COLUMNS_SHOWN_AS_COUNTS
    return TableColumn(known[name], is_number, is_default=name == marked)


LIST_COLUMNS = {
    noun: tuple(_shown(noun, marked) for marked in text.split()) for noun, text in LIST_COLUMN_NAMES.items()
}


def default_list_columns(noun: str, *left_out: str) -> list[TableColumn]:
    """The usual columns of a noun's table, without those that a page has no need of."""
    return [column for column in LIST_COLUMNS[noun] if column.is_default and column.name not in left_out]
