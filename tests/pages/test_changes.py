"""The public history of a record and the list of changes: what readers are told of them."""
