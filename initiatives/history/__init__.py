"""Past states of records, what changed between them, and what readers are told of it."""
