"""Lists of records: the nouns, their filters, facets and columns, and the result of a query."""
