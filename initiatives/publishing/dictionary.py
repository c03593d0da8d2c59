"""The data dictionary: every table of the open data, its columns, their codes, and what an empty cell means.

It is built from the columns and the models. The dictionary page, the file descriptions and the releases read it.
"""

from dataclasses import dataclass
from functools import cache

from django.urls import reverse

from ..lists.columns import COLUMN_TYPES, Column, ColumnSet
from ..lists.columns.inner_rows import PARTICIPATION_COLUMNS, SEARCH_LOG_COLUMNS
from ..lists.resources import RESOURCES
from ..models import Commitment, Participation, SearchLogEntry, vocabularies
from ..models.permalinks import absolute
from .site import LICENCE_URL

# Column name -> the table and column that its values refer to.
REFERENCED_COLUMNS = {
    "grouping": ("groupings", "slug"),
    "groupings": ("groupings", "slug"),
    "statement": ("statements", "slug"),
    "summit": ("summits", "slug"),
    "source": ("sources", "slug"),
    "commitment": ("commitments", "slug"),
    "parent": ("technologies", "slug"),
    "technologies": ("technologies", "slug"),
    "state": ("states", "iso3"),
    "host": ("states", "iso3"),
    "members": ("states", "iso3"),
}
# Coded columns whose vocabulary is not that of a model field: values of another record, or derived values.
DERIVED_VOCABULARIES = {
    ("commitments", "status"): vocabularies.Status,
    ("commitments", "level"): vocabularies.SummitLevel,
    ("commitments", "modes"): vocabularies.Mode,
    ("statements", "coding"): vocabularies.CodingShown,
    ("follow-ups", "status"): vocabularies.Status,
}
EXTERNAL_STANDARDS = {
    "iso3": "ISO 3166-1 alpha-3",
    "iso2": "ISO 3166-1 alpha-2",
    "numeric": "ISO 3166-1 numeric, UN M49",
    "amount_currency": "ISO 4217",
    "language": "ISO 639-1",
    "languages": "ISO 639-1",
}
NEVER_EMPTY = "Never empty."
BLANK_MEANINGS = {
    ("follow-ups", "status"): "It supports no status.",
    ("follow-ups", "status_label"): "It supports no status.",
    ("memberships", "ended_with_grouping"): "It has not ended, or it ended on its own date.",
    ("technologies", "parent"): "It has no broader technology.",
    ("technologies", "parent_name"): "It has no broader technology.",
    ("statements", "summit"): "No public meeting issued it.",
    ("commitments", "summit"): "No public meeting issued the statement.",
}
BLANK_MEANINGS_BY_TYPE = {
    "date": "Not known.",
    "day": "Not known.",
    "list": "None recorded.",
    "address": "No address known.",
    "code": "None, or not known.",
}
OPEN_ENDED_COLUMNS = {"ended", "left"}
# The columns that are never empty; ``x*`` stands for the code x and its label.
REQUIRED_COLUMNS = {
    "states": "slug iso3 name kind* commitments updated url api_url",
    "technologies": "slug name updated url api_url",
    "sources": "slug title publisher level* language language_name uses updated url api_url",
    "groupings": "slug name short_name commitments updated url api_url",
    "memberships": "grouping grouping_name state state_name role* updated url api_url",
    "summits": "slug name grouping grouping_name level* status* statements updated url api_url",
    "statements": "slug title grouping grouping_name kind* language language_name coding* commitments updated url "
    "api_url",
    "commitments": "slug title summary grouping grouping_name statement statement_title technologies technology_names "
    "modes mode_names parties party_names party_roles status* evidence* updated url api_url",
    "participations": "commitment commitment_name state state_name role* updated",
    "follow-ups": "commitment commitment_name number kind* updated url api_url",
    "search-records": "commitment commitment_name number field* question where done_on outcome* updated",
}


@dataclass(frozen=True)
class DataTable:
    """One table of the open data."""

    name: str
    model: type
    table: ColumnSet

    @property
    def title(self) -> str:
        return str(self.model._meta.verbose_name_plural).capitalize()

    @property
    def description(self) -> str:
        return " ".join(self.model.__doc__.split())

    @property
    def key(self) -> tuple[str, ...]:
        """The columns of its natural key."""
        return tuple(name.partition("__")[0].removesuffix("_earliest") for name in self.model.key_fields)

    @property
    def has_blank_key(self) -> bool:
        """Whether a part of its key may be empty. Such a key is not declared as a primary key."""
        return any(column.name in self.key and not column.is_required for column in self.columns)

    @property
    def columns(self) -> list["DescribedColumn"]:
        return [DescribedColumn(self, column) for column in self.table]

    def rows(self):
        """All public rows, with all that the columns read."""
        noun = RESOURCES.get(self.name)
        return self.table.prepare(noun.everything() if noun else self.model.objects.published())


