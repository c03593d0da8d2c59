"""Full-text search: words in, queryset out; the same records in the same order on SQLite and PostgreSQL.

Everything about language happens here, in Python: ``read`` turns a text or a query into the same plain words. The
engines only look words and phrases up, in an index that hangs on ``SearchText`` (``migrations/0002_search.py``), and
never see what somebody typed: a query is put together from words that ``read`` made.

A reader may write words (each must occur), a "phrase in quotes", -word and -"phrase" (must not occur). The last word,
if it has three letters or more, stands for every word that begins with it. Everything else is punctuation.

The index follows every save, delete and change of technologies when the transaction commits; a search within a
transaction first takes in what the transaction changed. ``QuerySet.update`` and ``bulk_create`` send no signals:
``rebuild_index`` mends the index, ``count_stale_texts`` says whether it has to.

The index holds what is public when its record is: of other records that have an editorial state of their own only what
is published. Whether a record itself is public is for the queryset to say (``published()``).
"""

from .index import rebuild_index, reindex_records
from .queries import SearchQuery, SearchTerm, parse_query
from .ranking import filter_by_words
from .snippets import Snippet, find_snippets
from .texts import INDEXED_MODELS, IndexedModel
from .writes import connect_index_signals, count_stale_texts, flush_changes, mark_changed

__all__ = [
    "INDEXED_MODELS",
    "IndexedModel",
    "SearchQuery",
    "Snippet",
    "SearchTerm",
    "connect_index_signals",
    "flush_changes",
    "filter_by_words",
    "mark_changed",
    "parse_query",
    "rebuild_index",
    "reindex_records",
    "find_snippets",
    "count_stale_texts",
]
