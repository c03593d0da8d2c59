"""What goes out besides pages: files, feeds, calendars, citations, metadata, the codebook and releases."""