@dataclass(frozen=True)
class DescribedColumn:
    """A column of a table with its vocabulary, references, and meaning of empty cells."""

    data_table: DataTable
    column: Column

    @property
    def name(self) -> str:
        return self.column.name

    @property
    def vocabulary(self) -> type[vocabularies.Vocabulary] | None:
        if found := DERIVED_VOCABULARIES.get((self.data_table.name, self.name)):
            return found
        own = {
            field.name: list(getattr(field, "choices", None) or [])
            for field in self.data_table.model._meta.get_fields()
        }
        return next((vocabulary for vocabulary in vocabularies.ALL if vocabulary.choices == own.get(self.name)), None)

    @property
    def vocabulary_address(self) -> str | None:
        """The address of its vocabulary in the codebook."""
        vocabulary = self.vocabulary
        return absolute(f"{reverse('codebook')}#{vocabulary.slug}") if vocabulary else None

    @property
    def explanation(self) -> str:
        """The description of the column, and what an empty cell means."""
        return f"{self.column.description} If empty: {self.blank}"

    @property
    def reference(self) -> tuple[str, str] | None:
        """The table and the column that its values refer to."""
        return REFERENCED_COLUMNS.get(self.name) if self.column.type in ("code", "list") else None

    @property
    def standard(self) -> str:
        """The external standard from which its values are taken."""
        return EXTERNAL_STANDARDS.get(self.name, "")

    @property
    def is_required(self) -> bool:
        names = REQUIRED_COLUMNS.get(self.data_table.name, "slug").split()
        return self.name in names or f"{self.name.removesuffix('_label')}*" in names

    @property
    def blank(self) -> str:
        """What an empty cell means."""
        if self.is_required:
            return NEVER_EMPTY
        if found := BLANK_MEANINGS.get((self.data_table.name, self.name)):
            return found
        if self.data_table.model is Commitment and self.name.startswith(Commitment.BLANKABLE):
            return "Not assessed, unless “blanks” gives another reason."
        if self.name in OPEN_ENDED_COLUMNS:
            return "It continues, as far as is known."
        return BLANK_MEANINGS_BY_TYPE.get(self.column.type, "Nothing recorded.")


@cache
def data_tables() -> tuple[DataTable, ...]:
    """Every table, each after the tables that it refers to."""
    order = ("states", "technologies", "sources", "groupings", "memberships", "summits", "statements", "commitments")
    nouns = {noun.name: DataTable(noun.name, noun.model, noun.table) for noun in RESOURCES.values()}
    parties = DataTable("participations", Participation, PARTICIPATION_COLUMNS)
    searches = DataTable("search-records", SearchLogEntry, SEARCH_LOG_COLUMNS)
    known = (*(nouns.pop(name) for name in order), parties, nouns.pop("follow-ups"), searches)
    return (*known, *nouns.values())


def data_table(name: str) -> DataTable:
    """The table of this name; KeyError where there is none."""
    return {table.name: table for table in data_tables()}[name]


def types() -> dict[str, str]:
    """The types of columns: name and description."""
    return {name: kind.words for name, kind in COLUMN_TYPES.items()}


def dictionary_as_data() -> dict:
    """The dictionary in values that JSON can hold."""
    return {
        "title": "Minilat data dictionary",
        "address": absolute(reverse("dictionary")),
        "licence": LICENCE_URL,
        "types": types(),
        "tables": [
            {
                "name": table.name,
                "title": table.title,
                "description": table.description,
                "key": list(table.key),
                "columns": [_column(column) for column in table.columns],
            }
            for table in data_tables()
        ],
    }


def _column(described: DescribedColumn) -> dict:
    vocabulary, reference = described.vocabulary, described.reference
    return {
        "name": described.name,
        "label": described.column.label,
        "description": described.column.description,
        "type": described.column.type,
        "vocabulary": vocabulary.slug if vocabulary else None,
        "vocabulary_address": described.vocabulary_address,
        "refers_to": {"table": reference[0], "column": reference[1]} if reference else None,
        "standard": described.standard or None,
        "required": described.is_required,
        "blank": described.blank,
    }
