"""The columns of technologies."""

from dataclasses import replace

from . import Column, ColumnSet
from .shared import (
    ALIASES,
    COMMITMENT_COUNT_COLUMN,
    SLUG_COLUMN,
    UPDATED,
    URL_COLUMN,
    api_url_column,
    attribute_getter,
    markup_column,
    to_one_columns,
)

TECHNOLOGY_COLUMNS = ColumnSet(
    (
        SLUG_COLUMN,
        Column("name", "Name", "The name shown to readers.", attribute_getter("name"), place=1),
        *to_one_columns("parent", "Broader technology", ("parent",), title="name"),
        replace(ALIASES, place=3, is_default=False),
        markup_column("definition", "Definition", "What belongs here and what does not.", place=2),
        markup_column(
            "borderline", "Borderline case", "What is nearly this and is not, or is this and does not look it."
        ),
        UPDATED,
        URL_COLUMN,
        api_url_column("technologies"),
    ),
    prose=("definition", "borderline"),
    page_only=(replace(COMMITMENT_COUNT_COLUMN, place=4),),
)
