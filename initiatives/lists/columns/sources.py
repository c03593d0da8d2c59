"""The columns of sources."""

from . import Column, ColumnSet
from .shared import SLUG_COLUMN, UPDATED, URL_COLUMN, api_url_column, attribute_getter, code_columns

SOURCE_COLUMNS = ColumnSet(
    (
        SLUG_COLUMN,
        Column("title", "Title", "The title of the publication.", attribute_getter("title"), place=1),
        Column("publisher", "Publisher", "Who published it.", attribute_getter("publisher")),
        Column(
            "published_on", "Published", "When it was published.", attribute_getter("published_on"), "date", place=2
        ),
        Column(
            "accessed_on",
            "Read on",
            "The day on which it was read.",
            attribute_getter("accessed_on"),
            "day",
            place=3,
            is_default=False,
        ),
        *code_columns("level", "Level", "A primary source, or one that reports on it.", place=4),
        Column("language", "Language", "ISO 639-1 code.", attribute_getter("language"), "code", place=5),
        Column("language_name", "Language name", "The language in words.", attribute_getter("language_name")),
        Column("source_url", "Address", "The address of the publication itself.", attribute_getter("url"), "address"),
        Column(
            "archive_url", "Archived copy", "Address of an archived copy.", attribute_getter("archive_url"), "address"
        ),
        Column("read_at", "Copy read", "Address of the copy that was read.", attribute_getter("read_at"), "address"),
        Column("uses", "Uses", "How many public records name it.", attribute_getter("use_count"), "number", place=6),
        UPDATED,
        URL_COLUMN,
        api_url_column("sources"),
    )
)
