"""The way of a record from draft to public: transitions, checks, duplicates, merging, comments, leads and queues."""
