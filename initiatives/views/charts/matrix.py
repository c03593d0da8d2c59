"""The matrix: two properties of commitments against each other, by default technology and grouping."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ...charts.axes import AXES
from ...charts.matrix import matrix, matrix_layout
from .base import Chart, choice

AXIS_LABELS = {axis.name: axis.label for axis in AXES.values()}


class MatrixChart(Chart):
    """Technology against grouping, or any two axes that ``rows`` and ``columns`` name."""

    name = "matrix"
    title = _("Matrix")
    explanation = _("How many commitments stand where two of their properties meet. Each number leads to them.")
    parameters = ("rows", "columns", "open")
    note = _("One commitment can stand in several cells, so the cells do not add up.")

    def axes(self, listing) -> tuple[str, str]:
        rows = self.axis(listing, "rows", "technology")
        columns = self.axis(listing, "columns", "grouping" if rows != "grouping" else "technology")
        if rows == columns and rows != "state":
            columns = "grouping" if rows != "grouping" else "technology"
            listing.notices.append(gettext("Rows and columns cannot be the same; other columns are shown."))
        return rows, columns

    def axis(self, listing, name: str, otherwise: str) -> str:
        asked = listing.query.get(name, otherwise)
        if asked in AXES:
            return asked
        words = {"value": asked[:100], "known": ", ".join(AXES)}
        listing.notices.append(gettext("Unknown axis “%(value)s” was ignored. Known values: %(known)s.") % words)
        return otherwise

    def draw(self, listing):
        rows, columns = self.axes(listing)
        opened = tuple(listing.query.getlist("open"))
        drawn = matrix(listing, rows, columns, opened)
        return {
            "matrix": drawn,
            "drawing": matrix_layout(drawn),
            "choices": [
                choice(listing, gettext("Rows"), "rows", AXIS_LABELS, rows, open=None),
                choice(listing, gettext("Columns"), "columns", AXIS_LABELS, columns, open=None),
            ],
            "open_all_url": listing.changed(open="all") if drawn.rows_axis.tree and opened != ("all",) else "",
            "close_all_url": listing.changed(open=None) if opened else "",
        }

    def table(self, drawn):
        shown = drawn["matrix"]
        heads = [shown.rows_axis.label, "Commitments", *(column.value.label for column in shown.columns)]
        rows = [[row.value.label, row.count, *(cell.count for cell in row.cells)] for row in shown.rows]
        return heads, rows
