"""Publications beside the pages: files, feeds, calendars, citations, metadata, codebook and releases."""
